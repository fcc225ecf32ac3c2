import { notImplemented, refuse } from '../errors.js';
import { isNumeric, typeName } from '../values/kinds.js';

/** BSON's type numbers. */
const typeNumbers: Readonly<Record<number, string>> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  13: 'javascript',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  127: 'maxKey',
  [-1]: 'minKey',
};
const names = new Set([...Object.values(typeNumbers), 'number']);
const deprecated = new Set(['undefined', 'dbPointer', 'symbol', 'javascriptWithScope']);

function nameOf(type: unknown, operator: string): string {
  if (typeof type === 'string') {
    if (deprecated.has(type)) {
      throw notImplemented(`the type ${type}`);
    }
    if (!names.has(type)) {
      throw refuse('BadValue', `Unknown type name alias: ${type}`);
    }
    return type;
  }
  if (!isNumeric(type)) {
    throw refuse('TypeMismatch', `${operator} must be represented as a number or a string`);
  }
  const name = typeNumbers[Number(type)];
  if (name === undefined) {
    throw refuse('BadValue', `Invalid numerical type code: ${Number(type)}`);
  }
  return name;
}

/** Compiles `$type` or `bsonType`: one type, or a list of which any will do. */
export function compileTypeSet(operand: unknown, operator: string): (value: unknown) => boolean {
  const listed = Array.isArray(operand) ? operand : [operand];
  if (listed.length === 0) {
    throw refuse('FailedToParse', `${operator} must match at least one type`);
  }
  const wanted = new Set(listed.map((type) => nameOf(type, operator)));
  return (value) => {
    const name = typeName(value);
    return name !== undefined && (wanted.has(name) || (wanted.has('number') && isNumeric(value)));
  };
}
