import type { Price } from '@telex-credits/contracts';
import { printDecimal } from '@telex-credits/money';

const bpsPlaces = 2;

function tiersText({ tiers, unit, per }: Price & { model: 'per_unit' }): string {
  const block = per === 1 ? `each ${unit}` : `every ${per} of the unit "${unit}"`;
  const steps = tiers.map(({ upTo, credits }) => {
    return `${credits} credits${upTo === null ? '' : ` up to ${upTo}`}`;
  });
  return `for ${block} ${steps.join(', then ')}`;
}

/** A price as one sentence of a mail. */
export function priceWords(price: Price): string {
  switch (price.model) {
    case 'free':
      return 'free';
    case 'per_call':
      return `${price.credits} credits for each call${price.errorsBillable ? ', errors of the module included' : ''}`;
    case 'per_token':
      return `by the token, at the model's own price plus ${printDecimal(BigInt(price.markupBps), bpsPlaces)} %, at least ${price.minimum} credits for each call`;
    case 'per_unit':
      return `${tiersText(price)}, at least ${price.minimum} and at most ${price.maximum} credits for each call`;
  }
}
