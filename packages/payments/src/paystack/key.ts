/** What a key of Paystack is, as its prefix says. */
export type PaystackKeyKind = 'test' | 'live' | 'publishable' | 'unknown';

/** Reads the kind of a key: `sk_` opens the API, `pk_` is for browsers. */
export function paystackKeyKind(key: string): PaystackKeyKind {
  if (/^pk_/.test(key)) {
    return 'publishable';
  }
  const mode = /^sk_(test|live)_\w+$/.exec(key)?.[1];
  return mode === 'test' || mode === 'live' ? mode : 'unknown';
}
