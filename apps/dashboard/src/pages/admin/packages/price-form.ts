import { currencySchema } from '@telex-credits/contracts';
import { AmountError, parseDecimal, parseMoney } from '@telex-credits/money';
import { z } from 'zod';
import { tidyAmount } from '../../../amounts/amount-field.js';
import { asProblem } from '../../../api/problem.js';

export const currencies = currencySchema.options;
export type Currency = (typeof currencies)[number];
export type PriceTexts = Record<Currency, string>;
type Price = { readonly amount: string; readonly currency: Currency };

/** One price a currency; an empty field means “not sold in it”. */
export function pricesField(isPrice: (price: Price) => boolean, message: string) {
  const texts = Object.fromEntries(currencies.map((currency) => [currency, z.string()]));
  return z
    .object(texts as Record<Currency, z.ZodString>)
    .transform((typed, context): Price[] =>
      currencies.flatMap((currency) => {
        const amount = tidyAmount(typed[currency]);
        if (amount === '') {
          return [];
        }
        if (!isPrice({ amount, currency })) {
          context.addIssue({ code: 'custom', path: [currency], message });
        }
        return [{ amount, currency }];
      }),
    )
    .refine((prices) => prices.length > 0, {
      path: ['USD' satisfies Currency],
      message: 'Enter a price in one currency at least',
    });
}

/** A price that can be paid: above zero, with no more places than its currency has. */
export function isPayable(price: Price): boolean {
  return isAbove(() => parseMoney(price).minor);
}

const unitPlaces = 9;

/** A price of one credit: above zero, with at most nine places. */
export function isUnitPrice({ amount }: Price): boolean {
  return isAbove(() => parseDecimal(amount, unitPlaces));
}

function isAbove(read: () => bigint): boolean {
  try {
    return read() > 0n;
  } catch (error) {
    if (error instanceof AmountError) {
      return false;
    }
    throw error;
  }
}

/** Prices as the form shows them. */
export function priceTexts(prices: readonly { amount: string; currency: string }[]): PriceTexts {
  const known = new Map(prices.map(({ currency, amount }) => [currency, amount]));
  return Object.fromEntries(
    currencies.map((currency) => [currency, known.get(currency) ?? '']),
  ) as PriceTexts;
}

/** The currency whose price a refusal is about, if it is about one. */
export function refusedCurrency(error: unknown): Currency | undefined {
  const { code, facts } = asProblem(error);
  const { currency } = (facts.price ?? {}) as { currency?: unknown };
  return code === 'price_below_credit_price'
    ? currencies.find((one) => one === currency)
    : undefined;
}
