import { z } from 'zod';
import { positiveCreditsField, tidyAmount } from '../../../amounts/amount-field.js';
import { isFewer, percentText, percentToBps } from '../../../amounts/sums.js';
import type { Offer } from '../../../hooks/admin-packages.js';
import { isUnitPrice, type PriceTexts, pricesField, priceTexts } from './price-form.js';

const wholeCreditsField = positiveCreditsField.refine(
  (text) => !/\.\d*[1-9]/.test(text),
  'Custom amounts are whole credits',
);

const BONUS_MAX_BPS = 100_000;
const percentField = z
  .string()
  .transform(tidyAmount)
  .refine(isBonus, 'A percentage above zero with at most two places, such as 12.5');

function isBonus(text: string): boolean {
  try {
    const bps = percentToBps(text);
    return bps >= 1 && bps <= BONUS_MAX_BPS;
  } catch {
    return false;
  }
}

/** What the form of custom amounts takes. */
export const customOfferSchema = z
  .object({
    minimum: wholeCreditsField,
    maximum: wholeCreditsField,
    unitPrices: pricesField(isUnitPrice, 'Above zero, with at most nine places'),
    tiers: z
      .array(z.object({ from: wholeCreditsField, bonus: percentField }))
      .max(20, 'At most 20')
      .refine(
        (tiers) => new Set(tiers.map(({ from }) => from)).size === tiers.length,
        'Two bonuses begin at the same number',
      ),
  })
  .refine(({ minimum, maximum }) => isFewer(maximum, minimum) !== true, {
    path: ['maximum'],
    message: 'Not below the least',
  });
export type OfferFormOutput = z.output<typeof customOfferSchema>;

/** The form's fields as texts. */
export interface OfferFormInput {
  minimum: string;
  maximum: string;
  unitPrices: PriceTexts;
  tiers: { from: string; bonus: string }[];
}

/** A form that starts from what is on sale, or empty. */
export function offerToForm(offer: Offer | null): OfferFormInput {
  return {
    minimum: offer?.minimum ?? '',
    maximum: offer?.maximum ?? '',
    unitPrices: priceTexts(offer?.unitPrices ?? []),
    tiers: (offer?.tiers ?? []).map(({ from, bonusBps }) => ({
      from,
      bonus: percentText(bonusBps).replace('%', ''),
    })),
  };
}

/** The form's values as the API takes them. */
export function offerFromForm({ tiers, ...rest }: OfferFormOutput): Offer {
  return {
    ...rest,
    tiers: tiers.map(({ from, bonus }) => ({ from, bonusBps: percentToBps(bonus) })),
  };
}
