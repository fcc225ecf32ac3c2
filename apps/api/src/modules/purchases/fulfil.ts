import type { Payment } from '@telex-credits/payments';
import { advance } from './advance.js';
import { announce, type PurchasesContext, providerOf, settled, timeOf } from './context.js';
import { ensurePayment } from './ensure-payment.js';
import { purchaseNotFound } from './errors.js';
import { keepMethod } from './keep-method.js';
import { mismatch } from './mismatch.js';
import { observe } from './observe.js';
import { nextCheck, paidOf, statusOf } from './order-state.js';
import type { Order } from './schemas.js';
import { workSteps } from './steps.js';

/** Issues the credits. The lot's id comes from the order, so this happens once, ever. */
async function grant(context: PurchasesContext, order: Order): Promise<void> {
  const { id: purchaseId, organisationId: walletId, provider } = order;
  const { currency } = order.price;
  const [opened, granted] = await context.ledger.submit([
    { type: 'open', id: `open:${walletId}`, walletId },
    {
      type: 'grant',
      id: order.lotId,
      walletId,
      kind: 'paid',
      credits: BigInt(order.credits),
      basis: BigInt(order.basis),
      priority: 0,
      expiresAt: null,
      source: { purchaseId, provider, currency, paid: paidOf(order), tax: BigInt(order.tax) },
      note: { kind: 'purchase', purchaseId, packageName: order.packageName },
    },
  ]);
  settled(opened, ['wallet_exists']);
  settled(granted);
}

/** A payment that is not what was ordered: nothing is credited, a person has to look. */
async function review(context: PurchasesContext, order: Order, why: string): Promise<Order> {
  const after = await advance(context, order, { to: 'review', detail: why });
  if (order.state !== 'review' && after.state === 'review') {
    await context.audit.record({
      actorId: 'system',
      organisationId: order.organisationId,
      action: 'purchase.review',
      objectId: order.id,
      detail: { why },
    });
  }
  return after;
}

/** Credits a payment that is what was ordered, and takes over what happened to it since. */
async function credit(
  context: PurchasesContext,
  { order, payment }: Seen,
): Promise<Order | undefined> {
  const why = mismatch(order, payment);
  if (why !== null && order.state !== 'paid') {
    return payment.refunded >= payment.amount
      ? advance(context, order, { to: 'returned', detail: 'all that was paid went back' })
      : review(context, order, why);
  }
  if (why !== null) {
    throw new Error(`paid purchase ${order.id} does not match its payment any more: ${why}`);
  }
  if (order.state !== 'paid') {
    // `paid` is written last: whoever finds it knows that the credits are there.
    await grant(context, order);
    await keepMethod(context, order, payment);
    const paidAt = payment.paidAt ?? timeOf(context);
    await advance(context, order, { to: 'paid', detail: null, more: { paidAt } });
  }
  const after = await takeOver(context, { order, payment });
  return after && workSteps(context, after);
}

/** An order as it was read, and then its payment: in this order, so that the report is not older. */
interface Seen {
  readonly order: Order;
  readonly payment: Payment;
}

/**
 * Writes down what a payment's provider reports. Undefined when another report was taken over since
 * the order was read: this one may be the older of the two, so it has to be asked for again.
 */
async function takeOver(
  context: PurchasesContext,
  { order, payment }: Seen,
): Promise<Order | undefined> {
  const now = context.environment.now();
  let isNewest = false;
  let changed = false;
  const after = await context.repository.changeOrder(order.id, (before) => {
    isNewest = before.observed === order.observed;
    if (!isNewest) {
      return undefined;
    }
    const { rates } = context.config;
    const next = observe(before, payment, { at: now.toISOString(), rates });
    changed = next.history.length > before.history.length;
    return { ...next, checkAt: nextCheck(next, now) };
  });
  if (changed) {
    await announce(context, after, statusOf(after));
  }
  return isNewest ? after : undefined;
}

/** One look at the payment; undefined when it has to be looked at again. */
async function look(context: PurchasesContext, orderId: string): Promise<Order | undefined> {
  const stored = await context.repository.order(orderId);
  if (stored === undefined) {
    throw purchaseNotFound();
  }
  const order = await ensurePayment(context, stored);
  if (order.paymentRef === null || order.state === 'returned') {
    return order;
  }
  const payment = await providerOf(context, order).fetchPayment(order.paymentRef);
  switch (payment.state) {
    case 'paid':
      return credit(context, { order, payment });
    case 'pending':
      return order;
    case 'processing':
      return advance(context, order, { to: 'processing', detail: 'the payment is on its way' });
    case 'failed':
      return advance(context, order, {
        to: 'failed',
        detail: 'the payment was declined',
        more: { failure: order.failure ?? { code: payment.declineCode, needsPayer: false } },
      });
    case 'expired':
      return advance(context, order, { to: 'expired', detail: 'not paid in time' });
  }
}

const looksMax = 20;

/**
 * Brings a purchase to where its payment is, as the provider's own API tells it: the one function
 * that credits and takes back, called by webhooks, by the return page, by refunds and by
 * reconciliation, in any order, number and at once. In this process one at a time looks at an order;
 * another process makes it look again. Throws `ProviderUnknown` or 503 when it could not be
 * finished; then call it again.
 */
export function fulfil(context: PurchasesContext, orderId: string): Promise<Order> {
  return context.serial(orderId, async () => {
    for (let attempt = 0; attempt < looksMax; attempt += 1) {
      const order = await look(context, orderId);
      if (order !== undefined) {
        return order;
      }
    }
    throw new Error(`purchase ${orderId} changed ${looksMax} times while it was looked at`);
  });
}
