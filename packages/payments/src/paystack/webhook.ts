import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { WebhookRefused } from '../errors.js';
import type { Fact, ProviderEvent, WebhookHeaders } from '../provider.js';
import { readSignedJson } from '../signed-json.js';
import { orderIdOf } from './reference.js';

const hexDigest = /^[0-9a-f]{128}$/i;

/** What all events have; the rest differs, and one kind has a list in place of `data`. */
const eventSchema = z.object({ event: z.string().min(1).max(100), data: z.unknown() });
const time = z.iso.datetime({ offset: true }).optional().catch(undefined);
const dataSchema = z
  .object({
    domain: z.string().optional().catch(undefined),
    ...{ paid_at: time, updated_at: time, updatedAt: time, created_at: time, createdAt: time },
  })
  .catch({});

const byReference = z.object({ reference: z.string() }).transform(({ reference }) => reference);
const byTransaction = z
  .object({ transaction: byReference })
  .transform(({ transaction }) => transaction);
const byTransactionReference = z
  .object({ transaction_reference: z.string() })
  .transform(({ transaction_reference: reference }) => reference);

/** Events about a payment, with where its reference stands. */
const paymentEvents: Readonly<Record<string, z.ZodType<string>>> = {
  'charge.success': byReference,
  'charge.dispute.create': byTransaction,
  'charge.dispute.remind': byTransaction,
  'charge.dispute.resolve': byTransaction,
  'refund.pending': byTransactionReference,
  'refund.processing': byTransactionReference,
  'refund.processed': byTransactionReference,
  'refund.failed': byTransactionReference,
  'refund.needs-attention': byTransactionReference,
};

/** Events that Paystack sends and that are left alone on purpose, with the reason. */
export const ignoredPaystackEvents: Readonly<Record<string, string>> = {
  'transfer.success': 'there are no payouts yet',
  'transfer.failed': 'there are no payouts yet',
  'transfer.reversed': 'there are no payouts yet',
  'customeridentification.success': 'customers are not identified',
  'customeridentification.failed': 'customers are not identified',
  'dedicatedaccount.assign.success': 'customers have no bank accounts of their own',
  'dedicatedaccount.assign.failed': 'customers have no bank accounts of their own',
  'invoice.create': 'credits are prepaid: there are no subscriptions',
  'invoice.update': 'credits are prepaid: there are no subscriptions',
  'invoice.payment_failed': 'credits are prepaid: there are no subscriptions',
  'subscription.create': 'credits are prepaid: there are no subscriptions',
  'subscription.disable': 'credits are prepaid: there are no subscriptions',
  'subscription.not_renew': 'credits are prepaid: there are no subscriptions',
  'subscription.expiring_cards': 'credits are prepaid: there are no subscriptions',
  'paymentrequest.pending': 'no payment requests are sent',
  'paymentrequest.success': 'no payment requests are sent',
};

/** The signature of Paystack's webhooks: hex HMAC-SHA512 of the body, with the API's secret key. */
function checkSignature(
  secretKey: string,
  { raw, header }: { readonly raw: Uint8Array; readonly header: WebhookHeaders[string] },
): void {
  // The shape first: timingSafeEqual throws on a difference of lengths.
  if (secretKey === '' || typeof header !== 'string' || !hexDigest.test(header)) {
    throw new WebhookRefused('the signature header is missing, repeated or malformed');
  }
  const expected = createHmac('sha512', secretKey).update(raw).digest();
  if (!timingSafeEqual(Buffer.from(header, 'hex'), expected)) {
    throw new WebhookRefused('the signature does not match the body');
  }
}

/**
 * Checks a webhook and reads it. Nothing in it says when it was signed, so a good one can be played
 * again for ever: it only ever points at a payment, whose state is asked for. Without an id of
 * Paystack's, its bytes are its name. The mode is the event's own, else the key's that signed it.
 */
export function verifyPaystackWebhook(
  deps: { readonly secretKey: string; readonly livemode: boolean; readonly now: () => Date },
  delivery: { readonly raw: Uint8Array; readonly headers: WebhookHeaders },
): ProviderEvent {
  const { raw, headers } = delivery;
  checkSignature(deps.secretKey, { raw, header: headers['x-paystack-signature'] });
  const payload = readSignedJson(raw);
  const event = eventSchema.safeParse(payload);
  if (!event.success) {
    throw new WebhookRefused('the signed body is no event');
  }
  const data = dataSchema.parse(event.data.data);
  const at = data.updatedAt ?? data.updated_at ?? data.paid_at ?? data.createdAt ?? data.created_at;
  return {
    eventKey: createHash('sha256').update(raw).digest('hex'),
    type: event.data.event,
    occurredAt: (at === undefined ? deps.now() : new Date(at)).toISOString(),
    livemode: data.domain === undefined ? deps.livemode : data.domain === 'live',
    payload,
  };
}

/** What a verified event means: the payment to ask about, or nothing. */
export function paystackFacts({
  type,
  payload,
}: Pick<ProviderEvent, 'type' | 'payload'>): readonly Fact[] {
  const reading = Object.hasOwn(paymentEvents, type) ? paymentEvents[type] : undefined;
  if (reading === undefined) {
    return [];
  }
  const paymentRef = reading.parse(eventSchema.parse(payload).data);
  return [{ kind: 'payment', orderId: orderIdOf(paymentRef), paymentRef }];
}
