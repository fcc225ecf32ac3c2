import { z } from 'zod';
import { billingRoles } from './access.js';
import {
  idParams,
  listOf,
  noBody,
  noParams,
  noQuery,
  pageQuery,
  timeInputSchema,
  timeSchema,
} from './common.js';
import { eventTypes } from './events.js';
import { route } from './route.js';

/** What an endpoint can subscribe to: the stream's events, and alerts. */
export const webhookEventTypes = [...eventTypes, 'wallet.low_balance'] as const;
export type WebhookEventType = (typeof webhookEventTypes)[number];

/** What a person sends to try an endpoint out; nobody subscribes to it. */
export const webhookTestType = 'webhook.test';

/** Why an endpoint gets nothing: a person turned it off, it failed for days, or it answered 410. */
export const webhookDisabledReasons = ['by_person', 'failing', 'gone'] as const;

export const webhookEndpointSchema = z
  .strictObject({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    /** Null means every type, also those that come later. */
    eventTypes: z.array(z.enum(webhookEventTypes)).nullable(),
    enabled: z.boolean(),
    disabledReason: z.enum(webhookDisabledReasons).nullable(),
    disabledAt: timeSchema.nullable(),
    /** First failed attempt since anything was delivered; null while all is well. */
    failingSince: timeSchema.nullable(),
    /** `whsec_…` and the last four characters. */
    hint: z.string(),
    /** Until when deliveries are also signed with the secret before the last rotation. */
    previousSecretUntil: timeSchema.nullable(),
    createdAt: timeSchema,
    createdBy: z.string(),
  })
  .meta({ id: 'WebhookEndpoint' });
export type WebhookEndpoint = z.infer<typeof webhookEndpointSchema>;

export const newWebhookEndpointSchema = webhookEndpointSchema
  .extend({ /** `whsec_…`, what deliveries are signed with: shown once. */ secret: z.string() })
  .meta({ id: 'NewWebhookEndpoint' });

/** `skipped`: the endpoint was disabled when it was due. */
export const webhookDeliveryStatuses = ['waiting', 'delivered', 'failed', 'skipped'] as const;
export type WebhookDeliveryStatus = (typeof webhookDeliveryStatuses)[number];

export const webhookAttemptSchema = z
  .strictObject({
    at: timeSchema,
    durationMs: z.number().int(),
    /** The endpoint's HTTP status; null where it gave none. */
    status: z.number().int().nullable(),
    /** Why it did not count as delivered; null where it did. */
    error: z.string().nullable(),
    /** The start of what the endpoint answered; null in lists, and where it was no text. */
    response: z.string().nullable(),
  })
  .meta({ id: 'WebhookAttempt' });

export const webhookDeliverySchema = z
  .strictObject({
    id: z.string(),
    endpointId: z.string(),
    /** The `webhook-id` header: the same in every attempt, and for every endpoint. */
    messageId: z.string(),
    type: z.string(),
    status: z.enum(webhookDeliveryStatuses),
    attempts: z.array(webhookAttemptSchema),
    nextAttemptAt: timeSchema.nullable(),
    createdAt: timeSchema,
    deliveredAt: timeSchema.nullable(),
    /** The body that is sent, exactly; null in lists. */
    payload: z.string().nullable(),
  })
  .meta({ id: 'WebhookDelivery' });
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>;

const fields = {
  url: z.string().min(1).max(2000),
  description: z.string().trim().max(200),
  eventTypes: z.array(z.enum(webhookEventTypes)).min(1).nullable(),
};
const deliveryParams = z.strictObject({
  id: z.string().min(1).max(80),
  deliveryId: z.string().min(1).max(80),
});
// A key with scope admin acts as a platform admin of the organisation; other keys have no business here.
const managers = { kind: 'organisation', roles: billingRoles, scopes: ['admin'] } as const;
const shared = { tag: 'webhooks', access: managers, query: noQuery } as const;
const path = '/api/v1/webhook-endpoints' as const;

export const webhookEndpointRoutes = {
  create: route({
    ...shared,
    operationId: 'createWebhookEndpoint',
    method: 'post',
    path,
    summary: 'Add an endpoint; its secret is in this reply only',
    params: noParams,
    body: z.strictObject({
      url: fields.url,
      description: fields.description.default(''),
      eventTypes: fields.eventTypes.default(null),
    }),
    status: 201,
    reply: newWebhookEndpointSchema,
  }),
  list: route({
    ...shared,
    operationId: 'listWebhookEndpoints',
    method: 'get',
    path,
    summary: 'Endpoints, newest first',
    params: noParams,
    query: pageQuery,
    body: noBody,
    status: 200,
    reply: listOf(webhookEndpointSchema),
  }),
  get: route({
    ...shared,
    operationId: 'getWebhookEndpoint',
    method: 'get',
    path: `${path}/{id}`,
    summary: 'One endpoint',
    params: idParams,
    body: noBody,
    status: 200,
    reply: webhookEndpointSchema,
  }),
  change: route({
    ...shared,
    operationId: 'changeWebhookEndpoint',
    method: 'patch',
    path: `${path}/{id}`,
    summary: 'Change address, event types or description; disable or enable it',
    params: idParams,
    body: z.strictObject({ ...fields, enabled: z.boolean() }).partial(),
    status: 200,
    reply: webhookEndpointSchema,
  }),
  remove: route({
    ...shared,
    operationId: 'removeWebhookEndpoint',
    method: 'delete',
    path: `${path}/{id}`,
    summary: 'Remove an endpoint with its log; nothing is sent any more',
    params: idParams,
    body: noBody,
    status: 204,
    reply: noBody,
  }),
  rotate: route({
    ...shared,
    operationId: 'rotateWebhookSecret',
    method: 'post',
    path: `${path}/{id}/rotate`,
    summary: 'A new secret; deliveries are signed with both for the overlap, a day by default',
    params: idParams,
    body: z
      .strictObject({ overlapSeconds: z.number().int().min(0).max(604_800).default(86_400) })
      .optional(),
    status: 200,
    reply: newWebhookEndpointSchema,
  }),
  test: route({
    ...shared,
    operationId: 'testWebhookEndpoint',
    method: 'post',
    path: `${path}/{id}/test`,
    summary: 'Send a webhook.test event now, once, and answer how it went',
    params: idParams,
    body: noBody,
    status: 200,
    reply: webhookDeliverySchema,
  }),
  deliveries: route({
    ...shared,
    operationId: 'listWebhookDeliveries',
    method: 'get',
    path: `${path}/{id}/deliveries`,
    summary: 'Deliveries of the last 30 days, newest first',
    params: idParams,
    query: pageQuery.extend({ status: z.enum(webhookDeliveryStatuses).optional() }),
    body: noBody,
    status: 200,
    reply: listOf(webhookDeliverySchema),
  }),
  delivery: route({
    ...shared,
    operationId: 'getWebhookDelivery',
    method: 'get',
    path: `${path}/{id}/deliveries/{deliveryId}`,
    summary: 'One delivery with its body and what the endpoint answered',
    params: deliveryParams,
    body: noBody,
    status: 200,
    reply: webhookDeliverySchema,
  }),
  redeliver: route({
    ...shared,
    operationId: 'redeliverWebhook',
    method: 'post',
    path: `${path}/{id}/deliveries/{deliveryId}/redeliver`,
    summary: 'Attempt a delivery again now, under the same webhook-id, and answer how it went',
    params: deliveryParams,
    body: noBody,
    status: 200,
    reply: webhookDeliverySchema,
  }),
  redeliverFailed: route({
    ...shared,
    operationId: 'redeliverFailedWebhooks',
    method: 'post',
    path: `${path}/{id}/redeliver-failed`,
    summary: 'Send again what failed or was skipped since a time; repeat while `more` is true',
    params: idParams,
    body: z.strictObject({ since: timeInputSchema }),
    status: 200,
    reply: z.strictObject({ redelivered: z.number().int(), more: z.boolean() }),
  }),
} as const;
