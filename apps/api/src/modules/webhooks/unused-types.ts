import { ignoredPaystackEvents, ignoredStripeEvents } from '@telex-credits/payments';

/** Types that are left alone on purpose, with the reason; each adapter's own table. */
const ignored: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  stripe: ignoredStripeEvents,
  paystack: ignoredPaystackEvents,
};

/** Why an event that means nothing to us is only kept; what the inbox shows. */
export function whyUnused(provider: string, type: string): string {
  const known = ignored[provider] ?? {};
  const reason = Object.hasOwn(known, type) ? known[type] : undefined;
  return reason ?? 'it is about no purchase, refund, dispute or payment method of ours';
}
