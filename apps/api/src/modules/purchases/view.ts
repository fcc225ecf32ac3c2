import type { Purchase } from '@telex-credits/contracts';
import { type Minor, printCredits, printMoney } from '@telex-credits/money';
import { type PurchasesContext, timeOf } from './context.js';
import { feeNotBooked } from './expenses.js';
import { paidOf, statusOf } from './order-state.js';
import { refundable, unspent } from './refund-amounts.js';
import type { DisputeDoc, Order, RefundDoc } from './schemas.js';

/** The last moment in which a buyer may give unspent credits back; null before the payment. */
export function refundUntil(order: Order, refundDays: number): string | null {
  return order.paidAt === null
    ? null
    : new Date(Date.parse(order.paidAt) + refundDays * 86_400_000).toISOString();
}

const refundStatus = {
  requested: 'pending',
  held: 'pending',
  sent: 'pending',
  succeeded: 'succeeded',
  failed: 'failed',
} as const;

/** Minor units of the order's currency, as money travels. */
export function moneyOf(order: Order, minor: Minor) {
  return printMoney({ minor, currency: order.price.currency });
}

/** A refund as the contract shows it. */
export function showRefund(order: Order, refund: RefundDoc): Purchase['refunds'][number] {
  return {
    id: refund.id,
    amount: moneyOf(order, BigInt(refund.amount)),
    credits: printCredits(BigInt(refund.credits)),
    status: refundStatus[refund.state],
    createdAt: refund.createdAt,
  };
}

async function showRefundable(
  context: PurchasesContext,
  order: Order,
): Promise<Purchase['refundable']> {
  const now = timeOf(context);
  const until = refundUntil(order, context.config.refundDays);
  const isClosed = order.state !== 'paid' || order.disputeStatus === 'open';
  if (isClosed || until === null || now >= until) {
    return null;
  }
  const lot = await context.ledger.lot(order.lotId);
  if (lot === undefined) {
    return null;
  }
  const basis = { paid: paidOf(order), refunded: BigInt(order.taken), lot };
  const amount = refundable(basis, now);
  const credits = printCredits(unspent(lot, now));
  return amount === 0n ? null : { credits, amount: moneyOf(order, amount) };
}

/** A dispute as the contract shows it. */
export function showDispute(order: Order, dispute: DisputeDoc): Purchase['disputes'][number] {
  const { ref, state: status, reason, answerBy, seenAt } = dispute;
  return {
    ...{ ref, status, reason, answerBy, seenAt },
    withdrawn: moneyOf(order, BigInt(dispute.withdrawn)),
    reinstated: moneyOf(order, BigInt(dispute.reinstated)),
  };
}

/** A purchase as the contract shows it. */
export async function showPurchase(context: PurchasesContext, order: Order): Promise<Purchase> {
  const { id, kind, price, provider, createdAt, expiresAt, paidAt } = order;
  const history = order.history.filter(({ what }) => what !== feeNotBooked);
  const isPayable = order.state === 'pending' || order.state === 'processing';
  const refunds = await context.repository.refundsOf(id);
  return {
    ...{ id, kind, price, provider, createdAt, expiresAt, paidAt, history },
    status: statusOf(order),
    packageId: order.packageId,
    credits: printCredits(BigInt(order.credits)),
    refunded: moneyOf(order, BigInt(order.refunded)),
    checkoutUrl: isPayable ? order.checkoutUrl : null,
    refundable: await showRefundable(context, order),
    refunds: refunds.map((refund) => showRefund(order, refund)),
    disputes: order.disputes.map((dispute) => showDispute(order, dispute)),
  };
}
