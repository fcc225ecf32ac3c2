/** An amount cut into parts that are shown differently; joined they are the exact amount. */
export interface AmountParts {
  /** `−` (a real minus sign) or nothing. */
  readonly sign: string;
  /** Whole part in groups of three: `12,345`. */
  readonly whole: string;
  /** First places, with the point: `.50`. Empty for whole amounts. */
  readonly fraction: string;
  /** Further places, shown dimmed, never cut: `0012`. */
  readonly tail: string;
}

const plainDecimal = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Places that are shown at full strength. */
const STRONG_PLACES = 2;

/**
 * Cuts a decimal string of the API into parts for display. No digit is dropped, added or rounded;
 * a text that is no decimal is shown as it is.
 */
export function amountParts(amount: string): AmountParts {
  const match = plainDecimal.exec(amount);
  if (match === null) {
    return { sign: '', whole: amount, fraction: '', tail: '' };
  }
  const [, sign = '', whole = '', places = ''] = match;
  return {
    sign: sign === '' ? '' : '−',
    whole: whole.replace(/\B(?=(\d{3})+$)/g, ','),
    fraction: places === '' ? '' : `.${places.slice(0, STRONG_PLACES)}`,
    tail: places.slice(STRONG_PLACES),
  };
}

/** The whole amount as one text: `-12345.5` -> `−12,345.5`. */
export function amountText(amount: string): string {
  const { sign, whole, fraction, tail } = amountParts(amount);
  return `${sign}${whole}${fraction}${tail}`;
}

const symbols: Readonly<Record<string, string>> = {
  USD: '$',
  EUR: '€',
  GBP: '£',
  NGN: '₦',
  JPY: '¥',
};

/** What stands before an amount of a currency: `$`, `₦`, or its code and a space. */
export function currencyMark(currency: string): string {
  return symbols[currency] ?? `${currency}\u00a0`;
}

/** Money as one text: `$1,234.50`. */
export function moneyText(money: { readonly amount: string; readonly currency: string }): string {
  const { sign, whole, fraction, tail } = amountParts(money.amount);
  return `${sign}${currencyMark(money.currency)}${whole}${fraction}${tail}`;
}

/** Credits as one text with the unit: `1 credit`, `12.5 credits`. */
export function creditsText(amount: string): string {
  return `${amountText(amount)} ${amount === '1' ? 'credit' : 'credits'}`;
}

/** A unit as it stands after a quantity: `token` -> `tokens`, unless it is exactly one. */
export function unitText(quantity: string, unit: string): string {
  return quantity === '1' ? unit : `${unit}s`;
}
