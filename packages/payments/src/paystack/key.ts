/** What a secret key of Paystack works with. */
export type PaystackMode = 'test' | 'live';

const secretKey = /^sk_(test|live)_[A-Za-z0-9]{8,}$/;

/** Whether a key moves real money; null for one that is no secret key, such as a public `pk_…`. */
export function paystackMode(key: string): PaystackMode | null {
  return (secretKey.exec(key)?.[1] as PaystackMode | undefined) ?? null;
}
