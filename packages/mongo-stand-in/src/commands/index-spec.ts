import { Int32 } from 'bson';
import { notImplemented, refuse } from '../errors.js';
import { compileFilter } from '../query/match.js';
import type { IndexSpec } from '../storage/index-keys.js';
import { type Doc, isDoc } from '../values/doc.js';
import { isNumeric } from '../values/kinds.js';

/** The options of an index that this server keeps; an expiry is listed but nothing is deleted. */
const options: Readonly<Record<string, (value: unknown) => boolean>> = {
  v: isNumeric,
  key: isDoc,
  name: (value) => typeof value === 'string' && value !== '',
  unique: isFlag,
  sparse: isFlag,
  hidden: isFlag,
  background: isFlag,
  expireAfterSeconds: isNumeric,
  partialFilterExpression: isDoc,
};

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean' || isNumeric(value);
}

/** Checks one index of `createIndexes` and gives it the form in which it is listed. */
export function parseIndex(source: unknown): IndexSpec {
  if (!isDoc(source)) {
    throw refuse('TypeMismatch', 'The elements of the indexes array must be objects');
  }
  for (const [option, value] of Object.entries(source)) {
    checkOption(option, value, source);
  }
  const { key, name, partialFilterExpression: filter } = source;
  if (!isDoc(key) || typeof name !== 'string') {
    throw refuse(
      'FailedToParse',
      `The 'key' and 'name' fields are required properties of an index specification`,
    );
  }
  checkKey(key);
  if (isDoc(filter)) {
    checkPartialFilter(filter, source);
  }
  const kept = Object.entries(source).filter(
    ([option, value]) => option !== 'background' && option !== 'v' && value !== false,
  );
  return { v: new Int32(2), key, name, ...Object.fromEntries(kept) };
}

function checkOption(option: string, value: unknown, source: Doc): void {
  if (
    [
      'collation',
      'weights',
      'default_language',
      '2dsphereIndexVersion',
      'wildcardProjection',
    ].includes(option)
  ) {
    if (!(isDoc(value) && value.locale === 'simple')) {
      throw notImplemented(`the index option ${option}`);
    }
    return;
  }
  const fits = Object.hasOwn(options, option) ? options[option] : undefined;
  if (fits === undefined) {
    throw refuse(
      'InvalidIndexSpecificationOption',
      `The field '${option}' is not valid for an index specification. Specification: ${JSON.stringify(source)}`,
    );
  }
  if (!fits(value)) {
    throw refuse('TypeMismatch', `The field '${option}' has a wrong type or value`);
  }
}

function checkKey(key: Doc): void {
  const entries = Object.entries(key);
  if (entries.length === 0) {
    throw refuse('CannotCreateIndex', 'Index keys cannot be empty.');
  }
  for (const [path, order] of entries) {
    if (typeof order === 'string') {
      throw notImplemented(`indexes of the type ${order}`);
    }
    if (!isNumeric(order) || Number(order) === 0) {
      throw refuse(
        'CannotCreateIndex',
        `Values in v:2 index key pattern must be numbers other than 0`,
      );
    }
    if (path.split('.').some((part) => part === '' || part.startsWith('$'))) {
      throw refuse('CannotCreateIndex', `Index key contains an illegal field name: ${path}`);
    }
  }
}

const partialOperators = new Set(['$eq', '$gt', '$gte', '$lt', '$lte', '$type', '$exists']);

/** A partial filter has few operators; see the manual on partial indexes. */
function checkPartialFilter(filter: Doc, source: Doc): void {
  if (source.sparse !== undefined && source.sparse !== false) {
    throw refuse('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options');
  }
  for (const [field, condition] of Object.entries(filter)) {
    if (field === '$and' && Array.isArray(condition)) {
      for (const branch of condition.filter(isDoc)) {
        checkPartialFilter(branch, {});
      }
    } else if (field.startsWith('$')) {
      throw unsupportedPartial(field);
    } else if (isDoc(condition)) {
      checkPartialCondition(condition);
    }
  }
  compileFilter(filter);
}

function checkPartialCondition(condition: Doc): void {
  for (const [operator, operand] of Object.entries(condition)) {
    const isAbsence = operator === '$exists' && operand === false;
    if (operator.startsWith('$') && (!partialOperators.has(operator) || isAbsence)) {
      throw unsupportedPartial(operator);
    }
  }
}

function unsupportedPartial(what: string): Error {
  return refuse('CannotCreateIndex', `Expression not supported in partial index: ${what}`);
}
