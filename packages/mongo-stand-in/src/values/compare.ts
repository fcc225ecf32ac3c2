import type { Binary, BSONRegExp, Code, ObjectId, Timestamp } from 'bson';
import type { Doc } from './doc.js';
import { compareNumbers } from './exact-number.js';
import { type Kind, kindOf, type Numeric, orderOf } from './kinds.js';

/**
 * BSON's order of any two values, of any kinds.
 * @see https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
 */
export function compareValues(a: unknown, b: unknown): number {
  const kind = kindOf(a);
  const other = kindOf(b);
  return kind === other ? compareSameKind(kind, a, b) : orderOf(kind) - orderOf(other);
}

export function equalValues(a: unknown, b: unknown): boolean {
  return compareValues(a, b) === 0;
}

const comparers: { readonly [K in Kind]: (a: never, b: never) => number } = {
  minKey: () => 0,
  maxKey: () => 0,
  null: () => 0,
  number: (a: Numeric, b: Numeric) => compareNumbers(a, b),
  string: (a: unknown, b: unknown) => compareStrings(String(a), String(b)),
  object: compareDocs,
  array: compareArrays,
  binData: compareBinaries,
  objectId: (a: ObjectId, b: ObjectId) => Buffer.compare(a.id, b.id),
  bool: (a: boolean, b: boolean) => Number(a) - Number(b),
  date: (a: Date, b: Date) => a.getTime() - b.getTime(),
  timestamp: (a: Timestamp, b: Timestamp) => a.compare(b),
  regex: (a: BSONRegExp, b: BSONRegExp) =>
    compareStrings(a.pattern, b.pattern) || compareStrings(a.options, b.options),
  javascript: (a: Code, b: Code) => compareStrings(a.code, b.code),
};

function compareSameKind(kind: Kind, a: unknown, b: unknown): number {
  return comparers[kind](a as never, b as never);
}

/** MongoDB compares the UTF-8 bytes; JavaScript's own order differs only with surrogate pairs. */
function compareStrings(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  if (/[\ud800-\uffff]/.test(a) && /[\ud800-\uffff]/.test(b)) {
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  return a < b ? -1 : 1;
}

function compareDocs(a: Doc, b: Doc): number {
  const left = Object.entries(a);
  const right = Object.entries(b);
  for (const [index, [name, value]] of left.entries()) {
    const other = right[index];
    if (other === undefined) {
      return 1;
    }
    const order =
      orderOf(kindOf(value)) - orderOf(kindOf(other[1])) ||
      compareStrings(name, other[0]) ||
      compareValues(value, other[1]);
    if (order !== 0) {
      return order;
    }
  }
  return left.length - right.length;
}

function compareArrays(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [index, value] of a.entries()) {
    if (index >= b.length) {
      return 1;
    }
    const order = compareValues(value, b[index]);
    if (order !== 0) {
      return order;
    }
  }
  return a.length - b.length;
}

function compareBinaries(a: Binary, b: Binary): number {
  return (
    a.length() - b.length() ||
    a.sub_type - b.sub_type ||
    Buffer.compare(a.buffer.subarray(0, a.position), b.buffer.subarray(0, b.position))
  );
}
