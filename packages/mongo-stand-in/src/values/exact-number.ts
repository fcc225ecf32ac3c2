import { Decimal128, Double, Int32, Long } from 'bson';
import type { Numeric } from './kinds.js';

/** coefficient × 10^exponent, exactly; or the number as a float where it is none of those. */
type Exact = { readonly coefficient: bigint; readonly exponent: number } | number;

/** A double is m × 2^e; for e < 0 that is m × 5^-e × 10^e, so every double is a decimal exactly. */
function exactDouble(value: number): Exact {
  if (!Number.isFinite(value)) {
    return value;
  }
  if (Number.isInteger(value)) {
    return { coefficient: BigInt(value), exponent: 0 };
  }
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const biased = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const exponent = Math.max(biased, 1) - 1075;
  const magnitude = mantissa * 5n ** BigInt(-exponent);
  return { coefficient: value < 0 ? -magnitude : magnitude, exponent };
}

function exactDecimal(text: string): Exact {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/.exec(text);
  if (parts === null) {
    return Number(text);
  }
  const [, sign = '', whole = '', fraction = '', power = '0'] = parts;
  return {
    coefficient: BigInt(`${sign}${whole}${fraction}`),
    exponent: Number(power) - fraction.length,
  };
}

function exact(value: Numeric): Exact {
  if (value instanceof Long) {
    return { coefficient: value.toBigInt(), exponent: 0 };
  }
  if (value instanceof Decimal128) {
    return exactDecimal(value.toString());
  }
  return exactDouble(typeof value === 'number' ? value : value.value);
}

/** The number as a float, where that is exact by the value's own type. */
function asFloat(value: Numeric): number | undefined {
  if (typeof value === 'number') {
    return value;
  }
  return value instanceof Int32 || value instanceof Double ? value.value : undefined;
}

function compareFloats(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) {
    return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  }
  return Number(a > b) - Number(a < b);
}

/** Compares by value whatever the types; NaN equals itself and is below every number. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  const floatA = asFloat(a);
  const floatB = asFloat(b);
  if (floatA !== undefined && floatB !== undefined) {
    return compareFloats(floatA, floatB);
  }
  const left = exact(a);
  const right = exact(b);
  if (typeof left === 'number' || typeof right === 'number') {
    return compareFloats(
      typeof left === 'number' ? left : 0,
      typeof right === 'number' ? right : 0,
    );
  }
  const exponent = Math.min(left.exponent, right.exponent);
  const l = left.coefficient * 10n ** BigInt(left.exponent - exponent);
  const r = right.coefficient * 10n ** BigInt(right.exponent - exponent);
  return Number(l > r) - Number(l < r);
}

/** One text for all numbers that are equal, and only for those. */
export function numberKey(value: Numeric): string {
  const parts = exact(value);
  if (typeof parts === 'number') {
    return String(parts);
  }
  const digits = parts.coefficient.toString();
  const significant = digits.replace(/0+$/, '');
  return significant === ''
    ? '0'
    : `${significant}e${parts.exponent + digits.length - significant.length}`;
}

export function isNaNValue(value: unknown): boolean {
  return (
    (typeof value === 'number' && Number.isNaN(value)) ||
    (value instanceof Double && Number.isNaN(value.value)) ||
    (value instanceof Decimal128 && value.toString() === 'NaN')
  );
}
