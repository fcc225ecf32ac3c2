import {
  type ReplyOf,
  type WebhookDelivery,
  type WebhookDeliveryStatus,
  type webhookEndpointRoutes,
  webhookTestType,
} from '@telex-credits/contracts';
import { pageOf } from '../../foundation/page-of.js';
import { attempt, leaseMillis } from './attempt.js';
import type { Manager, WebhookContext } from './context.js';
import { findEndpoint } from './endpoint-view.js';
import { deliveryNotFound, endpointDisabled, tooManyAtOnce } from './errors.js';
import type { DeliveryDoc, EndpointDoc } from './schemas.js';

type Routes = typeof webhookEndpointRoutes;

/** How many a person may have under way at once by asking for them. */
const askedAtOnce = 4;
/** How many one call sends again. */
const redeliveredAtOnce = 1000;

/** Runs what people asked for; throws 429 `rate_limited` when too much of it is under way. */
function createAskLimit() {
  const underWay = new Map<string, number>();
  return async <T>(organisationId: string, work: () => Promise<T>): Promise<T> => {
    const count = underWay.get(organisationId) ?? 0;
    if (count >= askedAtOnce) {
      throw tooManyAtOnce();
    }
    underWay.set(organisationId, count + 1);
    try {
      return await work();
    } finally {
      const left = (underWay.get(organisationId) ?? 1) - 1;
      if (left === 0) {
        underWay.delete(organisationId);
      } else {
        underWay.set(organisationId, left);
      }
    }
  };
}

/** The delivery log, and what people send themselves. */
export function createDeliveryLog(
  context: WebhookContext,
  { kick }: { readonly kick: () => void },
) {
  const { environment } = context;
  const { deliveries } = context.repository;
  const limited = createAskLimit();
  async function findDelivery(endpoint: EndpointDoc, id: string): Promise<DeliveryDoc> {
    const doc = await deliveries.get(id);
    if (doc?.endpointId !== endpoint.id) {
      throw deliveryNotFound();
    }
    return doc;
  }

  /** As the worker takes one: who dies in the middle leaves it to the worker. */
  function taken(now: Date): Pick<DeliveryDoc, 'status' | 'attempts' | 'nextAttemptAt'> {
    const nextAttemptAt = new Date(now.getTime() + leaseMillis).toISOString();
    return { status: 'waiting', attempts: 1, nextAttemptAt };
  }

  return {
    async list(
      manager: Manager,
      id: string,
      query: {
        readonly limit: number;
        readonly cursor?: string | undefined;
        readonly status?: WebhookDeliveryStatus | undefined;
      },
    ): Promise<ReplyOf<Routes['deliveries']>> {
      const { limit, cursor = null, status } = query;
      const endpoint = await findEndpoint(context, manager, id);
      const page = await pageOf(() => deliveries.page(endpoint.id, { limit, cursor, status }));
      const data = page.items.map(({ doc }) => inList(shown(doc)));
      return { data, nextCursor: page.nextCursor };
    },
    /** Throws 404 `webhook_delivery_not_found`. */
    async get(manager: Manager, id: string, deliveryId: string): Promise<WebhookDelivery> {
      return shown(await findDelivery(await findEndpoint(context, manager, id), deliveryId));
    },
    /** Sends one event of its own kind, once, also to a disabled endpoint. */
    async test(manager: Manager, id: string): Promise<WebhookDelivery> {
      const endpoint = await findEndpoint(context, manager, id);
      return limited(endpoint.organisationId, async () => {
        const now = environment.now();
        const data = { endpointId: endpoint.id };
        const payload = { type: webhookTestType, timestamp: now.toISOString(), data };
        const doc: DeliveryDoc = {
          ...{ id: environment.newId('whd'), endpointId: endpoint.id },
          ...{ organisationId: endpoint.organisationId, messageId: environment.newId('msg') },
          ...{ type: webhookTestType, payload: JSON.stringify(payload), ...taken(now) },
          ...{ createdAt: now.toISOString(), deliveredAt: null, log: [] },
        };
        await deliveries.insert(doc);
        return shown(await attempt(context, endpoint, doc));
      });
    },
    /** The schedule begins anew if it fails. Throws 409 `webhook_endpoint_disabled`. */
    async redeliver(manager: Manager, id: string, deliveryId: string): Promise<WebhookDelivery> {
      const endpoint = await findEndpoint(context, manager, id);
      await findDelivery(endpoint, deliveryId);
      if (!endpoint.enabled) {
        throw endpointDisabled();
      }
      return limited(endpoint.organisationId, async () => {
        const again = taken(environment.now());
        const doc = await deliveries.change(deliveryId, (before) => ({ ...before, ...again }));
        if (doc === undefined) {
          throw deliveryNotFound();
        }
        return shown(await attempt(context, endpoint, doc));
      });
    },
    redeliverFailed: createRedeliverFailed(context, kick),
  };
}

/** Puts back into the queue what failed or was skipped since a time, a thousand a call. */
function createRedeliverFailed(context: WebhookContext, kick: () => void) {
  const { deliveries } = context.repository;
  return async (
    manager: Manager,
    id: string,
    since: string,
  ): Promise<ReplyOf<Routes['redeliverFailed']>> => {
    const endpoint = await findEndpoint(context, manager, id);
    if (!endpoint.enabled) {
      throw endpointDisabled();
    }
    let redelivered = 0;
    let more = false;
    const nextAttemptAt = context.environment.now().toISOString();
    for (const status of ['failed', 'skipped'] as const) {
      for await (const doc of deliveries.since(endpoint.id, status, since)) {
        if (redelivered === redeliveredAtOnce) {
          more = true;
          break;
        }
        // A test is sent by hand, and once.
        if (doc.type !== webhookTestType) {
          await deliveries.change(doc.id, (before) =>
            before.status === status
              ? { ...before, status: 'waiting', attempts: 0, nextAttemptAt }
              : undefined,
          );
          redelivered += 1;
        }
      }
    }
    kick();
    return { redelivered, more };
  };
}

function shown(doc: DeliveryDoc): WebhookDelivery {
  const { id, endpointId, messageId, type, status, nextAttemptAt, createdAt } = doc;
  return {
    ...{ id, endpointId, messageId, type, status, attempts: doc.log, nextAttemptAt, createdAt },
    ...{ deliveredAt: doc.deliveredAt, payload: doc.payload },
  };
}

/** A list has no bodies: a page of them could be very large. */
function inList(delivery: WebhookDelivery): WebhookDelivery {
  const attempts = delivery.attempts.map((line) => ({ ...line, response: null }));
  return { ...delivery, attempts, payload: null };
}
