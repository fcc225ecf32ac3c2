import { parseMoney } from '@telex-credits/money';
import type { Payment } from '@telex-credits/payments';
import { ensureCheckout } from './checkout.js';
import { announce, type PurchasesContext, providerOf, settled, timeOf } from './context.js';
import { purchaseNotFound } from './errors.js';
import { advanced, nextCheck, noted } from './order-state.js';
import { continueRefund } from './refund-steps.js';
import { reverseTo } from './reversals.js';
import type { Order, OrderState } from './schemas.js';
import { statusOf } from './view.js';

/** Where the two disagree, as a sentence; null when the payment is exactly what was ordered. */
function mismatch(order: Order, payment: Payment): string | null {
  const { minor, currency } = parseMoney(order.price);
  const rules: readonly (readonly [boolean, string])[] = [
    [payment.orderId === order.id, 'the payment is for another order'],
    [payment.livemode === order.livemode, 'the payment is of another mode (test or live)'],
    [payment.currency === currency, `paid in ${payment.currency} instead of ${currency}`],
    [payment.amount === minor, `paid ${payment.amount} minor units instead of ${minor}`],
  ];
  return rules.find(([holds]) => !holds)?.[1] ?? null;
}

/** Moves an order on, once, and tells about it. */
async function advance(
  context: PurchasesContext,
  order: Order,
  step: { readonly to: OrderState; readonly detail: string | null; readonly paidAt?: string },
): Promise<Order> {
  const now = context.environment.now();
  let changed = false;
  const after = await context.repository.changeOrder(order.id, (before) => {
    const line = { at: now.toISOString(), what: step.to, detail: step.detail };
    const next = advanced(before, step.to, line);
    changed = next !== undefined;
    const moved = next && { ...next, paidAt: step.paidAt ?? next.paidAt };
    return moved && { ...moved, checkAt: nextCheck(moved, now) };
  });
  if (changed) {
    await announce(context, after, statusOf(after));
  }
  return after;
}

/** Issues the credits. The lot's id comes from the order, so this happens once, ever. */
async function grant(context: PurchasesContext, order: Order): Promise<void> {
  const { id: purchaseId, organisationId: walletId, provider } = order;
  const { minor: paid, currency } = parseMoney(order.price);
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
      source: { purchaseId, provider, currency, paid, tax: BigInt(order.tax) },
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

/** Credits a payment that is what was ordered, then takes back what was refunded of it. */
async function credit(context: PurchasesContext, order: Order, payment: Payment): Promise<Order> {
  const why = mismatch(order, payment);
  if (why !== null && order.state !== 'paid') {
    return review(context, order, why);
  }
  if (why !== null) {
    throw new Error(`paid purchase ${order.id} does not match its payment any more: ${why}`);
  }
  await grant(context, order);
  const paidAt = payment.paidAt ?? timeOf(context);
  const paid = await advance(context, order, { to: 'paid', detail: null, paidAt });
  return applyRefunds(context, paid, payment);
}

/** What was refunded over there, by us or by others, is taken back here. */
async function applyRefunds(
  context: PurchasesContext,
  order: Order,
  payment: Payment,
): Promise<Order> {
  if (payment.refunded <= BigInt(order.refunded)) {
    return order;
  }
  // A refund of ours comes first: it lets its hold go together with the reversal.
  const open = await context.repository.openRefund(order.id);
  if (open !== undefined) {
    await continueRefund(context, open.id);
  }
  return reverseTo(context, order, { total: payment.refunded, hold: null });
}

/**
 * Brings a purchase to where its payment is, as the provider's own API tells it: the one function
 * that credits, called by webhooks, by the return page and by reconciliation, in any order, number
 * and at once. Throws `ProviderUnknown` or 503 when it could not be finished; then call it again.
 */
export async function fulfil(context: PurchasesContext, orderId: string): Promise<Order> {
  const stored = await context.repository.order(orderId);
  if (stored === undefined) {
    throw purchaseNotFound();
  }
  const order = await ensureCheckout(context, stored);
  if (order.paymentRef === null) {
    throw new Error(`purchase ${order.id} has no payment`);
  }
  const payment = await providerOf(context, order).fetchPayment(order.paymentRef);
  switch (payment.state) {
    case 'paid':
      return credit(context, order, payment);
    case 'pending':
      return order;
    case 'processing':
      return advance(context, order, { to: 'processing', detail: 'the payment is on its way' });
    case 'failed':
      return advance(context, order, { to: 'failed', detail: 'the payment was declined' });
    case 'expired':
      return advance(context, order, { to: 'expired', detail: 'not paid in time' });
  }
}

/** Ends an order that nobody paid; only after the provider was asked. */
export function expireOrder(context: PurchasesContext, order: Order): Promise<Order> {
  return advance(context, order, { to: 'expired', detail: 'not paid in time' });
}

/** Notes an event that named this order but came from a provider that it was not made with. */
export async function noteForeignEvent(
  context: PurchasesContext,
  order: Order,
  provider: string,
): Promise<void> {
  const detail = `an event of ${provider} named this purchase, which is paid with ${order.provider}`;
  await context.repository.changeOrder(order.id, (before) =>
    before.history.some((line) => line.detail === detail)
      ? undefined
      : noted(before, { at: timeOf(context), what: 'refused_event', detail }),
  );
  await context.audit.record({
    actorId: `webhook:${provider}`,
    organisationId: order.organisationId,
    action: 'purchase.foreign_event',
    objectId: order.id,
    detail: { provider },
  });
}
