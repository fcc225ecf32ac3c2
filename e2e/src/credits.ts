const MICROS_PER_CREDIT_PLACES = 6;

/** Millionths of a decimal text; the tests' own arithmetic, so that it shares no bug with ours. */
export function micros(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(text);
  if (match === null) {
    throw new Error(`${text} is not an amount of credits`);
  }
  const [, sign, whole = '', places = ''] = match;
  const value = BigInt(whole + places.padEnd(MICROS_PER_CREDIT_PLACES, '0'));
  return sign === '-' ? -value : value;
}
