import { z } from 'zod';
import { positiveCreditsField, tidyAmount } from '../../../amounts/amount-field.js';
import type { NewPromotion } from '../../../hooks/admin-promotions.js';
import { endOfDay, isDay } from '../../../time/days.js';

/** A whole number above zero that may stay empty, which means “without a bound”. */
function countField(max: number) {
  return z.string().transform((text, context) => {
    const tidy = tidyAmount(text);
    if (tidy === '') {
      return null;
    }
    const count = /^\d{1,9}$/.test(tidy) ? Number(tidy) : 0;
    if (count < 1 || count > max) {
      context.addIssue({
        code: 'custom',
        message: `Enter a whole number from 1 to ${max.toLocaleString('en')}`,
      });
      return z.NEVER;
    }
    return count;
  });
}

/** A last day that may stay empty; the moment after it. */
const lastDayField = z
  .string()
  .refine((day) => day === '' || isDay(day), 'Choose a day')
  .transform((day) => (isDay(day) ? endOfDay(day) : null));

/** How long and how often a code can be redeemed. */
export const boundsSchema = z.object({
  maxRedemptions: countField(1_000_000),
  endsAt: lastDayField,
});

/** What the form of a new code takes. */
export const promotionFormSchema = boundsSchema.extend({
  code: z
    .string()
    .trim()
    .regex(/^[0-9A-Za-z-]{4,40}$/, 'Use 4 to 40 letters, digits or dashes'),
  name: z.string().trim().min(1, 'Give it a name').max(80, 'Use at most 80 characters'),
  credits: positiveCreditsField,
  validDays: countField(3650),
  funded: z.boolean(),
}) satisfies z.ZodType<NewPromotion>;
export type PromotionFormInput = z.input<typeof promotionFormSchema>;
export type PromotionFormOutput = z.output<typeof promotionFormSchema>;
