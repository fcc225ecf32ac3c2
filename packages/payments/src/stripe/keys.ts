/** What a Stripe key is, as its prefix says. */
export type StripeKeyKind = 'test' | 'live' | 'publishable' | 'unknown';

/**
 * Reads the kind of a key: `sk_` and `rk_` (restricted) open the API, `pk_` is for browsers. The SDK
 * takes any text that is not empty, so a wrong key would be noticed only by the first customer.
 */
export function stripeKeyKind(key: string): StripeKeyKind {
  if (/^pk_/.test(key)) {
    return 'publishable';
  }
  const mode = /^[sr]k_(test|live)_\w+$/.exec(key)?.[1];
  return mode === 'test' || mode === 'live' ? mode : 'unknown';
}
