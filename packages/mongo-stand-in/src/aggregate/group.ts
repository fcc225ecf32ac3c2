import { Double, Int32 } from 'bson';
import { notImplemented, refuse } from '../errors.js';
import { compileExpression, type Expression } from '../query/expression.js';
import { sum } from '../values/arithmetic.js';
import { compareValues } from '../values/compare.js';
import { type Doc, isDoc, setField } from '../values/doc.js';
import { keyOf } from '../values/key-of.js';
import { isNumeric, type Numeric } from '../values/kinds.js';
import type { Stage } from './pipeline.js';

/** Folds the values that one accumulator is given. */
type Fold = (values: readonly unknown[]) => unknown;

function total(values: readonly unknown[]): unknown {
  return values
    .filter(isNumeric)
    .reduce<Numeric>(
      (a, b) => sum(a, b) ?? new Double(Number(a.toString()) + Number(b.toString())),
      new Int32(0),
    );
}

function average(values: readonly unknown[]): unknown {
  const numbers = values.filter(isNumeric).map((value) => Number(value.toString()));
  return numbers.length === 0 ? null : new Double(numbers.reduce((a, b) => a + b) / numbers.length);
}

function extreme(direction: 1 | -1): Fold {
  return (values) =>
    values
      .filter((value) => value !== undefined && value !== null)
      .reduce<unknown>(
        (best, value) =>
          best === null || compareValues(value, best) * direction < 0 ? value : best,
        null,
      );
}

const accumulators: Readonly<Record<string, Fold>> = {
  $sum: total,
  $avg: average,
  $min: extreme(1),
  $max: extreme(-1),
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: (values) => values.filter((value) => value !== undefined),
  $addToSet: (values) => [
    ...new Map(
      values.filter((value) => value !== undefined).map((value) => [keyOf(value), value]),
    ).values(),
  ],
};

interface Accumulator {
  readonly field: string;
  readonly expression: Expression;
  readonly fold: Fold;
}

function compileAccumulator(field: string, source: unknown): Accumulator {
  const [name] = isDoc(source) ? Object.keys(source) : [];
  if (!isDoc(source) || name === undefined || Object.keys(source).length !== 1) {
    throw refuse('Location40234', `The field '${field}' must be an accumulator object`);
  }
  if (name === '$count') {
    return { field, expression: compileExpression(new Int32(1)), fold: total };
  }
  const fold = Object.hasOwn(accumulators, name) ? accumulators[name] : undefined;
  if (fold === undefined) {
    throw notImplemented(`the accumulator ${name}`);
  }
  return { field, expression: compileExpression(source[name]), fold };
}

/** Compiles `$group`; the groups come in the order of their first documents. */
export function compileGroup(specification: Doc): Stage {
  if (!Object.hasOwn(specification, '_id')) {
    throw refuse('Location15955', 'a group specification must include an _id');
  }
  const { _id: source, ...fields } = specification;
  const id = compileExpression(source);
  const accumulate = Object.entries(fields).map(([field, inner]) =>
    compileAccumulator(field, inner),
  );
  return (docs, { variables }) => {
    const groups = new Map<string, { _id: unknown; docs: Doc[] }>();
    for (const root of docs) {
      const value = id.value({ root, variables }) ?? null;
      const group = groups.get(keyOf(value)) ?? { _id: value, docs: [] };
      group.docs.push(root);
      groups.set(keyOf(value), group);
    }
    return [...groups.values()].map((group) => {
      const result: Doc = { _id: group._id };
      for (const { field, expression, fold } of accumulate) {
        const values = group.docs.map((root) => expression.value({ root, variables }));
        setField(result, field, fold(values));
      }
      return result;
    });
  };
}
