import { mostUnits } from '@telex-credits/contracts';
import { printDecimal } from '@telex-credits/money';
import { type JsonSpan, valueAt } from '../a2a/json-spans.js';

/** A quantity in millionths of a unit, rounded up: no block is lost or gained by that. */
export type MicroUnits = bigint;

const places = 6;
const oneUnit = 10n ** BigInt(places);
const most: MicroUnits = BigInt(mostUnits) * oneUnit;
/** Longer numbers are no counts; this also bounds what is computed for one. */
const longest = 60;
const number = /^(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;

/** `value` × 10^power, rounded up, without ever writing down more digits than are of use. */
function scaled(value: bigint, power: number): bigint {
  if (value === 0n) {
    return 0n;
  }
  if (power >= 0) {
    return power > longest ? most : value * 10n ** BigInt(power);
  }
  if (power < -2 * longest) {
    return 1n;
  }
  const divisor = 10n ** BigInt(-power);
  return (value + divisor - 1n) / divisor;
}

/**
 * Reads a count as JSON spells numbers, exactly: fractions and exponents too, a millionth of a unit
 * rounded up, never more than 1,000,000,000. Undefined for what is no such number: a sign, blanks,
 * other letters, more than 60 characters.
 */
export function readQuantity(text: string): MicroUnits | undefined {
  const match = text.length > longest ? null : number.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const value = BigInt(whole + fraction);
  const counted = scaled(value, Number(exponent) - fraction.length + places);
  return counted > most ? most : counted;
}

/** Whole units as a quantity. */
export function wholeUnits(units: number): MicroUnits {
  return BigInt(units) * oneUnit;
}

/** Blocks of so many units that a quantity starts. */
export function startedBlocks(quantity: MicroUnits, per: number): bigint {
  const block = wholeUnits(per);
  return (quantity + block - 1n) / block;
}

/** Decimal text, exact. */
export function printQuantity(quantity: MicroUnits): string {
  return printDecimal(quantity, places);
}

/**
 * The count that a JSON Pointer names: a number, or a string that spells one. Read from the text
 * itself, because a parsed number may have been rounded. Undefined where there is none.
 */
export function quantityAt(json: JsonSpan, pointer: string): MicroUnits | undefined {
  const span = valueAt(json, pointer);
  const spelt = span?.text.slice(span.start, span.end) ?? '';
  return readQuantity(spelt.startsWith('"') ? String(JSON.parse(spelt)) : spelt);
}
