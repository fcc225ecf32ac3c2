import { notImplemented, refuse } from '../errors.js';
import { add, subtract } from '../values/arithmetic.js';
import { compareValues } from '../values/compare.js';
import { type Doc, isDoc, setField } from '../values/doc.js';
import { isTruthy } from '../values/kinds.js';
import { partsOf, valueAt } from '../values/paths.js';

/** What an expression can see. */
export interface Scope {
  readonly root: Doc;
  readonly variables: Doc;
}

/** A compiled aggregation expression. */
export interface Expression {
  value(scope: Scope): unknown;
  truth(scope: Scope): boolean;
}

type Evaluate = (scope: Scope) => unknown;

/** Compiles an aggregation expression; operators that are not known here are refused. */
export function compileExpression(source: unknown): Expression {
  const value = compile(source);
  return { value, truth: (scope) => isTruthy(value(scope)) };
}

function compile(source: unknown): Evaluate {
  if (typeof source === 'string' && source.startsWith('$')) {
    return source.startsWith('$$') ? variable(source.slice(2)) : fieldPath(source.slice(1));
  }
  if (Array.isArray(source)) {
    const elements = source.map(compile);
    return (scope) => elements.map((element) => element(scope) ?? null);
  }
  if (!isDoc(source)) {
    return () => source;
  }
  const [name] = Object.keys(source);
  return name?.startsWith('$') ? operation(name, source) : documentOf(source);
}

function fieldPath(path: string): Evaluate {
  const parts = partsOf(path);
  return (scope) => valueAt(scope.root, parts);
}

function variable(path: string): Evaluate {
  const [name = '', ...parts] = partsOf(path);
  if (name === 'ROOT' || name === 'CURRENT') {
    return (scope) => valueAt(scope.root, parts);
  }
  if (/^[A-Z]/.test(name)) {
    throw notImplemented(`the variable $$${name}`);
  }
  return (scope) => {
    if (!Object.hasOwn(scope.variables, name)) {
      throw refuse('BadValue', `Use of undefined variable: ${name}`);
    }
    return valueAt(scope.variables[name], parts);
  };
}

function documentOf(source: Doc): Evaluate {
  const fields = Object.entries(source).map(([name, inner]) => [name, compile(inner)] as const);
  return (scope) => {
    const doc: Doc = {};
    for (const [name, inner] of fields) {
      const value = inner(scope);
      if (value !== undefined) {
        setField(doc, name, value);
      }
    }
    return doc;
  };
}

function operation(name: string, source: Doc): Evaluate {
  if (Object.keys(source).length !== 1) {
    throw refuse(
      'FailedToParse',
      'an object representing an expression must have exactly one field',
    );
  }
  if (name === '$literal') {
    return () => source.$literal;
  }
  if (name === '$cond') {
    return conditional(source.$cond);
  }
  const run = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (run === undefined) {
    throw notImplemented(`the expression operator ${name}`);
  }
  const operand = source[name];
  const args = (Array.isArray(operand) ? operand : [operand]).map(compile);
  return run.length === 2 && args.length !== 2
    ? wrongCount(name, args.length)
    : (scope) => run(...args.map((arg) => arg(scope)));
}

function wrongCount(name: string, count: number): never {
  throw refuse(
    'BadValue',
    `Expression ${name} takes exactly 2 arguments. ${count} were passed in.`,
  );
}

function conditional(operand: unknown): Evaluate {
  const list = isDoc(operand) ? [operand.if, operand.then, operand.else] : operand;
  if (!Array.isArray(list) || list.length !== 3) {
    throw refuse('BadValue', 'Expression $cond takes exactly 3 arguments.');
  }
  const [condition, yes, no] = list.map(compile);
  return (scope) => (isTruthy(condition?.(scope)) ? yes?.(scope) : no?.(scope));
}

/** A missing field is below null in an expression, unlike in a filter. */
function order(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) {
    const place = (value: unknown) => (value === undefined ? -1 : 0);
    return place(a) - place(b) || compareValues(a, b);
  }
  return compareValues(a, b);
}

const functions: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
  $eq: (a, b) => order(a, b) === 0,
  $ne: (a, b) => order(a, b) !== 0,
  $gt: (a, b) => order(a, b) > 0,
  $gte: (a, b) => order(a, b) >= 0,
  $lt: (a, b) => order(a, b) < 0,
  $lte: (a, b) => order(a, b) <= 0,
  $and: (...args) => args.every(isTruthy),
  $or: (...args) => args.some(isTruthy),
  $not: (...args) => !isTruthy(args[0]),
  $ifNull: (...args) => args.find((arg) => arg !== null && arg !== undefined) ?? null,
  $add: (...args) => args.reduce((sum, arg) => add(sum, arg)),
  $subtract: (a, b) => subtract(a, b),
  $in: (a, b) => {
    if (!Array.isArray(b)) {
      throw refuse('Location40081', '$in requires an array as a second argument');
    }
    return b.some((element) => compareValues(element, a) === 0);
  },
};
