import { AmountError, parseDecimal, printDecimal } from '@telex-credits/money';

/** An exact, non-negative fraction; `over` is above zero. */
export interface Fraction {
  readonly value: bigint;
  readonly over: bigint;
}

/** Places kept of a USD price per token; providers quote at most a dozen. */
const usdPlaces = 30;
const scientific = /^(\d+)(?:\.(\d+))?[eE]([+-]?\d{1,2})$/;

/** `1.5e-7` as a plain decimal; other texts unchanged. */
function plain(text: string): string {
  const match = scientific.exec(text);
  if (match === null) {
    return text;
  }
  const [, whole = '0', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).padStart(usdPlaces, '0');
  const point = digits.length - fraction.length + Number(exponent);
  const padded = digits.padEnd(Math.max(point, digits.length), '0');
  const head = padded.slice(0, Math.max(point, 0)).replace(/^0+(?=.)/, '');
  const tail = padded.slice(Math.max(point, 0)).padStart(padded.length - point, '0');
  return tail === '' ? head || '0' : `${head || '0'}.${tail.replace(/0+$/, '') || '0'}`;
}

/**
 * Reads a decimal price such as `"0.0000008"` exactly. Throws `AmountError` for anything that is not
 * a non-negative decimal text; a JSON number is not one, because it may have been rounded already.
 */
export function parseUsd(text: unknown): Fraction {
  if (typeof text !== 'string') {
    throw new AmountError('the price is not a decimal string');
  }
  const value = parseDecimal(plain(text), usdPlaces);
  if (value < 0n) {
    throw new AmountError(`the price ${text} is below zero`);
  }
  return { value, over: 10n ** BigInt(usdPlaces) };
}

/** Writes a USD price exactly, without trailing zeros. */
export function printUsd(price: Fraction): string {
  return printDecimal((price.value * 10n ** BigInt(usdPlaces)) / price.over, usdPlaces);
}

export const zero: Fraction = { value: 0n, over: 1n };

export function add(a: Fraction, b: Fraction): Fraction {
  return { value: a.value * b.over + b.value * a.over, over: a.over * b.over };
}

export function times(a: Fraction, factor: Fraction): Fraction {
  return { value: a.value * factor.value, over: a.over * factor.over };
}

/** Whole number of 10^-places units, rounded up. */
export function ceilAt(a: Fraction, places: number): bigint {
  const scaled = a.value * 10n ** BigInt(places);
  return (scaled + a.over - 1n) / a.over;
}

/** Decimal text, exact where it ends within `places`, otherwise cut there: for reading only. */
export function printCut(a: Fraction, places: number): string {
  return printDecimal((a.value * 10n ** BigInt(places)) / a.over, places);
}
