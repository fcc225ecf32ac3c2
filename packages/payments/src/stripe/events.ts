import type Stripe from 'stripe';
import { z } from 'zod';
import type { Fact, ProviderEvent } from '../provider.js';
import { ask } from './client.js';
import { flows, getIntent, metadataKeys, orUndefined } from './payment.js';
import { chargeSchema, idOf } from './schemas.js';

/** What all objects that we read have in common; every other field may be missing. */
const objectSchema = z.object({
  id: z.string(),
  client_reference_id: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  payment_intent: z.union([z.string(), z.object({ id: z.string() })]).nullish(),
  charge: z.union([z.string(), z.object({ id: z.string() })]).nullish(),
  fraud_type: z.string().nullish(),
});
type EventObject = z.output<typeof objectSchema>;

const payloadSchema = z.object({
  /** Set on events of a connected account: its payments are not ours. */
  account: z.string().nullish(),
  data: z.object({ object: objectSchema }),
});

/** What an event of each kind points to. */
type Kind = 'session' | 'saved_intent' | 'money_back' | 'warning' | 'removed' | 'updated';

/** Every type that we use. All but those of methods only say: ask about this payment. */
export const handledTypes: Readonly<Record<string, Kind>> = {
  'checkout.session.completed': 'session',
  'checkout.session.async_payment_succeeded': 'session',
  'checkout.session.async_payment_failed': 'session',
  'checkout.session.expired': 'session',
  'payment_intent.succeeded': 'saved_intent',
  'payment_intent.payment_failed': 'saved_intent',
  'payment_intent.processing': 'saved_intent',
  'payment_intent.requires_action': 'saved_intent',
  'payment_intent.canceled': 'saved_intent',
  // Its balance transaction is there, and with it the fee.
  'charge.updated': 'money_back',
  'charge.refunded': 'money_back',
  'refund.created': 'money_back',
  'refund.updated': 'money_back',
  'refund.failed': 'money_back',
  'charge.refund.updated': 'money_back',
  'charge.dispute.created': 'money_back',
  'charge.dispute.updated': 'money_back',
  'charge.dispute.funds_withdrawn': 'money_back',
  'charge.dispute.funds_reinstated': 'money_back',
  'charge.dispute.closed': 'money_back',
  'radar.early_fraud_warning.created': 'warning',
  'payment_method.detached': 'removed',
  'payment_method.updated': 'updated',
  'payment_method.automatically_updated': 'updated',
};

const saidBySession = 'the session or the saved charge says it: one purchase, one fact';
const ofPayouts = 'payouts have a port of their own';

/** Types that come near to ours and are left alone on purpose, with the reason. */
export const ignoredTypes: Readonly<Record<string, string>> = {
  'charge.succeeded': saidBySession,
  'charge.failed': saidBySession,
  'charge.pending': saidBySession,
  'charge.captured': saidBySession,
  'charge.expired': saidBySession,
  'payment_intent.created': 'nothing has been paid',
  'payment_intent.amount_capturable_updated': 'we capture at once',
  'payment_intent.partially_funded': 'we take no bank transfers in parts',
  'radar.early_fraud_warning.updated': 'the first one was enough to stop',
  'review.opened': 'a review over there holds nothing back here',
  'review.closed': 'a refund that follows tells by itself',
  'payment_method.attached': 'a method is saved with its payment',
  'setup_intent.succeeded': 'a method is saved with its payment',
  'setup_intent.setup_failed': 'a method is saved with its payment',
  'customer.deleted': 'a charge of its methods is then declined',
  'mandate.updated': 'a charge under it is then declined',
  'transfer.created': ofPayouts,
  'transfer.updated': ofPayouts,
  'transfer.reversed': ofPayouts,
  'payout.paid': ofPayouts,
  'payout.failed': ofPayouts,
  'account.updated': ofPayouts,
  'v2.core.account[configuration.recipient].capability_status_updated': ofPayouts,
  'v2.core.account[requirements].updated': ofPayouts,
};

/** The intent behind a refund, a dispute or a warning; null where Stripe (or we) never had it. */
async function intentBehind(stripe: Stripe, object: EventObject) {
  const direct = idOf(object.payment_intent);
  const chargeId = idOf(object.charge);
  const charge =
    direct === null && chargeId !== null
      ? await orUndefined(ask(chargeSchema, () => stripe.charges.retrieve(chargeId)))
      : undefined;
  const id = direct ?? idOf(charge?.payment_intent);
  return id === null ? undefined : orUndefined(getIntent(stripe, id));
}

/** Which of our orders; undefined for payments that others take with the same account. */
async function orderBehind(stripe: Stripe, object: EventObject) {
  const intent = await intentBehind(stripe, object);
  const orderId = intent?.metadata?.[metadataKeys.order];
  return intent === undefined || orderId === undefined
    ? undefined
    : { orderId, paymentRef: intent.id };
}

async function factsOf(stripe: Stripe, kind: Kind, object: EventObject): Promise<readonly Fact[]> {
  const named = object.client_reference_id ?? object.metadata?.[metadataKeys.order] ?? null;
  switch (kind) {
    case 'session':
      return named === null ? [] : [{ kind: 'payment', orderId: named, paymentRef: object.id }];
    case 'saved_intent':
      return named !== null && object.metadata?.[metadataKeys.flow] === flows.saved
        ? [{ kind: 'payment', orderId: named, paymentRef: object.id }]
        : [];
    case 'money_back': {
      const order = await orderBehind(stripe, object);
      return order === undefined ? [] : [{ kind: 'payment', ...order }];
    }
    case 'warning': {
      const order = await orderBehind(stripe, object);
      const reason = object.fraud_type ?? 'unknown';
      return order === undefined ? [] : [{ kind: 'warning', ...order, reason }];
    }
    case 'removed':
    case 'updated':
      return [{ kind: 'method', methodRef: object.id, change: kind }];
  }
}

/**
 * What an event means. An event only points, so its age and order do not matter; whatever it says of
 * amounts is not read. Asks Stripe which order a refund, a dispute or a warning is about.
 */
export async function toFacts(
  stripe: Stripe,
  { type, payload }: Pick<ProviderEvent, 'type' | 'payload'>,
): Promise<readonly Fact[]> {
  const kind = Object.hasOwn(handledTypes, type) ? handledTypes[type] : undefined;
  if (kind === undefined) {
    return [];
  }
  const { account, data } = payloadSchema.parse(payload);
  return account === null || account === undefined ? factsOf(stripe, kind, data.object) : [];
}
