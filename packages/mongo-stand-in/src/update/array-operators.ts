import { notImplemented, refuse } from '../errors.js';
import { compileFilter } from '../query/match.js';
import { equalValues } from '../values/compare.js';
import { type Doc, isDoc } from '../values/doc.js';
import { isNumeric, typeName } from '../values/kinds.js';
import type { Place } from './place.js';

function arrayAt(place: Place, operator: string, path: string): unknown[] | undefined {
  const current = place.get();
  if (current === undefined || Array.isArray(current)) {
    return current;
  }
  throw refuse(
    operator === '$push' || operator === '$addToSet' ? 'BadValue' : 'TypeMismatch',
    `The field '${path}' must be an array but is of type ${typeName(current)}`,
  );
}

interface Additions {
  readonly values: readonly unknown[];
  readonly slice?: number;
}

function additions(operand: unknown, modifiers: readonly string[]): Additions {
  if (!isDoc(operand) || !Object.hasOwn(operand, '$each')) {
    return { values: [operand] };
  }
  if (!Array.isArray(operand.$each)) {
    throw refuse('TypeMismatch', `The argument to $each must be an array`);
  }
  for (const modifier of Object.keys(operand)) {
    if (modifier !== '$each' && !modifiers.includes(modifier)) {
      throw ['$slice', '$sort', '$position'].includes(modifier)
        ? notImplemented(`${modifier} in this update operator`)
        : refuse('BadValue', `Unrecognized clause in $push: ${modifier}`);
    }
  }
  const { $slice: slice } = operand;
  if (slice === undefined) {
    return { values: operand.$each };
  }
  if (!isNumeric(slice) || !Number.isInteger(Number(slice))) {
    throw refuse('BadValue', 'The value for $slice must be an integer value');
  }
  return { values: operand.$each, slice: Number(slice) };
}

/** `$push`, with `$each` and `$slice`. */
export function push(place: Place, operand: unknown, path: string): void {
  const { values, slice } = additions(operand, ['$slice']);
  const next = [...(arrayAt(place, '$push', path) ?? []), ...values];
  if (slice === undefined) {
    place.set(next);
  } else {
    place.set(slice < 0 ? next.slice(slice) : next.slice(0, slice));
  }
}

/** `$addToSet`, with `$each`. */
export function addToSet(place: Place, operand: unknown, path: string): void {
  const next = [...(arrayAt(place, '$addToSet', path) ?? [])];
  for (const value of additions(operand, []).values) {
    if (!next.some((element) => equalValues(element, value))) {
      next.push(value);
    }
  }
  place.set(next);
}

/** `$pull`: by value, by a condition, or by a filter on the elements that are documents. */
export function pull(place: Place, operand: unknown, path: string): void {
  const current = arrayAt(place, '$pull', path);
  const goes = pullTest(operand);
  if (current !== undefined) {
    place.set(current.filter((element) => !goes(element)));
  }
}

function pullTest(operand: unknown): (element: unknown) => boolean {
  if (!isDoc(operand)) {
    return (element) => equalValues(element, operand);
  }
  if (Object.keys(operand)[0]?.startsWith('$')) {
    const matches = compileFilter({ element: operand });
    return (element) => matches({ element });
  }
  const matches = compileFilter(operand as Doc);
  return (element) => isDoc(element) && matches(element);
}

/** `$pop`: 1 takes the last element, -1 the first. */
export function pop(place: Place, operand: unknown, path: string): void {
  const end = isNumeric(operand) ? Number(operand) : 0;
  if (end !== 1 && end !== -1) {
    throw refuse('FailedToParse', '$pop expects 1 or -1');
  }
  const current = arrayAt(place, '$pop', path);
  if (current !== undefined) {
    place.set(end === 1 ? current.slice(0, -1) : current.slice(1));
  }
}
