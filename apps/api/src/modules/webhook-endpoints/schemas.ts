import {
  webhookAttemptSchema,
  webhookDeliveryStatuses,
  webhookDisabledReasons,
  webhookEventTypes,
} from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

const endpointSchema = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  url: z.string(),
  description: z.string(),
  /** Null: every type. */
  eventTypes: z.array(z.enum(webhookEventTypes)).nullable(),
  enabled: z.boolean(),
  disabledReason: z.enum(webhookDisabledReasons).nullable(),
  disabledAt: z.string().nullable(),
  /** First failed attempt since anything was delivered. */
  failingSince: z.string().nullable(),
  /** Encrypted, not hashed, because deliveries are signed with it. */
  sealedSecret: z.string(),
  hint: z.string(),
  /** The secret before the last rotation, signed with as well until its overlap ends. */
  previousSealed: z.string().nullable(),
  previousUntil: z.string().nullable(),
  /** Number of the newest event of the organisation's stream that deliveries were made of. */
  position: z.number().int(),
  /** When its people are told that it was disabled; null once they were. */
  noticeDueAt: z.string().nullable(),
  noticeAttempts: z.number().int(),
  leaseUntil: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
});
export type EndpointDoc = z.infer<typeof endpointSchema>;

export const endpointCollection = defineCollection({
  name: 'webhook_endpoints',
  schema: endpointSchema,
  indexes: {
    by_organisation: { fields: ['organisationId', 'createdAt'] },
    by_notice: { fields: ['noticeDueAt'] },
  },
});

/** One event on its way to one endpoint. */
const deliverySchema = z.strictObject({
  id: z.string(),
  endpointId: z.string(),
  organisationId: z.string(),
  messageId: z.string(),
  type: z.string(),
  /** The body, byte for byte. */
  payload: z.string(),
  status: z.enum(webhookDeliveryStatuses),
  /** Attempts since it was made, or sent again by a person. */
  attempts: z.number().int(),
  nextAttemptAt: z.string().nullable(),
  createdAt: z.string(),
  deliveredAt: z.string().nullable(),
  /** The newest attempts, oldest first. */
  log: z.array(webhookAttemptSchema),
});
export type DeliveryDoc = z.infer<typeof deliverySchema>;
export type AttemptLine = DeliveryDoc['log'][number];

export const deliveryCollection = defineCollection({
  name: 'webhook_deliveries',
  schema: deliverySchema,
  indexes: {
    /** Which endpoints have something waiting, and what is due of each. */
    by_queue: { fields: ['status', 'endpointId', 'nextAttemptAt'] },
    by_endpoint: { fields: ['endpointId', 'createdAt'] },
    by_status: { fields: ['endpointId', 'status', 'createdAt'] },
    by_time: { fields: ['createdAt'] },
  },
});
