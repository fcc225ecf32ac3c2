import { webhookTestType } from '@telex-credits/contracts';
import type { WebhookContext } from './context.js';
import { pauseAfter } from './schedule.js';
import type { DeliveryDoc, EndpointDoc } from './schemas.js';
import { type Outcome, send } from './send.js';

/** How long an attempt keeps others away: longer than it can take. */
export const leaseMillis = 60_000;
/** An endpoint to which nothing was delivered for so long is disabled when a message is given up. */
const failingMillis = 5 * 24 * 3_600_000;
const attemptsKept = 20;

/** Sends what was taken, and writes down how it went: in the log, and of the endpoint's health. */
export async function attempt(
  context: WebhookContext,
  endpoint: EndpointDoc,
  delivery: DeliveryDoc,
): Promise<DeliveryDoc> {
  const outcome = await send(context, endpoint, delivery);
  if (!outcome.delivered && context.life.closing) {
    // Broken off by us: it counts for nothing, and is due again when the lease ends.
    return delivery;
  }
  const after = await context.repository.deliveries.change(delivery.id, (doc) =>
    recorded(context, doc, outcome),
  );
  await noteHealth(context, { endpoint, outcome, delivery: after ?? delivery });
  return after ?? delivery;
}

function recorded(context: WebhookContext, doc: DeliveryDoc, outcome: Outcome): DeliveryDoc {
  const log = [...doc.log, outcome.line].slice(-attemptsKept);
  if (outcome.delivered) {
    const deliveredAt = doc.deliveredAt ?? outcome.line.at;
    return { ...doc, log, deliveredAt, status: 'delivered', nextAttemptAt: null };
  }
  // Another attempt of the same message may have got through meanwhile.
  if (doc.status === 'delivered') {
    return { ...doc, log };
  }
  const once = outcome.gone || doc.type === webhookTestType;
  const how = { retryAfterMs: outcome.retryAfterMs, jitter: context.jitter() };
  const pause = once ? undefined : pauseAfter(doc.attempts, how);
  if (pause === undefined) {
    return { ...doc, log, status: 'failed', nextAttemptAt: null };
  }
  const nextAttemptAt = new Date(context.environment.now().getTime() + pause).toISOString();
  return { ...doc, log, nextAttemptAt };
}

async function noteHealth(
  context: WebhookContext,
  what: {
    readonly endpoint: EndpointDoc;
    readonly delivery: DeliveryDoc;
    readonly outcome: Outcome;
  },
): Promise<void> {
  const { endpoint, delivery, outcome } = what;
  const { id } = endpoint;
  if (outcome.delivered) {
    // Read first, because nearly always there is nothing to write.
    if (endpoint.failingSince !== null) {
      await context.repository.endpoints.change(id, (doc) => ({ ...doc, failingSince: null }));
    }
    return;
  }
  if (outcome.gone) {
    await disable(context, id, 'gone');
    return;
  }
  if (delivery.type === webhookTestType) {
    return;
  }
  if (endpoint.failingSince === null) {
    await context.repository.endpoints.change(id, (doc) =>
      doc.failingSince === null ? { ...doc, failingSince: outcome.line.at } : undefined,
    );
  }
  if (delivery.status === 'failed') {
    await disable(context, id, 'failing');
  }
}

/** Turns an endpoint off and has its people told; nothing where it is off already, or well again. */
async function disable(
  context: WebhookContext,
  id: string,
  reason: 'failing' | 'gone',
): Promise<void> {
  const now = context.environment.now();
  const since = new Date(now.getTime() - failingMillis).toISOString();
  const at = now.toISOString();
  let disabled = false;
  const doc = await context.repository.endpoints.change(id, (before) => {
    const failsLong = before.failingSince !== null && before.failingSince <= since;
    disabled = before.enabled && (reason === 'gone' || failsLong);
    return disabled
      ? {
          ...before,
          ...{ enabled: false, disabledReason: reason, disabledAt: at },
          ...{ noticeDueAt: at, noticeAttempts: 0 },
        }
      : undefined;
  });
  if (disabled && doc !== undefined) {
    await context.audit.record({
      ...{ actorId: 'system', organisationId: doc.organisationId, objectId: id },
      ...{ action: 'webhook_endpoint.disabled', detail: { reason } },
    });
  }
}
