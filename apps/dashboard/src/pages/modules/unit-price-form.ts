import { unitPriceSchema } from '@telex-credits/contracts';
import { z } from 'zod';
import { tidyAmount } from '../../amounts/amount-field.js';
import type { Price } from '../../amounts/price-in-words.js';

/** The fields of a price per unit, as typed. */
export interface UnitPriceFields {
  unit: string;
  place: 'body' | 'header';
  at: string;
  per: string;
  /** The last one has no end: what is typed there does not count. */
  tiers: { upTo: string; credits: string }[];
  minimum: string;
  maximum: string;
  assumed: string;
}

const countField = z
  .string()
  .transform(tidyAmount)
  .refine((text) => /^\d{1,10}$/.test(text), 'Write a whole number');
const typed = z.string().transform((text) => text.trim());
const amount = z.string().transform(tidyAmount);

/** Where the form shows what the contract finds wrong at a path of the price. */
function fieldOf(path: readonly PropertyKey[]): PropertyKey[] {
  return path[0] === 'quantity' ? ['at'] : [...path];
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
}

/** Reads the fields as a price; what the contract refuses is shown beside the field that it is about. */
export const unitPriceForm = z
  .object({
    model: z.literal('per_unit'),
    ...{ unit: typed, place: z.enum(['body', 'header']), at: typed, per: countField },
    tiers: z.array(z.object({ upTo: z.string().transform(tidyAmount), credits: amount })),
    ...{ minimum: amount, maximum: amount, assumed: countField },
  })
  .transform((form, context) => {
    const { model, unit, place, at, per, tiers, minimum, maximum, assumed } = form;
    const read = unitPriceSchema.safeParse({
      ...{ model, unit, minimum, maximum },
      quantity: { in: place, at },
      per: Number(per),
      assumed: Number(assumed),
      tiers: tiers.map(({ upTo, credits }, index) => {
        return { credits, upTo: index === tiers.length - 1 ? null : Number(upTo || 'none') };
      }),
    });
    if (read.success) {
      return read.data;
    }
    for (const { path, message } of read.error.issues) {
      context.addIssue({ code: 'custom', path: fieldOf(path), message: sentence(message) });
    }
    return z.NEVER;
  });

/** The fields of a known price; empty ones for any other. */
export function unitPriceToFields(price?: Price): UnitPriceFields {
  if (price?.model !== 'per_unit') {
    return {
      ...{ unit: '', place: 'body', at: '', per: '1', minimum: '0', maximum: '', assumed: '1' },
      tiers: [{ upTo: '', credits: '' }],
    };
  }
  const { unit, quantity, per = 1, tiers, minimum = '0', maximum, assumed = 1 } = price;
  return {
    ...{ unit, place: quantity.in, at: quantity.at, minimum, maximum },
    per: String(per),
    assumed: String(assumed),
    tiers: tiers.map(({ upTo, credits }) => ({ upTo: upTo === null ? '' : `${upTo}`, credits })),
  };
}
