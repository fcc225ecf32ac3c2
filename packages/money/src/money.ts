import { AmountError, parseDecimal, printDecimal } from './decimal.js';
import type { Minor, Nanos } from './units.js';

/** ISO 4217 codes that we take, with the places of their minor unit. All others are refused. */
export const currencyPlaces = {
  USD: 2,
  EUR: 2,
  GBP: 2,
  NGN: 2,
  GHS: 2,
  KES: 2,
  ZAR: 2,
  JPY: 0,
} as const;

/** A currency of the allow-list. */
export type Currency = keyof typeof currencyPlaces;

/** All currencies of the allow-list. */
export const currencies = Object.keys(currencyPlaces) as [Currency, ...Currency[]];

/** Whether a text names a currency of the allow-list. */
export function isCurrency(text: string): text is Currency {
  return Object.hasOwn(currencyPlaces, text);
}

/** Money in minor units (cents, kobo; whole yen) of one currency. */
export interface Money {
  readonly minor: Minor;
  readonly currency: Currency;
}

/** Money as it travels: `{ "amount": "20.00", "currency": "USD" }`. */
export interface WireMoney {
  readonly amount: string;
  readonly currency: Currency;
}

/** Reads wire money exactly; throws `AmountError` on a foreign currency or too many places. */
export function parseMoney(wire: { amount: string; currency: string }): Money {
  if (!isCurrency(wire.currency)) {
    throw new AmountError(`"${wire.currency}" is not one of ${currencies.join(', ')}`);
  }
  return {
    minor: parseDecimal(wire.amount, currencyPlaces[wire.currency]),
    currency: wire.currency,
  };
}

/** Writes money with its currency's own number of places: 2000 cents -> `"20.00"`. */
export function printMoney(money: Money): WireMoney {
  const places = currencyPlaces[money.currency];
  return { amount: printDecimal(money.minor, places, places), currency: money.currency };
}

/** Places of a nano-unit, the ledger's unit of the base currency: 10^-9 of the major unit. */
export const nanoPlaces = 9;

/** Minor units as nano-units of the same currency. */
export function minorToNanos(minor: Minor, currency: Currency): Nanos {
  return minor * 10n ** BigInt(nanoPlaces - currencyPlaces[currency]);
}

/** Writes nano-units exactly, with at least the currency's own places: `"0.002857143"`. */
export function printNanos(nanos: Nanos, currency: Currency): WireMoney {
  return { amount: printDecimal(nanos, nanoPlaces, currencyPlaces[currency]), currency };
}
