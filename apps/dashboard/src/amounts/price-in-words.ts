import type { priceSchema } from '@telex-credits/contracts';
import type { z } from 'zod';
import { creditsText } from './grouping.js';
import { isZero, percentText } from './sums.js';

/** A price as the API sends it. */
export type Price = z.input<typeof priceSchema>;

/** A price as one plain sentence that a buyer can rely on. */
export function priceInWords(price: Price): string {
  switch (price.model) {
    case 'free':
      return 'Free';
    case 'per_call':
      return `${creditsText(price.credits)} for each call`;
    case 'per_token':
      return price.markupBps === 0
        ? "By the token, at the model's own price"
        : `By the token, at the model's own price plus ${percentText(price.markupBps)}`;
  }
}

/** What else there is to know about a price: minimums and what happens on errors. */
export function priceFinePrint(price: Price): string {
  switch (price.model) {
    case 'free':
      return 'Calls cost nothing and still leave a receipt.';
    case 'per_call':
      return price.errorsBillable
        ? 'A call that ends in an error of the module costs the same.'
        : 'A call that fails costs nothing.';
    case 'per_token':
      return isZero(price.minimum)
        ? 'Unused credits of a hold come back at once. A call that fails costs nothing.'
        : `At least ${creditsText(price.minimum)} for each call. A call that fails costs nothing.`;
  }
}
