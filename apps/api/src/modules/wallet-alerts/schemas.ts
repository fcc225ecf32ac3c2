import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

const micros = z.string().regex(/^\d{1,19}$/);
export const alertChannels = ['email', 'webhook', 'telexChannel'] as const;
export type AlertChannel = (typeof alertChannels)[number];

const result = z.strictObject({
  lastSentAt: z.string().nullable(),
  lastProblem: z.strictObject({ at: z.string(), reason: z.string() }).nullable(),
});

/** What one wallet wants to be told; the id is the organisation's. */
const ruleSchema = z.strictObject({
  id: z.string(),
  /** Micro-credits, ascending. */
  thresholds: z.array(micros),
  email: z.boolean(),
  webhook: z.boolean(),
  /** The channel's webhook, encrypted: who has it can write there. */
  telexChannel: z.strictObject({ sealedUrl: z.string(), hint: z.string() }).nullable(),
  /** The last entry of the journal that was looked at, and what the wallet owned after it. */
  lastSeq: z.number().int(),
  lastPosted: micros,
  results: z.strictObject({ email: result, webhook: result, telexChannel: result }),
  /** When somebody last sent a test. */
  testedAt: z.string().nullable(),
  updatedAt: z.string(),
  updatedBy: z.string(),
});
export type AlertRule = z.infer<typeof ruleSchema>;

export const alertRules = defineCollection({
  name: 'wallet_alert_rules',
  schema: ruleSchema,
  indexes: { byUpdated: { fields: ['updatedAt'] } },
});

/** One fall on its way through one channel. Its id follows from the journal, so that there is one. */
const deliverySchema = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  channel: z.enum(alertChannels),
  /** Names the fall: the same in every channel. */
  alertId: z.string(),
  /** When the journal's entry was made. */
  at: z.string(),
  threshold: micros,
  posted: micros,
  attempts: z.number().int(),
  nextAttemptAt: z.string().nullable(),
});
export type AlertDelivery = z.infer<typeof deliverySchema>;

export const alertDeliveries = defineCollection({
  name: 'wallet_alert_deliveries',
  schema: deliverySchema,
  indexes: { byDue: { fields: ['nextAttemptAt'] }, byTime: { fields: ['at'] } },
});
