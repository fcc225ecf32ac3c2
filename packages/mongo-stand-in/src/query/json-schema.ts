import { notImplemented, refuse } from '../errors.js';
import { compareValues, equalValues } from '../values/compare.js';
import { type Doc, fieldOf, isDoc } from '../values/doc.js';
import { isNumeric } from '../values/kinds.js';
import { compileTypeSet } from './types.js';

type Check = (value: unknown) => boolean;

/** What is only said to people. */
const annotations = new Set(['title', 'description']);

/**
 * Compiles the part of `$jsonSchema` that this server enforces; another keyword is refused. A
 * keyword that speaks of one kind of value holds for every value of another kind.
 */
export function compileSchema(schema: Doc): Check {
  const checks: Check[] = [];
  for (const [keyword, operand] of Object.entries(schema)) {
    if (annotations.has(keyword)) {
      continue;
    }
    const compile = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
    if (compile === undefined) {
      throw notImplemented(`the $jsonSchema keyword ${keyword}`);
    }
    checks.push(compile(operand, schema));
  }
  return (value) => checks.every((check) => check(value));
}

function subschema(operand: unknown, keyword: string): Check {
  if (!isDoc(operand)) {
    throw refuse('TypeMismatch', `$jsonSchema keyword '${keyword}' must be an object`);
  }
  return compileSchema(operand);
}

function listed(operand: unknown, keyword: string): readonly unknown[] {
  if (!Array.isArray(operand) || operand.length === 0) {
    throw refuse('FailedToParse', `$jsonSchema keyword '${keyword}' must be a non-empty array`);
  }
  return operand;
}

function properties(operand: unknown): Check {
  if (!isDoc(operand)) {
    throw refuse('TypeMismatch', "$jsonSchema keyword 'properties' must be an object");
  }
  const checks = Object.entries(operand).map(
    ([field, inner]) => [field, subschema(inner, field)] as const,
  );
  return (value) =>
    !isDoc(value) ||
    checks.every(([field, check]) => {
      const inner = fieldOf(value, field);
      return inner === undefined || check(inner);
    });
}

function additionalProperties(operand: unknown, schema: Doc): Check {
  const known = new Set(isDoc(schema.properties) ? Object.keys(schema.properties) : []);
  const check =
    typeof operand === 'boolean' ? () => operand : subschema(operand, 'additionalProperties');
  return (value) =>
    !isDoc(value) ||
    Object.entries(value).every(([field, inner]) => known.has(field) || check(inner));
}

function bound(keyword: string, accepts: (order: number) => boolean) {
  return (operand: unknown): Check => {
    if (!isNumeric(operand)) {
      throw refuse('TypeMismatch', `$jsonSchema keyword '${keyword}' must be a number`);
    }
    return (value) => !isNumeric(value) || accepts(compareValues(value, operand));
  };
}

function counted(keyword: string, sizeOf: (value: unknown) => number | undefined) {
  return (operand: unknown): Check => {
    if (!isNumeric(operand)) {
      throw refuse('TypeMismatch', `$jsonSchema keyword '${keyword}' must be a number`);
    }
    const limit = Number(operand);
    const least = keyword.startsWith('min');
    return (value) => {
      const size = sizeOf(value);
      return size === undefined || (least ? size >= limit : size <= limit);
    };
  };
}

const textLength = (value: unknown) => (typeof value === 'string' ? [...value].length : undefined);
const arrayLength = (value: unknown) => (Array.isArray(value) ? value.length : undefined);

function combination(keyword: string, decide: (fits: number, of: number) => boolean) {
  return (operand: unknown): Check => {
    const checks = listed(operand, keyword).map((inner) => subschema(inner, keyword));
    return (value) => decide(checks.filter((check) => check(value)).length, checks.length);
  };
}

const keywords: Readonly<Record<string, (operand: unknown, schema: Doc) => Check>> = {
  bsonType: (operand) => compileTypeSet(operand, 'bsonType'),
  required: (operand) => {
    const fields = listed(operand, 'required').map(String);
    return (value) => !isDoc(value) || fields.every((field) => Object.hasOwn(value, field));
  },
  properties,
  additionalProperties,
  enum: (operand) => {
    const values = listed(operand, 'enum');
    return (value) => values.some((allowed) => equalValues(allowed, value));
  },
  minimum: bound('minimum', (order) => order >= 0),
  maximum: bound('maximum', (order) => order <= 0),
  minLength: counted('minLength', textLength),
  maxLength: counted('maxLength', textLength),
  minItems: counted('minItems', arrayLength),
  maxItems: counted('maxItems', arrayLength),
  pattern: (operand) => {
    const pattern = new RegExp(String(operand));
    return (value) => typeof value !== 'string' || pattern.test(value);
  },
  items: (operand) => {
    const check = subschema(operand, 'items');
    return (value) => !Array.isArray(value) || value.every(check);
  },
  anyOf: combination('anyOf', (fits) => fits > 0),
  allOf: combination('allOf', (fits, of) => fits === of),
  oneOf: combination('oneOf', (fits) => fits === 1),
  not: (operand) => {
    const check = subschema(operand, 'not');
    return (value) => !check(value);
  },
};
