import { isCurrency, parseMoney } from '@telex-credits/money';
import { type Payment, ProviderRefusal, ProviderUnknown } from '@telex-credits/payments';
import { type PurchasesContext, providerOf, timeOf } from './context.js';
import {
  cannotCredit,
  nothingPaid,
  notInReview,
  paymentOfAnotherOrder,
  providerRefused,
  providerUnavailable,
} from './errors.js';
import { followPayment } from './news.js';
import { noted } from './order-state.js';
import { atOrderRate } from './rates.js';
import type { Order } from './schemas.js';

/** What a platform admin decides about a purchase whose payment is not what was ordered. */
export interface Resolution {
  readonly purchaseId: string;
  readonly decision: 'credit' | 'refund';
  readonly reason: string;
  readonly personId: string;
}

async function paymentOf(context: PurchasesContext, order: Order): Promise<Payment> {
  if (order.paymentRef === null) {
    throw nothingPaid();
  }
  const payment = await providerOf(context, order).fetchPayment(order.paymentRef);
  if (payment.state !== 'paid') {
    throw nothingPaid();
  }
  return payment;
}

/**
 * The order as if what was paid had been its price: basis and tax follow from it, at the order's own
 * rate. Only the amount may differ; another currency, mode or order is never credited.
 */
function acceptedOrder(order: Order, payment: Payment): Order {
  const { currency } = order.price;
  const isSame = payment.currency === currency && payment.livemode === order.livemode;
  if (!isSame || payment.orderId !== order.id) {
    throw cannotCredit();
  }
  const { minor: price } = parseMoney(order.price);
  const gross = atOrderRate(order, { minor: payment.amount, currency });
  if (gross === undefined) {
    throw cannotCredit();
  }
  const tax = (BigInt(order.tax) * payment.amount) / price;
  const [basis, paid] = [gross - tax, payment.amount];
  return { ...order, basis: basis.toString(), tax: tax.toString(), paid: paid.toString() };
}

/** Pays all of it back; nothing was credited, so the books have nothing to do. */
async function payBack(context: PurchasesContext, order: Order, payment: Payment): Promise<void> {
  const { currency } = payment;
  if (payment.orderId !== order.id) {
    throw paymentOfAnotherOrder();
  }
  const left = payment.amount - payment.refunded;
  if (left <= 0n) {
    return;
  }
  if (!isCurrency(currency)) {
    throw cannotCredit();
  }
  const refundId = `rfd_${order.id.slice(order.id.indexOf('_') + 1)}`;
  try {
    await providerOf(context, order).refund({
      ...{ refundId, paymentRef: payment.paymentRef, amount: { minor: left, currency } },
      reason: 'the payment was not what was ordered',
    });
  } catch (error) {
    if (error instanceof ProviderRefusal) {
      throw providerRefused(error);
    }
    throw error instanceof ProviderUnknown ? providerUnavailable(error) : error;
  }
}

/**
 * Ends a review: credits what was ordered for what was paid, or pays it back. Every step may be
 * repeated. Throws 409 `purchase_not_in_review`, `nothing_paid` and `payment_not_creditable`.
 */
export async function resolveReview(
  context: PurchasesContext,
  order: Order,
  { decision, reason, personId }: Resolution,
): Promise<Order> {
  if (order.state !== 'review') {
    throw notInReview();
  }
  const payment = await paymentOf(context, order);
  const line = { at: timeOf(context), what: `resolved_${decision}`, detail: reason };
  if (decision === 'credit') {
    const accepted = acceptedOrder(order, payment);
    const { basis, tax, paid } = accepted;
    await context.repository.changeOrder(order.id, (before) =>
      before.state === 'review' ? noted({ ...before, basis, tax, paid }, line) : undefined,
    );
  } else {
    await payBack(context, order, payment);
    await context.repository.changeOrder(order.id, (before) =>
      before.state === 'review' ? noted(before, line) : undefined,
    );
  }
  await context.audit.record({
    actorId: personId,
    organisationId: order.organisationId,
    action: `purchase.${line.what}`,
    objectId: order.id,
    detail: { reason },
  });
  return followPayment(context, order.id);
}
