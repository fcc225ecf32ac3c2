import type { PackageList } from '../../hooks/purchases.js';

type Offer = PackageList['data'][number];
type Provider = PackageList['providers'][number];
export type CurrencyCode = Provider['currencies'][number];

/** Currencies in which a package is priced and some provider takes payment, in shown order. */
export function payableCurrencies(list: PackageList): CurrencyCode[] {
  const priced = new Set(list.data.flatMap((offer) => offer.prices.map((price) => price.currency)));
  const taken = list.providers.flatMap((provider) => provider.currencies);
  return [...new Set(taken)].filter((currency) => priced.has(currency)).sort(usdFirst);
}

/** Providers that take a currency. */
export function providersFor(list: PackageList, currency: CurrencyCode): Provider[] {
  return list.providers.filter((provider) => provider.currencies.includes(currency));
}

/** A package's price in a currency, if it has one. */
export function priceIn(offer: Offer, currency: CurrencyCode): Offer['prices'][number] | undefined {
  return offer.prices.find((price) => price.currency === currency);
}

function usdFirst(a: CurrencyCode, b: CurrencyCode): number {
  return a === b ? 0 : a === 'USD' ? -1 : b === 'USD' ? 1 : a.localeCompare(b);
}
