import { z } from 'zod';
import { WebhookRefused } from '../errors.js';
import type { ProviderEvent, WebhookHeaders } from '../provider.js';
import { checkTimestamped } from '../signature.js';
import { readSignedJson } from '../signed-json.js';
import { toIso } from './amounts.js';

const eventSchema = z.object({
  id: z.string().min(1).max(255),
  type: z.string().min(1).max(200),
  /** Seconds; the events of API v2 write ISO 8601. */
  created: z.union([z.number().int(), z.iso.datetime()]),
  livemode: z.boolean(),
});

/**
 * Checks Stripe's signature over exactly these bytes, against each of the secrets (two while one is
 * rotated), and reads the event. The SDK's own check takes times from the future; this one does not.
 * Throws `WebhookRefused`.
 */
export function verifyStripeWebhook(delivery: {
  readonly secrets: readonly string[];
  readonly raw: Uint8Array;
  readonly headers: WebhookHeaders;
  readonly now: Date;
}): ProviderEvent {
  const { secrets, raw, headers, now } = delivery;
  const header = headers['stripe-signature'];
  checkOneOf(secrets, (secret) => checkTimestamped({ secret, raw, header, now }));
  const payload = readSignedJson(raw);
  const event = eventSchema.safeParse(payload);
  if (!event.success) {
    throw new WebhookRefused('the signed body is no event');
  }
  const { id, type, created, livemode } = event.data;
  const occurredAt = typeof created === 'number' ? toIso(created) : new Date(created).toISOString();
  return { eventKey: id, type, occurredAt, livemode, payload };
}

/** Every secret is tried; throws the last refusal when none fits. */
function checkOneOf(secrets: readonly string[], check: (secret: string) => void): void {
  let refusal: unknown = new WebhookRefused('no secret is configured');
  for (const secret of secrets) {
    try {
      check(secret);
      return;
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}
