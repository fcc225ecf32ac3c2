import type { Purchase } from '@telex-credits/contracts';
import { type Minor, parseMoney, printCredits, printMoney } from '@telex-credits/money';
import { type PurchasesContext, timeOf } from './context.js';
import { refundable, unspent } from './refund-amounts.js';
import type { Order, RefundDoc } from './schemas.js';

/** The status that people see: the order's state, refined by what was refunded. */
export function statusOf(order: Order): Purchase['status'] {
  if (order.state !== 'paid' || order.refunded === '0') {
    return order.state;
  }
  const { minor: paid } = parseMoney(order.price);
  return BigInt(order.refunded) < paid ? 'partially_refunded' : 'refunded';
}

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
  if (order.state !== 'paid' || until === null || now >= until) {
    return null;
  }
  const lot = await context.ledger.lot(order.lotId);
  if (lot === undefined) {
    return null;
  }
  const { minor: paid } = parseMoney(order.price);
  const amount = refundable({ paid, refunded: BigInt(order.refunded), lot }, now);
  const credits = printCredits(unspent(lot, now));
  return amount === 0n ? null : { credits, amount: moneyOf(order, amount) };
}

/** A purchase as the contract shows it. */
export async function showPurchase(context: PurchasesContext, order: Order): Promise<Purchase> {
  const { id, price, provider, createdAt, expiresAt, paidAt, history } = order;
  const isPayable = order.state === 'pending' || order.state === 'processing';
  const refunds = await context.repository.refundsOf(id);
  return {
    ...{ id, price, provider, createdAt, expiresAt, paidAt, history },
    status: statusOf(order),
    packageId: order.packageId,
    credits: printCredits(BigInt(order.credits)),
    refunded: moneyOf(order, BigInt(order.refunded)),
    checkoutUrl: isPayable ? order.checkoutUrl : null,
    refundable: await showRefundable(context, order),
    refunds: refunds.map((refund) => showRefund(order, refund)),
  };
}
