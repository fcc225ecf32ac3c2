import { AmountError, type Minor, parseMoney, printCredits } from '@telex-credits/money';
import { type PurchasesContext, timeOf } from './context.js';
import {
  invalidAmount,
  nothingRefundable,
  notRefundable,
  purchaseNotFound,
  refundExceedsUnspent,
  refundInProgress,
  refundRefused,
  refundWindowOver,
} from './errors.js';
import { paidOf, statusOf } from './order-state.js';
import { creditsFor, type RefundBasis, refundable, unspent } from './refund-amounts.js';
import { continueRefund } from './refund-steps.js';
import type { Order, RefundDoc } from './schemas.js';
import { moneyOf, refundUntil } from './view.js';

/** Long enough for the slowest bank; a refund that is still open then only loses its hold. */
const holdDays = 60;

const least = (a: bigint, b: bigint) => (b < a ? b : a);

/** A wish to have money back. */
export interface RefundRequest {
  /** Follows from the request's key: the same request is one refund. */
  readonly id: string;
  readonly purchaseId: string;
  readonly organisationId: string;
  readonly amount: { readonly amount: string; readonly currency: string } | null;
  readonly by: {
    readonly personId: string;
    /** May refund purchases of any organisation, after the window, and spent credits too. */
    readonly isPlatformAdmin: boolean;
  };
}

function askedAmount(order: Order, wire: NonNullable<RefundRequest['amount']>): Minor {
  try {
    const { minor, currency } = parseMoney(wire);
    if (currency !== order.price.currency) {
      throw new AmountError(`This purchase was paid in ${order.price.currency}.`);
    }
    if (minor <= 0n) {
      throw new AmountError('The amount must be above zero.');
    }
    return minor;
  } catch (error) {
    throw error instanceof AmountError ? invalidAmount(error.message) : error;
  }
}

/** What is to be paid back, checked against what may be. */
function decideAmount(
  context: PurchasesContext,
  order: Order,
  { basis, request }: { readonly basis: RefundBasis; readonly request: RefundRequest },
): Minor {
  const now = timeOf(context);
  const forUnspent = refundable(basis, now);
  const most = request.by.isPlatformAdmin ? basis.paid - basis.refunded : forUnspent;
  const amount = request.amount === null ? forUnspent : askedAmount(order, request.amount);
  if (most === 0n || amount === 0n) {
    throw nothingRefundable();
  }
  if (amount > most) {
    const credits = printCredits(unspent(basis.lot, now));
    throw refundExceedsUnspent({ money: moneyOf(order, most), credits });
  }
  return amount;
}

function checkWindow(context: PurchasesContext, order: Order, request: RefundRequest): void {
  // A bank that decides a dispute takes no refund of it; one that only asks may be answered by one.
  const isDecided = order.disputes.some(({ state }) => state === 'open');
  const isAsked = order.disputeStatus === 'open' && !request.by.isPlatformAdmin;
  if (order.state !== 'paid' || isDecided || isAsked) {
    throw notRefundable(statusOf(order));
  }
  const until = refundUntil(order, context.config.refundDays);
  if (!request.by.isPlatformAdmin && (until === null || timeOf(context) >= until)) {
    throw refundWindowOver(until ?? timeOf(context));
  }
}

async function plan(
  context: PurchasesContext,
  order: Order,
  request: RefundRequest,
): Promise<RefundDoc> {
  checkWindow(context, order, request);
  if ((await context.repository.openRefund(order.id)) !== undefined) {
    throw refundInProgress();
  }
  const lot = await context.ledger.lot(order.lotId);
  if (lot === undefined) {
    throw notRefundable(statusOf(order));
  }
  const basis = { paid: paidOf(order), refunded: BigInt(order.taken), lot };
  const amount = decideAmount(context, order, { basis, request });
  const now = context.environment.now();
  const free = unspent(lot, now.toISOString());
  const wanted = creditsFor(basis, amount);
  return {
    id: request.id,
    purchaseId: order.id,
    organisationId: order.organisationId,
    state: 'requested',
    amount: amount.toString(),
    before: order.refunded,
    // An administrator may pay more back than is unspent; only what is there can be set aside.
    credits: least(wanted, free).toString(),
    holdId: `hold_${request.id.slice(request.id.indexOf('_') + 1)}`,
    holdUntil: new Date(now.getTime() + holdDays * 86_400_000).toISOString(),
    openFor: order.id,
    requestedBy: request.by.personId,
    createdAt: now.toISOString(),
    attempts: 0,
    dueAt: now.toISOString(),
    leaseUntil: null,
    failure: null,
  };
}

/** Refunds in the order in which they happen: document first, then credits, provider, books. */
export async function requestRefund(
  context: PurchasesContext,
  request: RefundRequest,
): Promise<{ readonly order: Order; readonly refund: RefundDoc }> {
  const order = await context.repository.order(request.purchaseId);
  const isTheirs = order?.organisationId === request.organisationId;
  if (order === undefined || !(isTheirs || request.by.isPlatformAdmin)) {
    throw purchaseNotFound();
  }
  const known = await context.repository.refund(request.id);
  const written =
    known ?? (await context.repository.insertRefund(await plan(context, order, request)));
  if (written === undefined) {
    throw refundInProgress();
  }
  const refund = await continueRefund(context, written.id);
  if (refund.state === 'failed') {
    throw refundRefused(refund.failure ?? 'refused');
  }
  return { order, refund };
}
