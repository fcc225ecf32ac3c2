import { Decimal128, Double, Int32, Long } from 'bson';

/** BSON's kinds of values, in the order in which MongoDB sorts them. */
const kinds = [
  'minKey',
  'null',
  'number',
  'string',
  'object',
  'array',
  'binData',
  'objectId',
  'bool',
  'date',
  'timestamp',
  'regex',
  'javascript',
  'maxKey',
] as const;

export type Kind = (typeof kinds)[number];

/** The classes that hold a number. */
export type Numeric = Int32 | Long | Double | Decimal128 | number;

const kindOfClass: Readonly<Record<string, Kind>> = {
  MinKey: 'minKey',
  Int32: 'number',
  Long: 'number',
  Double: 'number',
  Decimal128: 'number',
  BSONSymbol: 'string',
  Binary: 'binData',
  ObjectId: 'objectId',
  Timestamp: 'timestamp',
  BSONRegExp: 'regex',
  Code: 'javascript',
  MaxKey: 'maxKey',
  DBRef: 'object',
};

/** What kind a value is; a missing field sorts and compares as null. */
export function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'number';
    case 'boolean':
      return 'bool';
    case 'object':
      return value === null ? 'null' : kindOfObject(value);
    default:
      return 'null';
  }
}

function kindOfObject(value: object): Kind {
  if (Array.isArray(value)) {
    return 'array';
  }
  const { _bsontype: name } = value as { readonly _bsontype?: unknown };
  if (typeof name === 'string') {
    return kindOfClass[name] ?? 'object';
  }
  return value instanceof Date ? 'date' : 'object';
}

/** The place of a kind in the sort order. */
export function orderOf(kind: Kind): number {
  return kinds.indexOf(kind);
}

export function isNumeric(value: unknown): value is Numeric {
  return kindOf(value) === 'number';
}

/** The number's own type, as `$type` and `bsonType` name it. */
export function numericType(value: Numeric): 'int' | 'long' | 'double' | 'decimal' {
  if (value instanceof Int32) {
    return 'int';
  }
  if (value instanceof Long) {
    return 'long';
  }
  if (value instanceof Decimal128) {
    return 'decimal';
  }
  if (value instanceof Double) {
    return 'double';
  }
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 'int' : 'double';
}

/** The name of a value's type, as `$type` and `bsonType` name it; undefined for a missing field. */
export function typeName(value: unknown): string | undefined {
  if (value === undefined) {
    return undefined;
  }
  return isNumeric(value) ? numericType(value) : kindOf(value);
}

/** MongoDB's truth: everything but false, null, missing and zero. */
export function isTruthy(value: unknown): boolean {
  if (value === undefined || value === null || value === false) {
    return false;
  }
  return !isNumeric(value) || Number(value.toString()) !== 0;
}
