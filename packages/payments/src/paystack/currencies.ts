import type { Currency } from '@telex-credits/money';
import { ProviderRefusal } from '../errors.js';

/** What Paystack charges, as far as we take it; which of them an account has is its own affair. */
export const paystackCurrencies = [
  'NGN',
  'GHS',
  'ZAR',
  'KES',
  'USD',
] as const satisfies readonly Currency[];

/** A currency that Paystack takes; throws `ProviderRefusal` for another one. */
export function currencyOf(currency: Currency): (typeof paystackCurrencies)[number] {
  const found = paystackCurrencies.find((one) => one === currency);
  if (found === undefined) {
    throw new ProviderRefusal('currency_not_supported', `Paystack takes no ${currency}.`);
  }
  return found;
}
