import type { priceSchema } from '@telex-credits/contracts';
import type { z } from 'zod';
import { amountText, creditsText, unitText } from './grouping.js';
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
    case 'per_unit':
      return unitPriceInWords(price);
  }
}

type UnitPrice = Extract<Price, { model: 'per_unit' }>;

const countText = (count: number) => amountText(String(count));

function unitPriceInWords({ unit, per = 1, tiers }: UnitPrice): string {
  const [first] = tiers;
  const block = per === 1 ? `each ${unit}` : `every ${countText(per)} ${unitText('2', unit)}`;
  if (tiers.length === 1 && first !== undefined) {
    return `${creditsText(first.credits)} for ${block}`;
  }
  const steps = tiers.map(({ upTo, credits }, index) => {
    const then = index === 0 ? '' : 'then ';
    return `${then}${creditsText(credits)}${upTo === null ? '' : ` up to ${countText(upTo)}`}`;
  });
  return `For ${block}: ${steps.join(', ')}`;
}

function unitFinePrint(price: UnitPrice): string {
  const { unit, per = 1, minimum = '0', maximum, assumed = 1, quantity } = price;
  const least = isZero(minimum) ? '' : `at least ${creditsText(minimum)}, `;
  const bounds = `${least}at most ${creditsText(maximum)} for each call`;
  const place =
    quantity.in === 'body' ? `at ${quantity.at || '/'} of` : `in the header ${quantity.at} of`;
  const started = per === 1 ? '' : ' A started block counts.';
  return `${bounds[0]?.toUpperCase()}${bounds.slice(1)}.${started} The count stands ${place} the reply; where it does not, it counts as ${countText(assumed)} ${unitText(String(assumed), unit)}. A call that fails costs nothing.`;
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
    case 'per_unit':
      return unitFinePrint(price);
  }
}
