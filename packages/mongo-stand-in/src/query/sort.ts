import { notImplemented, refuse } from '../errors.js';
import { compareValues } from '../values/compare.js';
import { type Doc, fieldOf, isDoc } from '../values/doc.js';
import { isNumeric } from '../values/kinds.js';
import { leavesAt, partsOf } from '../values/paths.js';

interface SortField {
  readonly parts: readonly string[];
  readonly direction: 1 | -1;
}

/** Of an array the smallest element counts when ascending and the largest when descending. */
function sortValue(doc: Doc, field: SortField): unknown {
  const [name = ''] = field.parts;
  const top = fieldOf(doc, name);
  if (field.parts.length === 1 && !Array.isArray(top)) {
    return top;
  }
  const values = leavesAt(doc, field.parts).flatMap((leaf) =>
    Array.isArray(leaf) ? leaf : [leaf],
  );
  return values.reduce(
    (best, value) => (compareValues(value, best) * field.direction < 0 ? value : best),
    values[0],
  );
}

function parseField(path: string, order: unknown): SortField {
  if (isDoc(order)) {
    throw notImplemented('sorting by $meta');
  }
  const direction = isNumeric(order) ? Number(order) : 0;
  if (direction !== 1 && direction !== -1) {
    throw refuse(
      'Location15975',
      `$sort key ordering must be 1 (for ascending) or -1 (for descending)`,
    );
  }
  return { parts: partsOf(path), direction };
}

/** Compiles a sort specification; equal documents stay in the order they had. */
export function compileSort(specification: Doc): (docs: readonly Doc[]) => Doc[] {
  const fields = Object.entries(specification).map(([path, order]) => parseField(path, order));
  if (fields.length === 0) {
    return (docs) => [...docs];
  }
  return (docs) => {
    const keyed = docs.map((doc) => ({ doc, keys: fields.map((field) => sortValue(doc, field)) }));
    keyed.sort((a, b) => {
      for (const [index, field] of fields.entries()) {
        const order = compareValues(a.keys[index], b.keys[index]) * field.direction;
        if (order !== 0) {
          return order;
        }
      }
      return 0;
    });
    return keyed.map(({ doc }) => doc);
  };
}
