import type { authorisationRoutes, BodyInput } from '@telex-credits/contracts';
import { z } from 'zod';
import { positiveCapField, positiveCreditsField } from '../../amounts/amount-field.js';
import { dayOf, endOfDay, isDay } from '../../time/days.js';

/** What the form takes. */
export const authorisationFormSchema = z.object({
  moduleId: z.string().min(1, 'Choose a module'),
  cap: positiveCreditsField,
  period: z.enum(['day', 'month', 'total']),
  perCharge: positiveCapField,
  lastDay: z
    .string()
    .refine(isDay, 'Choose a day')
    .refine((day) => !isDay(day) || day >= dayOf(new Date()), 'Choose today or a later day'),
  customerName: z.string().trim().min(1, 'Enter a name').max(80, 'Use at most 80 characters'),
  note: z.string().trim().max(200, 'Use at most 200 characters'),
});
export type AuthorisationFormInput = z.input<typeof authorisationFormSchema>;
export type AuthorisationFormOutput = z.output<typeof authorisationFormSchema>;

/** The form's values as the API takes them. */
export function authorisationBody(
  values: AuthorisationFormOutput,
): BodyInput<typeof authorisationRoutes.create> {
  const { moduleId, cap, period, perCharge, lastDay, customerName, note } = values;
  return {
    ...{ moduleId, perCharge, customerName, note: note === '' ? null : note },
    cap: { credits: cap, period },
    expiresAt: endOfDay(lastDay),
  };
}
