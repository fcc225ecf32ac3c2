import { Double, Int32, Long } from 'bson';
import { notImplemented, refuse } from '../errors.js';
import { isNumeric, type Numeric, numericType } from './kinds.js';

const INT_MAX = 2n ** 31n - 1n;
const LONG_MAX = 2n ** 63n - 1n;

type Whole = (a: bigint, b: bigint) => bigint;
type Float = (a: number, b: number) => number;

/** An Int32 becomes a Long where it no longer fits; `undefined` where a Long would overflow. */
function wholeResult(result: bigint, wasLong: boolean): Numeric | undefined {
  if (!wasLong && result <= INT_MAX && result >= -INT_MAX - 1n) {
    return new Int32(Number(result));
  }
  return result <= LONG_MAX && result >= -LONG_MAX - 1n ? Long.fromBigInt(result) : undefined;
}

/** The result has the wider of the two types; `undefined` means overflow of 64 bits. */
function calculate(a: Numeric, b: Numeric, whole: Whole, float: Float): Numeric | undefined {
  const types = [numericType(a), numericType(b)];
  if (types.includes('decimal')) {
    throw notImplemented('arithmetic on Decimal128');
  }
  if (types.includes('double')) {
    return new Double(float(Number(a.toString()), Number(b.toString())));
  }
  return wholeResult(whole(BigInt(a.toString()), BigInt(b.toString())), types.includes('long'));
}

/** For `$inc`: `undefined` where 64 bits overflow, which MongoDB refuses. */
export function sum(a: Numeric, b: Numeric): Numeric | undefined {
  return calculate(
    a,
    b,
    (x, y) => x + y,
    (x, y) => x + y,
  );
}

/** For `$mul`: `undefined` where 64 bits overflow, which MongoDB refuses. */
export function product(a: Numeric, b: Numeric): Numeric | undefined {
  return calculate(
    a,
    b,
    (x, y) => x * y,
    (x, y) => x * y,
  );
}

/** Both operands as numbers; null where either is null or missing. */
function operands(name: string, a: unknown, b: unknown): [Numeric, Numeric] | null {
  if (a === null || a === undefined || b === null || b === undefined) {
    return null;
  }
  if (!isNumeric(a) || !isNumeric(b)) {
    throw refuse('TypeMismatch', `${name} only supports numeric types`);
  }
  return [a, b];
}

/** `$add` in expressions: null where either is; a sum above 64 bits becomes a double. */
export function add(a: unknown, b: unknown): Numeric | null {
  const pair = operands('$add', a, b);
  return pair && (sum(...pair) ?? new Double(Number(String(pair[0])) + Number(String(pair[1]))));
}

/** `$subtract` in expressions, likewise. */
export function subtract(a: unknown, b: unknown): Numeric | null {
  const pair = operands('$subtract', a, b);
  const difference =
    pair &&
    calculate(
      ...pair,
      (p, q) => p - q,
      (p, q) => p - q,
    );
  return pair && (difference ?? new Double(Number(String(pair[0])) - Number(String(pair[1]))));
}
