import { providerSchema } from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

/** A verified event of a payment provider, kept for good. */
export const inboxSchema = z.strictObject({
  id: z.string(),
  provider: providerSchema,
  eventKey: z.string(),
  type: z.string(),
  occurredAt: z.string(),
  livemode: z.boolean(),
  /** The bytes as they came. */
  raw: z.string(),
  receivedAt: z.string(),
  /**
   * `ignored`: of a kind, or about a purchase, that is not ours. `refused`: must not be worked.
   * `dead`: failed too often; a new delivery wakes it.
   */
  state: z.enum(['received', 'done', 'ignored', 'refused', 'dead']),
  attempts: z.number().int(),
  /** When it is worked next; null once it was. */
  dueAt: z.string().nullable(),
  leaseUntil: z.string().nullable(),
  /** Why it failed last, or was not worked. */
  reason: z.string().nullable(),
});
export type InboxRow = z.infer<typeof inboxSchema>;

export const inboxCollection = defineCollection({
  name: 'webhook_inbox',
  schema: inboxSchema,
  indexes: {
    by_event: { fields: ['provider', 'eventKey'], unique: true },
    by_due: { fields: ['dueAt'] },
    by_state: { fields: ['state', 'receivedAt'] },
    by_time: { fields: ['receivedAt'] },
    by_provider: { fields: ['provider', 'receivedAt'] },
    by_provider_state: { fields: ['provider', 'state', 'receivedAt'] },
  },
});
