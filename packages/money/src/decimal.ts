/** A text that is no exact amount. `message` can be shown to the person who sent it. */
export class AmountError extends Error {
  override readonly name = 'AmountError';
}

const plainDecimal = /^(-?)(0|[1-9]\d{0,30})(?:\.(\d{1,40}))?$/;

/**
 * Reads a plain decimal (`-12.50`) into units of 10^-places, exactly.
 * Exponents, signs other than a leading minus, blanks, leading zeros and more than `places`
 * decimals (even zeros: what was written must be what is kept) throw `AmountError`.
 */
export function parseDecimal(text: string, places: number): bigint {
  const match = plainDecimal.exec(text);
  if (match === null) {
    throw new AmountError(`"${text.slice(0, 40)}" is not a plain decimal number such as "12.5"`);
  }
  const [, sign, whole = '0', fraction = ''] = match;
  if (fraction.length > places) {
    throw new AmountError(`"${text.slice(0, 60)}" has more than ${places} decimal places`);
  }
  const units = BigInt(whole + fraction.padEnd(places, '0'));
  return sign === '-' ? -units : units;
}

/**
 * Writes units of 10^-places as a decimal string. Trailing zeros are dropped down to
 * `placesMin` decimals (0 unless told), so no digit that counts is ever lost.
 */
export function printDecimal(units: bigint, places: number, placesMin = 0): string {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits
    .slice(digits.length - places)
    .replace(/0+$/, '')
    .padEnd(placesMin, '0');
  return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}
