import type { BodyOf, Caller, QueryOf } from '../call.js';
import type { RequestOptions } from '../options.js';
import { listOperation } from './list-operation.js';

/** Outgoing webhooks. Administrators and managers manage them, so these need a `token`. */
export function webhookEndpointsOf(caller: Caller) {
  const { call } = caller;
  return {
    /** Its `secret` is in this answer only; `verifyWebhook` takes it. */
    create: (body: BodyOf<'createWebhookEndpoint'>, options?: RequestOptions) =>
      call('createWebhookEndpoint', { body }, options),
    list: (query?: QueryOf<'listWebhookEndpoints'>, options?: RequestOptions) =>
      listOperation(caller, 'listWebhookEndpoints', { query, options }),
    get: (id: string, options?: RequestOptions) =>
      call('getWebhookEndpoint', { params: { id } }, options),
    /** `enabled: true` also brings one back that was disabled because it failed. */
    change: (id: string, body: BodyOf<'changeWebhookEndpoint'>, options?: RequestOptions) =>
      call('changeWebhookEndpoint', { params: { id }, body }, options),
    remove: (id: string, options?: RequestOptions) =>
      call('removeWebhookEndpoint', { params: { id } }, options),
    /** A new secret; deliveries carry signatures of both for the overlap, a day by default. */
    rotate: (id: string, body?: BodyOf<'rotateWebhookSecret'>, options?: RequestOptions) =>
      call('rotateWebhookSecret', { params: { id }, body }, options),
    /** Sends a `webhook.test` now; the answer says how it went. */
    test: (id: string, options?: RequestOptions) =>
      call('testWebhookEndpoint', { params: { id } }, options),
    /** Without bodies; `delivery` has them. */
    deliveries: (id: string, query?: QueryOf<'listWebhookDeliveries'>, options?: RequestOptions) =>
      listOperation(caller, 'listWebhookDeliveries', { params: { id }, query, options }),
    delivery: (id: string, deliveryId: string, options?: RequestOptions) =>
      call('getWebhookDelivery', { params: { id, deliveryId } }, options),
    /** Attempts it again now, under the same `webhook-id`; the answer says how it went. */
    redeliver: (id: string, deliveryId: string, options?: RequestOptions) =>
      call('redeliverWebhook', { params: { id, deliveryId } }, options),
    /** Sends again what failed or was skipped since a time; repeat while the answer says `more`. */
    redeliverFailed: (
      id: string,
      body: BodyOf<'redeliverFailedWebhooks'>,
      options?: RequestOptions,
    ) => call('redeliverFailedWebhooks', { params: { id }, body }, options),
  };
}
