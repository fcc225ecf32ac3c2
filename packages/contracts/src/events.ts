import { z } from 'zod';
import { anyRole } from './access.js';
import { noBody, noParams, noQuery } from './common.js';
import { route } from './route.js';

export const eventTypes = [
  'wallet.updated',
  'purchase.updated',
  'usage.created',
  'earnings.updated',
  'payout.updated',
] as const;
export type EventType = (typeof eventTypes)[number];

/** One event of an organisation's stream: `id`, `event` and `data` of a server-sent event. */
export const streamEventSchema = z
  .strictObject({
    id: z.string(),
    type: z.enum(eventTypes),
    at: z.string(),
    /** The object's id and the numbers that changed; read the object for the rest. */
    data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .meta({ id: 'StreamEvent' });
export type StreamEvent = z.infer<typeof streamEventSchema>;

export const eventRoutes = {
  stream: route({
    operationId: 'streamEvents',
    method: 'get',
    path: '/api/v1/events',
    tag: 'events',
    produces: 'text/event-stream',
    summary: 'Server-sent events of the organisation; Last-Event-ID resumes',
    access: { kind: 'organisation', roles: anyRole, scopes: ['wallet:read'] },
    params: noParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: streamEventSchema,
  }),
} as const;
