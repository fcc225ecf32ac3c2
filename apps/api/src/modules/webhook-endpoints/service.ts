import type { StreamEvent, WebhookEventType } from '@telex-credits/contracts';
import type { DocumentStore } from '@telex-credits/store';
import { createSeal } from '../../foundation/seal.js';
import { createCollector } from './collect.js';
import type { WebhookContext, WebhookEndpointsNeeds } from './context.js';
import { createDeliveryLog } from './deliveries.js';
import { createDispatch } from './dispatch.js';
import { createEndpointChanges } from './endpoint-changes.js';
import { createEndpoints } from './endpoints.js';
import { deliveryOf, messageOf } from './messages.js';
import { mailNotices } from './notices.js';
import { createWebhookEndpointsRepository } from './repository.js';

export interface WebhookEndpointsDeps extends WebhookEndpointsNeeds {
  readonly documents: DocumentStore;
  /** `SECRET_KEY`: secrets of endpoints are encrypted with a key made from it. */
  readonly secretKey: string;
}

/** Something that is told to endpoints and is no event of the stream. */
export interface Notification {
  readonly type: Exclude<WebhookEventType, StreamEvent['type']>;
  /** The same id is told once, however often it comes. */
  readonly id: string;
  /** When it happened, ISO 8601; the same whenever it is told again. */
  readonly at: string;
  readonly data: StreamEvent['data'];
}

export type WebhookEndpointsService = ReturnType<typeof createWebhookEndpointsService>;

const keptMillis = 30 * 24 * 3_600_000;

/** Outgoing webhooks: endpoints of organisations, and deliveries of their events. */
export function createWebhookEndpointsService(deps: WebhookEndpointsDeps) {
  const { environment, secretKey } = deps;
  const { randomBytes } = environment;
  const context: WebhookContext = {
    jitter: () => (randomBytes(1)[0] ?? 0) / 256,
    timeLimitMillis: 15_000,
    ...deps,
    repository: createWebhookEndpointsRepository(deps.documents),
    seal: createSeal({ secretKey, randomBytes, purpose: 'webhook endpoints' }),
    life: { closing: false },
  };
  const { endpoints, deliveries } = context.repository;
  const dispatch = createDispatch(context);
  const collector = createCollector(context, dispatch.kick);
  const log = createDeliveryLog(context, dispatch);
  deps.events.onStored((organisationId) => collector.wake(organisationId));

  return {
    endpoints: { ...createEndpoints(context), ...createEndpointChanges(context) },
    deliveries: log,
    /**
     * Makes a delivery for every endpoint of the organisation that wants this type, and starts to send
     * them. They are stored when this resolves; if it rejects, tell it again with the same id.
     */
    async notify(organisationId: string, { id, ...what }: Notification): Promise<void> {
      const message = messageOf(organisationId, { ...what, key: id });
      for (const endpoint of await endpoints.all(organisationId)) {
        if (endpoint.eventTypes?.includes(what.type) ?? true) {
          await deliveries.insert(deliveryOf(endpoint, message, environment.now()));
        }
      }
      dispatch.kick();
    },
    /** Makes deliveries of events that a crash left without; a job, and before events are pruned. */
    collectAll: () => collector.collectAll(),
    /** Starts to send what is due; a job. */
    deliverDue: () => dispatch.deliverDue(),
    /** Mails notices that are due; a job. */
    mailNotices: () => mailNotices(context),
    /** Deletes deliveries of more than 30 days ago; a job. */
    async prune(): Promise<void> {
      const before = new Date(environment.now().getTime() - keptMillis);
      await deliveries.deleteBefore(before.toISOString());
    },
    /** Waits for what is under way. */
    async idle(): Promise<void> {
      await collector.idle();
      await dispatch.idle();
    },
    /** Begins nothing any more; what is broken off after this is sent again after the next start. */
    close(): void {
      context.life.closing = true;
    },
  };
}
