import { z } from 'zod';
import { capField, positiveCreditsField } from '../../../amounts/amount-field.js';
import { isFewer } from '../../../amounts/sums.js';
import type { AdminPackage } from '../../../hooks/admin-packages.js';
import { isPayable, type PriceTexts, pricesField, priceTexts } from './price-form.js';

/** What the form of a package takes. */
export const packageFormSchema = z
  .object({
    name: z.string().trim().min(1, 'Give the package a name').max(80, 'Use at most 80 characters'),
    credits: positiveCreditsField,
    bonus: capField.transform((bonus) => bonus ?? '0'),
    position: z.coerce
      .number('Enter a whole number')
      .int('Enter a whole number')
      .min(0, 'Not below 0')
      .max(1000, 'At most 1,000'),
    prices: pricesField(isPayable, 'Above zero, with the currency’s own places'),
  })
  .refine(({ credits, bonus }) => isFewer(bonus, credits) !== false, {
    path: ['bonus'],
    message: 'The bonus is a part of the credits: less than all of them',
  });
export type PackageFormOutput = z.output<typeof packageFormSchema>;

/** The form's fields as texts. */
export interface PackageFormInput {
  name: string;
  credits: string;
  bonus: string;
  position: string;
  prices: PriceTexts;
}

/** A form that starts from a package, or empty. */
export function packageToForm(from?: AdminPackage): PackageFormInput {
  return {
    name: from?.name ?? '',
    credits: from?.credits ?? '',
    bonus: from?.bonus ?? '0',
    position: String(from?.position ?? 100),
    prices: priceTexts(from?.prices ?? []),
  };
}
