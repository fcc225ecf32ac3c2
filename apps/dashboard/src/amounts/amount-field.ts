import { nonNegativeCreditsSchema, positiveCreditsSchema } from '@telex-credits/contracts';
import { z } from 'zod';

const PLAIN = 'Write a number with at most six places, such as 12.5';
const UNTIDY_ZEROS = /^0+(?=\d)/;

/** What people type, without grouping marks and leading zeros: ` 1,000.5 ` -> `1000.5`. */
export function tidyAmount(text: string): string {
  return text.trim().replace(/[,\s]/g, '').replace(UNTIDY_ZEROS, '');
}

const typed = z.string().transform(tidyAmount);

/** A field for credits above zero. */
export const positiveCreditsField = typed.refine(
  (text) => positiveCreditsSchema.safeParse(text).success,
  `${PLAIN}, above zero`,
);

/** A field for credits that may stay empty, which means “no cap”. */
export const capField = typed.transform((text, context) => {
  if (text === '') {
    return null;
  }
  const amount = nonNegativeCreditsSchema.safeParse(text);
  if (!amount.success) {
    context.addIssue({ code: 'custom', message: PLAIN });
    return z.NEVER;
  }
  return amount.data;
});

/** A field for a cap that may stay empty and, if given, is above zero. */
export const positiveCapField = typed.transform((text, context) => {
  if (text === '') {
    return null;
  }
  const amount = positiveCreditsSchema.safeParse(text);
  if (!amount.success) {
    context.addIssue({ code: 'custom', message: `${PLAIN}, above zero` });
    return z.NEVER;
  }
  return amount.data;
});
