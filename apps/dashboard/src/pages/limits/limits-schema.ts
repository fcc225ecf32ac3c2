import type { BodyInput } from '@telex-credits/contracts';
import { timeZoneSchema, type walletRoutes } from '@telex-credits/contracts';
import { z } from 'zod';
import { capField } from '../../amounts/amount-field.js';
import type { WalletLimits } from '../../hooks/wallet.js';

/** What the limits form takes; empty means “no cap”. */
export const limitsFormSchema = z.object({
  timezone: timeZoneSchema,
  perCall: capField,
  perDay: capField,
  perMonth: capField,
  modules: z
    .array(
      z.object({
        moduleId: z.string().min(1, 'Choose a module'),
        period: z.enum(['day', 'month', 'total']),
        cap: capField.refine((cap) => cap !== null, 'Enter a cap, or remove the row'),
      }),
    )
    .max(100)
    .refine(
      (rows) =>
        new Set(rows.map(({ moduleId, period }) => `${moduleId} ${period}`)).size === rows.length,
      'The same module and period is there twice',
    ),
});
export type LimitsFormInput = z.input<typeof limitsFormSchema>;
export type LimitsFormOutput = z.output<typeof limitsFormSchema>;

/** Limits as the form shows them. */
export function toForm(limits: WalletLimits): LimitsFormInput {
  return {
    timezone: limits.timezone,
    perCall: limits.perCall ?? '',
    perDay: limits.perDay ?? '',
    perMonth: limits.perMonth ?? '',
    modules: limits.modules.map((row) => ({ ...row })),
  };
}

/** What the form holds, as the API takes it. */
export function fromForm(values: LimitsFormOutput): BodyInput<typeof walletRoutes.setLimits> {
  const modules = values.modules.flatMap(({ moduleId, period, cap }) =>
    cap === null ? [] : [{ moduleId, period, cap }],
  );
  return { ...values, modules };
}
