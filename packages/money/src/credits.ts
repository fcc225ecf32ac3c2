import { parseDecimal, printDecimal } from './decimal.js';
import type { Micros } from './units.js';

/** Decimal places of a credit on the wire. */
export const creditPlaces = 6;

/** One credit in micro-credits. */
export const oneCredit: Micros = 1_000_000n;

/**
 * Reads a decimal string such as `"12.5"` as micro-credits, exactly.
 * Throws `AmountError` when the text is no plain decimal or has more than six places.
 */
export function parseCredits(text: string): Micros {
  return parseDecimal(text, creditPlaces);
}

/** Writes micro-credits as the shortest exact decimal string: `12_500_000n` -> `"12.5"`. */
export function printCredits(micros: Micros): string {
  return printDecimal(micros, creditPlaces);
}
