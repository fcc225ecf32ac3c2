import type Stripe from 'stripe';
import type { ProviderRefund, RefundOrder } from '../provider.js';
import { toStripeAmount } from './amounts.js';
import { ask } from './client.js';
import { intentOf, listRefunds, metadataKeys } from './payment.js';
import { refundSchema, type StripeRefund } from './schemas.js';

function toRefund({ id, status }: StripeRefund): ProviderRefund {
  switch (status ?? 'succeeded') {
    case 'succeeded':
      return { refundRef: id, state: 'succeeded' };
    case 'failed':
    case 'canceled':
      return { refundRef: id, state: 'failed' };
    default:
      // pending, requires_action: the money has left us, but is not with the payer yet.
      return { refundRef: id, state: 'pending' };
  }
}

async function ourRefund(
  stripe: Stripe,
  intentId: string,
  refundId: string,
): Promise<ProviderRefund | undefined> {
  const refunds = await listRefunds(stripe, intentId);
  const found = refunds.find(({ metadata }) => metadata?.[metadataKeys.refund] === refundId);
  return found === undefined ? undefined : toRefund(found);
}

/** Asks what became of a refund of ours; undefined where Stripe never heard of it. */
export async function findRefund(
  stripe: Stripe,
  { refundId, paymentRef }: Pick<RefundOrder, 'refundId' | 'paymentRef'>,
): Promise<ProviderRefund | undefined> {
  const intent = await intentOf(stripe, paymentRef);
  return ourRefund(stripe, intent.id, refundId);
}

/**
 * Sends money back, once per refund id. Stripe forgets a key after a day, so a refund that it has is
 * looked for first: by its metadata, which it keeps for good.
 */
export async function refund(stripe: Stripe, order: RefundOrder): Promise<ProviderRefund> {
  const { refundId, paymentRef, amount, reason } = order;
  const intent = await intentOf(stripe, paymentRef);
  const earlier = await ourRefund(stripe, intent.id, refundId);
  if (earlier !== undefined) {
    return earlier;
  }
  const orderId = intent.metadata?.[metadataKeys.order];
  const metadata = {
    [metadataKeys.refund]: refundId,
    ...(orderId === undefined ? {} : { [metadataKeys.order]: orderId }),
    reason: reason.slice(0, 500),
  };
  const made = await ask(refundSchema, () =>
    stripe.refunds.create(
      { payment_intent: intent.id, amount: toStripeAmount(amount.minor), metadata },
      { idempotencyKey: `${refundId}:refund` },
    ),
  );
  return toRefund(made);
}
