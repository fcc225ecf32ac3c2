import type { Minor } from '@telex-credits/money';
import { ProviderRefusal } from '../errors.js';

/**
 * Minor units as Stripe takes them: whole numbers of the currency's own smallest unit, which for
 * JPY is the yen itself. The wire has digits only; the SDK's types want a JavaScript number, and one
 * that it could not hold exactly is refused before it is sent.
 */
export function toStripeAmount(minor: Minor): number {
  if (minor <= 0n || minor > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new ProviderRefusal('amount_invalid', `${minor} minor units cannot be charged.`);
  }
  return Number(minor);
}

/** Seconds since 1970, as Stripe writes times, to ISO 8601 UTC. */
export function toIso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** ISO 8601 to the whole seconds that Stripe writes. */
export function toSeconds(iso: string): number {
  return Math.floor(Date.parse(iso) / 1000);
}
