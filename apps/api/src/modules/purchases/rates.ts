import {
  bpsWhole,
  type Currency,
  type Money,
  minorToNanos,
  mulDivFloor,
  type Nanos,
  parseDecimal,
} from '@telex-credits/money';
import type { Order } from './schemas.js';

/** What one unit of the base currency costs in another, from a day on. */
export interface Rate {
  readonly base: Currency;
  readonly currency: Currency;
  /** UTC day, `2026-01-01`. */
  readonly from: string;
  /** Units of `currency` for one unit of `base`; at most six places. */
  readonly perBase: string;
}

/** Dated rates: the newest line that is not later than the day counts. Sold purchases keep theirs. */
export const defaultRates: readonly Rate[] = [
  { base: 'USD', currency: 'NGN', from: '2024-01-01', perBase: '1600' },
];

/** A payment seen from the books: base currency, net of tax, and the tax in it. */
export interface BaseAmounts {
  readonly basis: Nanos;
  readonly tax: Nanos;
  readonly rate: { readonly perBase: string; readonly from: string } | null;
}

const ratePlaces = 6;

/** The rate of a day; undefined where the table has none. */
export function rateOn(
  rates: readonly Rate[],
  pair: { readonly base: Currency; readonly currency: Currency; readonly day: string },
): Rate | undefined {
  return rates
    .filter(
      ({ base, currency, from }) =>
        base === pair.base && currency === pair.currency && from <= pair.day,
    )
    .reduce<Rate | undefined>(
      (newest, rate) => (newest === undefined || rate.from > newest.from ? rate : newest),
      undefined,
    );
}

/**
 * An amount in base currency at an order's own rate, rounded down to a nano-unit. Undefined for a
 * currency that is neither the order's nor the books'.
 */
export function atOrderRate(
  order: Pick<Order, 'baseCurrency' | 'rate' | 'price' | 'createdAt'>,
  amount: Money,
): Nanos | undefined {
  const { baseCurrency: base, rate, price, createdAt } = order;
  const rates = rate === null ? [] : [{ base, currency: price.currency, ...rate }];
  return toBase(amount, { base, rates, day: createdAt.slice(0, 10), taxBps: 0 })?.basis;
}

/**
 * What a price is in base currency at the day's rate, rounded down to a nano-unit, and the part of
 * it that is tax: prices include tax of `taxBps` basis points of the net price. Undefined where
 * there is no rate, so the currency cannot be sold in.
 */
export function toBase(
  price: Money,
  books: {
    readonly base: Currency;
    readonly rates: readonly Rate[];
    readonly day: string;
    readonly taxBps: number;
  },
): BaseAmounts | undefined {
  const { base, rates, day } = books;
  const { currency } = price;
  const rate = currency === base ? null : rateOn(rates, { base, currency, day });
  if (rate === undefined) {
    return undefined;
  }
  const own = minorToNanos(price.minor, currency);
  const gross =
    rate === null
      ? own
      : mulDivFloor(own, 10n ** BigInt(ratePlaces), parseDecimal(rate.perBase, ratePlaces));
  const basis = mulDivFloor(gross, bpsWhole, bpsWhole + BigInt(books.taxBps));
  return {
    basis,
    tax: gross - basis,
    rate: rate && { perBase: rate.perBase, from: rate.from },
  };
}
