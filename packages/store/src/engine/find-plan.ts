import type { FindQuery, IndexDefinition, IndexValue } from '../collection.js';
import { decodeCursor, encodeCursor, type Position } from './cursor.js';

/** One condition on a field; `null` and `set` take no value, and no comparison is true of a null. */
export type Condition =
  | { readonly field: string; readonly is: '=' | '>' | '>=' | '<'; readonly value: IndexValue }
  | { readonly field: string; readonly is: 'null' | 'set' };

/** A find, translated: run the segments in turn until the limit is reached. */
export interface FindPlan {
  /** Conditions that all hold; each segment can be worked with one seek in the index. */
  readonly segments: readonly (readonly Condition[])[];
  /** Fields to order by; with the id, which is the last of them, they say where a page ended. */
  readonly ordering: readonly string[];
  readonly descending: boolean;
  readonly cursorAfter: (position: Position) => string;
}

/** Translates a find by one declared index; throws on a misuse, `InvalidCursor` on a foreign cursor. */
export function planFind(query: FindQuery, index: IndexDefinition): FindPlan {
  if (query.equals.length > index.fields.length) {
    throw new Error(`index "${query.index}" has only ${index.fields.length} fields`);
  }
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > 1000) {
    throw new Error('limit must be 1..1000');
  }
  const descending = query.order === 'descending';
  const ordering = index.fields.slice(query.equals.length).filter((field) => field !== 'id');
  const base = [...equalTo(index, query), ...withinRange(index, query)];
  const scope = `${query.index}:${query.equals.length}:${descending ? 'd' : 'a'}`;
  const position = query.cursor ? decodeCursor(scope, ordering.length, query.cursor) : undefined;
  return {
    segments: (position ? after(ordering, position, descending) : [[]]).map((conditions) => [
      ...base,
      ...conditions,
    ]),
    ordering: [...ordering, 'id'],
    descending,
    cursorAfter: (at) => encodeCursor(scope, at),
  };
}

function equalTo(index: IndexDefinition, query: FindQuery): Condition[] {
  return query.equals.map((value, at) => ({ field: index.fields[at] ?? 'id', is: '=', value }));
}

/** A comparison with null is never true, so a document without a value is in no range. */
function withinRange(index: IndexDefinition, query: FindQuery): Condition[] {
  const { from, after: above, before } = query.range ?? {};
  const field = index.fields[query.equals.length];
  if (query.range !== undefined && field === undefined) {
    throw new Error(`index "${query.index}" has no field left for a range`);
  }
  const bounds = [
    ['>=', from],
    ['>', above],
    ['<', before],
  ] as const;
  return bounds.flatMap(([is, value]) =>
    field === undefined || value === undefined ? [] : [{ field, is, value }],
  );
}

/**
 * What comes after a position: first the rest of its innermost group, then of the next outer one …
 * so each part is one range of the index. Nulls sort first.
 */
function after(
  ordering: readonly string[],
  position: Position,
  descending: boolean,
): Condition[][] {
  const fields = [...ordering, 'id'];
  const values: IndexValue[] = [...position.values, position.id];
  return fields
    .map((field, depth) => {
      const same = fields
        .slice(0, depth)
        .map((outer, at): Condition => ({ field: outer, is: '=', value: values[at] ?? null }));
      return beyond(field, values[depth] ?? null, descending).map((rest) => [...same, rest]);
    })
    .reverse()
    .flat();
}

function beyond(field: string, value: IndexValue, descending: boolean): Condition[] {
  if (descending) {
    return value === null
      ? []
      : [
          { field, is: '<', value },
          { field, is: 'null' },
        ];
  }
  return value === null ? [{ field, is: 'set' }] : [{ field, is: '>', value }];
}
