import { AmountError, parseCredits, parseDecimal, printDecimal } from '@telex-credits/money';

/** Whether an amount is zero, however many places it is written with. */
export function isZero(amount: string): boolean {
  return !/[1-9]/.test(amount);
}

/** Whether an amount is below zero. */
export function isNegative(amount: string): boolean {
  return amount.startsWith('-') && !isZero(amount);
}

/**
 * Whether credits are fewer than others; undefined where one of the texts is no amount, so that a form
 * whose single fields are wrong says only that.
 */
export function isFewer(credits: string, others: string): boolean | undefined {
  try {
    return parseCredits(credits) < parseCredits(others);
  } catch (error) {
    if (error instanceof AmountError) {
      return undefined;
    }
    throw error;
  }
}

const sharePlaces = 6;

/**
 * How much of `whole` a `part` is, from 0 to 1, for the width of a bar. The division is exact to a
 * millionth and only its result becomes a number: nothing that is shown as an amount comes from it.
 */
export function shareOf(part: string, whole: string): number {
  const all = parseCredits(whole);
  if (all <= 0n) {
    return 0;
  }
  const millionths = (parseCredits(part) * 1_000_000n) / all;
  const text = printDecimal(millionths > 1_000_000n ? 1_000_000n : millionths, sharePlaces);
  return Number(text);
}

/** The height of an amount in a chart: pixels only, never shown. Labels use the exact text. */
export function plotHeight(amount: string): number {
  return Number(amount);
}

const bpsPlaces = 2;

/** Basis points as a percentage: 7000 -> `70%`, 1250 -> `12.5%`. */
export function percentText(bps: number): string {
  return `${printDecimal(BigInt(bps), bpsPlaces)}%`;
}

/** Reads a percentage as basis points; throws `AmountError` beyond two places. */
export function percentToBps(percent: string): number {
  return Number(parseDecimal(percent, bpsPlaces));
}
