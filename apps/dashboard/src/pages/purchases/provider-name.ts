import type { Purchase } from '../../hooks/purchases.js';

const names = { sandbox: 'Sandbox', stripe: 'Stripe', paystack: 'Paystack' } as const;

/** A provider's name as it is written. */
export function providerName(provider: Purchase['provider']): string {
  return names[provider];
}
