import type { Price } from '@telex-credits/contracts';
import { type Micros, parseCredits } from '@telex-credits/money';

/**
 * The most that one call can cost by a published price; null where the price names no maximum. What
 * is charged outside the gateway may never be more.
 */
export function mostOf(price: Price): Micros | null {
  switch (price.model) {
    case 'per_call':
      return parseCredits(price.credits);
    case 'per_unit':
      return parseCredits(price.maximum);
    case 'free':
    case 'per_token':
      return null;
  }
}
