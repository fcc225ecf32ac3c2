import type { SetWalletAlerts, WalletAlerts } from '@telex-credits/contracts';
import { z } from 'zod';
import { positiveCapField } from '../../amounts/amount-field.js';

/** Fields that are shown even where nothing is set: a first and a last warning. */
const fieldsLeast = 2;

/** What the alerts form takes; an empty threshold is none. */
export const alertsFormSchema = z.object({
  thresholds: z.array(z.object({ credits: positiveCapField })),
  email: z.boolean(),
  webhook: z.boolean(),
  telex: z.boolean(),
  /** Empty where the channel that is known stays. */
  url: z.string().trim().max(500),
});
export type AlertsFormInput = z.input<typeof alertsFormSchema>;
export type AlertsFormOutput = z.output<typeof alertsFormSchema>;

/** Alerts as the form shows them, the highest threshold first. */
export function toForm({
  thresholds,
  email,
  webhook,
  telexChannel,
}: WalletAlerts): AlertsFormInput {
  const empty = Array.from({ length: Math.max(0, fieldsLeast - thresholds.length) }, () => '');
  return {
    thresholds: [...thresholds.toReversed(), ...empty].map((credits) => ({ credits })),
    ...{ email: email.enabled, webhook: webhook.enabled, telex: telexChannel.enabled, url: '' },
  };
}

/** What the form holds, as the API takes it. */
export function fromForm({
  thresholds,
  email,
  webhook,
  telex,
  url,
}: AlertsFormOutput): SetWalletAlerts {
  return {
    thresholds: thresholds.flatMap(({ credits }) => credits ?? []),
    ...{ email, webhook },
    telexChannel: telex ? (url === '' ? {} : { url }) : null,
  };
}
