import { type CustomOffer, customPrice } from '@telex-credits/contracts';
import {
  AmountError,
  type Micros,
  oneCredit,
  parseCredits,
  printCredits,
} from '@telex-credits/money';
import { tidyAmount } from '../../amounts/amount-field.js';
import { amountText, creditsText } from '../../amounts/grouping.js';
import { percentText } from '../../amounts/sums.js';
import type { PackageList } from '../../hooks/purchases.js';

export type Offer = PackageList['data'][number];
export type Provider = PackageList['providers'][number];
export type Price = Offer['prices'][number];
export type CurrencyCode = Provider['currencies'][number];

/** Currencies in which something is priced and some provider takes payment, in shown order. */
export function payableCurrencies(list: PackageList): CurrencyCode[] {
  const prices = [
    ...list.data.flatMap((offer) => offer.prices),
    ...(list.custom?.unitPrices ?? []),
  ];
  const priced = new Set(prices.map((price) => price.currency));
  const taken = list.providers.flatMap((provider) => provider.currencies);
  return [...new Set(taken)].filter((currency) => priced.has(currency)).sort(usdFirst);
}

/** Providers that take a currency. */
export function providersFor(list: PackageList, currency: CurrencyCode): Provider[] {
  return list.providers.filter((provider) => provider.currencies.includes(currency));
}

/** A package's price in a currency, if it has one. */
export function priceIn(offer: Offer, currency: CurrencyCode): Price | undefined {
  return offer.prices.find((price) => price.currency === currency);
}

function usdFirst(a: CurrencyCode, b: CurrencyCode): number {
  return a === b ? 0 : a === 'USD' ? -1 : b === 'USD' ? 1 : a.localeCompare(b);
}

/** What a custom amount comes to, or what is wrong with what was typed. */
export type CustomQuote =
  | {
      readonly kind: 'price';
      /** Credits as the API takes them, and the bonus on top. */
      readonly credits: string;
      readonly bonus: string;
      /** Both together. */
      readonly total: string;
      readonly price: Price;
    }
  | { readonly kind: 'empty' }
  | { readonly kind: 'wrong'; readonly message: string };

/** Works out what a typed number of credits costs, exactly as the server will. */
export function quoteCustom(
  offer: CustomOffer,
  typed: string,
  currency: CurrencyCode,
): CustomQuote {
  const text = tidyAmount(typed);
  if (text === '') {
    return { kind: 'empty' };
  }
  const credits = wholeCredits(text);
  if (credits === undefined) {
    return { kind: 'wrong', message: 'Write a whole number of credits, such as 2500' };
  }
  if (credits < parseCredits(offer.minimum)) {
    return { kind: 'wrong', message: `At least ${creditsText(offer.minimum)}` };
  }
  if (credits > parseCredits(offer.maximum)) {
    return { kind: 'wrong', message: `At most ${creditsText(offer.maximum)} at once` };
  }
  const found = customPrice(offer, { credits, currency });
  return found === undefined
    ? { kind: 'wrong', message: `Custom amounts are not sold in ${currency}` }
    : {
        kind: 'price',
        credits: printCredits(credits),
        bonus: printCredits(found.bonus),
        total: printCredits(credits + found.bonus),
        price: found.price,
      };
}

function wholeCredits(text: string): Micros | undefined {
  try {
    const credits = parseCredits(text);
    return credits % oneCredit === 0n ? credits : undefined;
  } catch (error) {
    if (error instanceof AmountError) {
      return undefined;
    }
    throw error;
  }
}

/** The limits and bonuses of custom amounts, in words. */
export function customTerms({ minimum, maximum, tiers }: CustomOffer): string {
  const bonuses = [...tiers]
    .sort((a, b) => (parseCredits(a.from) < parseCredits(b.from) ? -1 : 1))
    .map(({ from, bonusBps }) => `${percentText(bonusBps)} more from ${amountText(from)} on`);
  const limits = `${amountText(minimum)} to ${amountText(maximum)} whole credits.`;
  return bonuses.length === 0 ? limits : `${limits} You get ${bonuses.join(', ')}.`;
}
