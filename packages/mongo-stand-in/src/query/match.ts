import { notImplemented, refuse } from '../errors.js';
import { type Doc, isDoc } from '../values/doc.js';
import { leavesAt, partsOf } from '../values/paths.js';
import { compileExpression } from './expression.js';
import { compileSchema } from './json-schema.js';
import { equalTo, type LeavesTest, operators, regexTest } from './operators.js';

/** Whether a document fits a filter. */
export type Matcher = (doc: Doc, variables?: Doc) => boolean;

/**
 * Compiles a filter, so that an unknown or a malformed operator is refused before any document is
 * looked at, as MongoDB does.
 */
export function compileFilter(filter: Doc): Matcher {
  const matchers = Object.entries(filter).map(([field, condition]) =>
    field.startsWith('$') ? topLevel(field, condition) : fieldMatcher(field, condition),
  );
  return (doc, variables) => matchers.every((matches) => matches(doc, variables));
}

function topLevel(operator: string, operand: unknown): Matcher {
  switch (operator) {
    case '$and': {
      const all = branches(operator, operand);
      return (doc, variables) => all.every((matches) => matches(doc, variables));
    }
    case '$or': {
      const any = branches(operator, operand);
      return (doc, variables) => any.some((matches) => matches(doc, variables));
    }
    case '$nor': {
      const none = branches(operator, operand);
      return (doc, variables) => !none.some((matches) => matches(doc, variables));
    }
    case '$expr':
      return expressionMatcher(operand);
    case '$jsonSchema':
      return schemaMatcher(operand);
    case '$comment':
      return () => true;
    case '$where':
    case '$text':
      throw notImplemented(`the query operator ${operator}`);
    default:
      throw refuse('BadValue', `unknown top level operator: ${operator}`);
  }
}

function expressionMatcher(operand: unknown): Matcher {
  const evaluate = compileExpression(operand);
  return (doc, variables = {}) => evaluate.truth({ root: doc, variables });
}

function schemaMatcher(operand: unknown): Matcher {
  if (!isDoc(operand)) {
    throw refuse('TypeMismatch', '$jsonSchema must be an object');
  }
  const check = compileSchema(operand);
  return (doc) => check(doc);
}

function branches(operator: string, operand: unknown): Matcher[] {
  if (!Array.isArray(operand)) {
    throw refuse('BadValue', `${operator} must be an array`);
  }
  if (operand.length === 0) {
    throw refuse('BadValue', '$and/$or/$nor must be a nonempty array');
  }
  return operand.map((branch) => {
    if (!isDoc(branch)) {
      throw refuse('BadValue', '$or/$and/$nor entries need to be full objects');
    }
    return compileFilter(branch);
  });
}

function fieldMatcher(field: string, condition: unknown): Matcher {
  const parts = partsOf(field);
  const test = compileCondition(condition);
  return (doc) => test(leavesAt(doc, parts));
}

/** A condition on one field: a document of operators, a regular expression, or a value. */
function compileCondition(condition: unknown): LeavesTest {
  const regex = regexTest(condition);
  if (regex !== undefined) {
    return regex;
  }
  if (!isDoc(condition) || !Object.keys(condition)[0]?.startsWith('$')) {
    return equalTo(condition);
  }
  const tests = Object.entries(condition).map(([operator, operand]) =>
    compileOperator(operator, operand, condition),
  );
  return (leaves) => tests.every((test) => test(leaves));
}

function compileOperator(operator: string, operand: unknown, siblings: Doc): LeavesTest {
  if (operator === '$not') {
    return negation(operand);
  }
  if (operator === '$elemMatch') {
    return elementMatcher(operand);
  }
  const compile = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (compile === undefined) {
    throw refuse('BadValue', `unknown operator: ${operator}`);
  }
  return compile(operand, siblings);
}

function negation(operand: unknown): LeavesTest {
  const isRegex = regexTest(operand) !== undefined;
  if (!isRegex && !isDoc(operand)) {
    throw refuse('BadValue', '$not needs a regex or a document');
  }
  if (isDoc(operand) && !Object.keys(operand)[0]?.startsWith('$')) {
    throw refuse('BadValue', '$not cannot be empty and takes operators only');
  }
  const test = compileCondition(operand);
  return (leaves) => !test(leaves);
}

function elementMatcher(operand: unknown): LeavesTest {
  if (!isDoc(operand)) {
    throw refuse('BadValue', '$elemMatch needs an Object');
  }
  const first = Object.keys(operand)[0] ?? '';
  const isConditions = first.startsWith('$') && !['$and', '$or', '$nor', '$expr'].includes(first);
  const test = isConditions ? compileCondition(operand) : undefined;
  const matches = isConditions ? undefined : compileFilter(operand);
  const fits = (element: unknown): boolean =>
    test === undefined ? isDoc(element) && matches?.(element) === true : test([element]);
  return (leaves) => leaves.some((leaf) => Array.isArray(leaf) && leaf.some(fits));
}
