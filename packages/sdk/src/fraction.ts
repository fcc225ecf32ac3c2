import { parseUnits } from './amounts.js';

/** An exact fraction; `over` is above zero. */
export interface Fraction {
  readonly value: bigint;
  readonly over: bigint;
}

/** Places of a price per token: providers quote a dozen at most. */
const places = 40;

export const zero: Fraction = { value: 0n, over: 1n };

/** A decimal string as it stands. */
export function exact(text: string): Fraction {
  return { value: parseUnits(text, places), over: 10n ** BigInt(places) };
}

export function add(a: Fraction, b: Fraction): Fraction {
  return { value: a.value * b.over + b.value * a.over, over: a.over * b.over };
}

export function times(a: Fraction, b: Fraction): Fraction {
  return { value: a.value * b.value, over: a.over * b.over };
}

/** How many units of 10^-places, rounded up; for what is not below zero. */
export function ceilAt({ value, over }: Fraction, to: number): bigint {
  return (value * 10n ** BigInt(to) + over - 1n) / over;
}

/** The same, cut. */
export function cutAt({ value, over }: Fraction, to: number): bigint {
  return (value * 10n ** BigInt(to)) / over;
}
