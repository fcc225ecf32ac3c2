import { type BodyInput, moduleRoutes } from '@telex-credits/contracts';
import { z } from 'zod';
import { positiveCreditsField, tidyAmount } from '../../amounts/amount-field.js';
import type { Price } from '../../amounts/price-in-words.js';
import { percentText, percentToBps } from '../../amounts/sums.js';
import { type UnitPriceFields, unitPriceForm, unitPriceToFields } from './unit-price-form.js';

const { shape } = moduleRoutes.create.body;
const MARKUP_MAX_BPS = 1_000_000;

/** A percentage with at most two places, as a text. */
const percentField = z
  .string()
  .transform(tidyAmount)
  .refine(isMarkup, 'Write a percentage with at most two places, such as 12.5');

function isMarkup(text: string): boolean {
  try {
    const bps = percentToBps(text);
    return bps >= 0 && bps <= MARKUP_MAX_BPS;
  } catch {
    return false;
  }
}

/** The price part of a form. Only the fields of the chosen model count. */
export const priceFormSchema = z.discriminatedUnion('model', [
  z.object({ model: z.literal('free') }),
  z.object({
    model: z.literal('per_call'),
    credits: positiveCreditsField,
    errorsBillable: z.boolean(),
  }),
  z.object({
    model: z.literal('per_token'),
    markup: percentField,
    minimum: z
      .string()
      .transform(tidyAmount)
      .refine(isAmount, 'Write a number with at most six places, such as 0.05'),
  }),
  unitPriceForm,
]);
type PriceFormOutput = z.output<typeof priceFormSchema>;

function isAmount(text: string): boolean {
  return /^(0|[1-9]\d{0,12})(\.\d{1,6})?$/.test(text);
}

/** Every field of the price form; those of other models are kept while one switches. */
export interface PriceFormInput extends UnitPriceFields {
  model: Price['model'];
  credits: string;
  errorsBillable: boolean;
  markup: string;
}

/** A price form that starts from a known price. */
export function priceToForm(price?: Price): PriceFormInput {
  return {
    model: price?.model ?? 'per_call',
    credits: price?.model === 'per_call' ? price.credits : '',
    errorsBillable: price?.model === 'per_call' && price.errorsBillable === true,
    markup: price?.model === 'per_token' ? percentText(price.markupBps).replace('%', '') : '0',
    ...unitPriceToFields(price),
    ...(price?.model === 'per_token' ? { minimum: price.minimum } : {}),
  };
}

/** The form's price as the API takes it. */
export function priceFromForm(price: PriceFormOutput): Price {
  switch (price.model) {
    case 'free':
      return { model: 'free' };
    case 'per_call':
      return price;
    case 'per_token':
      return {
        model: 'per_token',
        markupBps: percentToBps(price.markup),
        minimum: price.minimum,
      };
    case 'per_unit':
      return price;
  }
}

/** Fields that can be changed at any time. */
export const detailsFormSchema = z.object({
  name: z.string().trim().min(1, 'Give the module a name').max(80, 'Use at most 80 characters'),
  description: z.string().trim().max(2000, 'Use at most 2,000 characters'),
  upstreamUrl: z
    .url({ protocol: /^https?$/, error: 'Enter a web address, with https://' })
    .max(500),
  timeLimitSeconds: z.coerce
    .number('Enter a number of seconds')
    .int('Enter whole seconds')
    .min(1, 'At least 1 second')
    .max(600, 'At most 600 seconds'),
});
export type DetailsFormInput = z.input<typeof detailsFormSchema>;
export type DetailsFormOutput = z.output<typeof detailsFormSchema>;

/** What the form for a new module takes. */
export const moduleFormSchema = detailsFormSchema.extend({
  slug: shape.slug,
  kind: shape.kind,
  price: priceFormSchema,
});
export type ModuleFormOutput = z.output<typeof moduleFormSchema>;
/** The form's fields, with every field of the price. */
export type ModuleFormInput = DetailsFormInput & {
  slug: string;
  kind: 'a2a' | 'http';
  price: PriceFormInput;
};

/** The form's values as the API takes them. */
export function moduleBody(values: ModuleFormOutput): BodyInput<typeof moduleRoutes.create> {
  return { ...values, price: priceFromForm(values.price) };
}
