import { BSONRegExp } from 'bson';
import { notImplemented, refuse } from '../errors.js';
import { compareValues, equalValues } from '../values/compare.js';
import { type Doc, isDoc } from '../values/doc.js';
import { isNaNValue } from '../values/exact-number.js';
import { keyOf } from '../values/key-of.js';
import { isNumeric, isTruthy, kindOf } from '../values/kinds.js';
import { compileTypeSet } from './types.js';

/** Decides on the values that a path reaches in one document. */
export type LeavesTest = (leaves: readonly unknown[]) => boolean;

type Test = (value: unknown) => boolean;
type Compile = (operand: unknown, siblings: Doc) => LeavesTest;

/** A value, or any element of it where it is an array. */
function anyOf(test: Test): LeavesTest {
  return (leaves) => leaves.some((leaf) => test(leaf) || (Array.isArray(leaf) && leaf.some(test)));
}

/** `{field: value}`: null also matches a missing field. */
export function equalTo(operand: unknown): LeavesTest {
  if (operand === undefined) {
    throw refuse('BadValue', 'cannot compare to undefined');
  }
  if (operand === null) {
    return anyOf((value) => value === null || value === undefined);
  }
  return anyOf((value) => value !== undefined && equalValues(value, operand));
}

/** A comparison is true only between values of one kind, but for MinKey and MaxKey. */
function ordered(accepts: (order: number) => boolean): Compile {
  return (operand) => {
    const kind = kindOf(operand);
    if (kind === 'regex') {
      throw refuse('BadValue', "Can't have RegEx as arg to predicate over field.");
    }
    if (kind === 'minKey' || kind === 'maxKey') {
      return anyOf((value) => value !== undefined && accepts(compareValues(value, operand)));
    }
    return anyOf((value) => {
      if (kindOf(value) !== kind) {
        return false;
      }
      if (isNaNValue(value) !== isNaNValue(operand)) {
        return false;
      }
      return accepts(compareValues(value, operand));
    });
  };
}

function not(compile: Compile): Compile {
  return (operand, siblings) => {
    const test = compile(operand, siblings);
    return (leaves) => !test(leaves);
  };
}

function inList(operator: string): Compile {
  return (operand) => {
    if (!Array.isArray(operand)) {
      throw refuse('BadValue', `${operator} needs an array`);
    }
    const patterns: Test[] = [];
    const keys = new Set<string>();
    for (const element of operand) {
      if (isDoc(element) && Object.keys(element)[0]?.startsWith('$')) {
        throw refuse('BadValue', `cannot nest $ under ${operator}`);
      }
      if (element instanceof BSONRegExp) {
        patterns.push(patternTest(element.pattern, element.options));
      }
      keys.add(keyOf(element));
    }
    const nulls = keys.has(keyOf(null));
    return anyOf((value) =>
      value === undefined
        ? nulls
        : keys.has(keyOf(value)) || patterns.some((matches) => matches(value)),
    );
  };
}

/** A regular expression as a value, `{field: /x/}`. */
export function regexTest(condition: unknown): LeavesTest | undefined {
  return condition instanceof BSONRegExp
    ? anyOf(patternTest(condition.pattern, condition.options))
    : undefined;
}

/** MongoDB has PCRE; patterns that JavaScript reads otherwise are not told apart. */
function patternTest(pattern: string, options: string): Test {
  for (const option of options) {
    if (!'imsxu'.includes(option)) {
      throw refuse('BadValue', ` invalid flag in regex options: ${option}`);
    }
    if (option === 'x') {
      throw notImplemented('the regular expression option x');
    }
  }
  const compiled = compilePattern(pattern, options.replace('u', ''));
  return (value) => {
    if (value instanceof BSONRegExp) {
      return value.pattern === pattern && value.options === options;
    }
    return typeof value === 'string' && compiled.test(value);
  };
}

function compilePattern(pattern: string, options: string): RegExp {
  try {
    return new RegExp(pattern, options);
  } catch (error) {
    throw refuse('BadValue', `Regular expression is invalid: ${String(error)}`);
  }
}

const regexOperator: Compile = (operand, siblings) => {
  const options = siblings.$options;
  if (options !== undefined && typeof options !== 'string') {
    throw refuse('BadValue', '$options has to be a string');
  }
  if (operand instanceof BSONRegExp) {
    return anyOf(patternTest(operand.pattern, options ?? operand.options));
  }
  if (typeof operand !== 'string') {
    throw refuse('BadValue', '$regex has to be a string');
  }
  return anyOf(patternTest(operand, options ?? ''));
};

const size: Compile = (operand) => {
  if (!isNumeric(operand) || !Number.isInteger(Number(operand)) || Number(operand) < 0) {
    throw refuse('BadValue', 'Failed to parse $size. Expected a non-negative integer');
  }
  return (leaves) => leaves.some((leaf) => Array.isArray(leaf) && leaf.length === Number(operand));
};

const all: Compile = (operand) => {
  if (!Array.isArray(operand)) {
    throw refuse('BadValue', '$all needs an array');
  }
  if (operand.some((element) => isDoc(element) && Object.keys(element)[0]?.startsWith('$'))) {
    throw notImplemented('operators inside $all');
  }
  const tests = operand.map(equalTo);
  return (leaves) => tests.length > 0 && tests.every((test) => test(leaves));
};

/** The operators on a field, by name. */
export const operators: Readonly<Record<string, Compile>> = {
  $eq: (operand) => {
    if (operand instanceof BSONRegExp) {
      return anyOf((value) => equalValues(value, operand));
    }
    return equalTo(operand);
  },
  $ne: not((operand) => {
    if (operand instanceof BSONRegExp) {
      throw refuse('BadValue', "Can't have regex as arg to $ne.");
    }
    return equalTo(operand);
  }),
  $gt: ordered((order) => order > 0),
  $gte: ordered((order) => order >= 0),
  $lt: ordered((order) => order < 0),
  $lte: ordered((order) => order <= 0),
  $in: inList('$in'),
  $nin: not(inList('$nin')),
  $exists: (operand) => {
    const wanted = isTruthy(operand);
    return (leaves) => leaves.some((leaf) => leaf !== undefined) === wanted;
  },
  $type: (operand) => {
    const isType = compileTypeSet(operand, '$type');
    return anyOf(isType);
  },
  $regex: regexOperator,
  $options: (_operand, siblings) => {
    if (siblings.$regex === undefined) {
      throw refuse('BadValue', '$options needs a $regex');
    }
    return () => true;
  },
  $size: size,
  $all: all,
};
