import { TelexCreditsError } from './errors.js';

const plainDecimal = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/;
const creditPlaces = 6;

/** Reads a decimal string into units of 10^-places, exactly; throws `invalid_amount`. */
export function parseUnits(text: string, places: number): bigint {
  const match = plainDecimal.exec(text);
  const [, sign, whole = '0', fraction = ''] = match ?? [];
  if (match === null || fraction.length > places) {
    throw new TelexCreditsError({
      code: 'invalid_amount',
      detail: `"${text.slice(0, 40)}" is not a decimal string with at most ${places} places, such as "12.5".`,
    });
  }
  const units = BigInt(whole + fraction.padEnd(places, '0'));
  return sign === '-' ? -units : units;
}

/** Writes units of 10^-places as a decimal string without trailing zeros. */
export function printUnits(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  const whole = digits.slice(0, digits.length - places);
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The exact sum of credits: `addCredits('0.1', '0.2')` is `'0.3'`. Throws `invalid_amount`. */
export function addCredits(...amounts: readonly string[]): string {
  const sum = amounts.reduce((all, text) => all + parseUnits(text, creditPlaces), 0n);
  return printUnits(sum, creditPlaces);
}

/** `a` less `b`, exactly. Throws `invalid_amount`. */
export function subtractCredits(a: string, b: string): string {
  return printUnits(parseUnits(a, creditPlaces) - parseUnits(b, creditPlaces), creditPlaces);
}

/** Below zero when `a` is less than `b`, zero when they are equal, so that it sorts. */
export function compareCredits(a: string, b: string): -1 | 0 | 1 {
  const difference = parseUnits(a, creditPlaces) - parseUnits(b, creditPlaces);
  if (difference === 0n) {
    return 0;
  }
  return difference < 0n ? -1 : 1;
}
