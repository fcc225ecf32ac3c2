import type { Minor } from '@telex-credits/money';
import type { Dispute, Fee, Payment, SavedMethod } from '../provider.js';
import { isSavedReference, orderIdOf } from './reference.js';
import type { DisputeReply, Refund, Transaction } from './replies.js';

/** How long a page to pay on is waited for where its metadata does not say. */
const checkoutHours = 24;

/** Everything that Paystack knows of one payment. */
export interface PaymentFiles {
  readonly transaction: Transaction;
  /** Of this transaction only. */
  readonly refunds: readonly Refund[];
  readonly disputes: readonly DisputeReply[];
}

/** Money came in: `success`, or one of the names for "came in and goes back" (`reversed`, …). */
export function wasPaid({ status, paid_at }: Transaction): boolean {
  return status === 'success' || (status.startsWith('revers') && typeof paid_at === 'string');
}

/** A failed refund gives the money back to us; every other one was taken from our balance at once. */
export function countsAsRefund({ status }: Refund): boolean {
  return status !== 'failed' && status !== 'reversed';
}

/** The dispute ended against us: we accepted it, or did not answer in time. */
export function isLost({ status, resolution }: DisputeReply): boolean {
  const wasAccepted = resolution === 'merchant-accepted' || resolution === 'auto-accepted';
  return status === 'resolved' && wasAccepted;
}

/** What a dispute took, in minor units: nothing before it is lost, and then what was accepted. */
export function withdrawnBy(dispute: DisputeReply): Minor {
  return isLost(dispute) ? (dispute.refund_amount ?? dispute.transaction.amount) : 0n;
}

/** Whether a refund is how a lost dispute was paid: then it is the dispute's, and not counted twice. */
function isOfLostDispute(refund: Refund, disputes: readonly DisputeReply[]): boolean {
  return disputes.some((dispute) => dispute.id === refund.dispute && isLost(dispute));
}

function stateOfDispute(dispute: DisputeReply): Dispute['state'] {
  if (isLost(dispute)) {
    return 'lost';
  }
  const isOver = dispute.resolution === 'declined' || dispute.status === 'archived';
  return isOver ? 'won' : 'open';
}

function disputeOf(dispute: DisputeReply): Dispute {
  return {
    disputeRef: dispute.id,
    state: stateOfDispute(dispute),
    withdrawn: withdrawnBy(dispute),
    // A dispute that was declined took nothing before, so nothing comes back.
    reinstated: 0n,
    // Paystack charges none.
    fee: 0n,
    feeCurrency: dispute.transaction.currency,
    reason: dispute.category ?? null,
    answerBy: dispute.dueAt ?? null,
  };
}

/** Whether the payer agreed that the card is kept; Paystack keeps every card, asked or not. */
function isToBeSaved({ reference, metadata }: Transaction): boolean {
  return isSavedReference(reference) || readMetadata(metadata).save_method === true;
}

/**
 * The saved method of a payment: an authorization that Paystack calls reusable, with its e-mail, and
 * only where its owner agreed.
 */
function methodOf(transaction: Transaction): SavedMethod | null {
  const { authorization, customer } = transaction;
  const isUsable = authorization?.reusable === true && isToBeSaved(transaction);
  if (!isUsable || typeof customer?.email !== 'string') {
    return null;
  }
  const { exp_month: month, exp_year: year } = authorization;
  const hasExpiry = typeof month === 'string' && typeof year === 'string';
  return {
    customerRef: customer.customer_code ?? null,
    methodRef: authorization.authorization_code,
    email: customer.email,
    brand: authorization.brand?.trim() || null,
    last4: authorization.last4 ?? null,
    expiresOn: hasExpiry ? `${year}-${month.padStart(2, '0')}` : null,
  };
}

/** Metadata comes back as what was sent, as JSON text, or as "", null or 0. */
function readMetadata(metadata: unknown): Readonly<Record<string, unknown>> {
  if (typeof metadata === 'string' && metadata.startsWith('{')) {
    try {
      return readMetadata(JSON.parse(metadata));
    } catch {
      return {};
    }
  }
  return typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata)
    ? (metadata as Readonly<Record<string, unknown>>)
    : {};
}

/** Whether the page to pay on is closed for us; Paystack itself never closes one. */
function isCheckoutOver(transaction: Transaction, now: Date): boolean {
  const { expires_at: given } = readMetadata(transaction.metadata);
  const ends = typeof given === 'string' ? Date.parse(given) : Number.NaN;
  const started = Date.parse(transaction.created_at ?? transaction.createdAt ?? '');
  const end = Number.isNaN(ends) ? started + checkoutHours * 3_600_000 : ends;
  return now.getTime() >= end;
}

/**
 * Where a transaction is. Only money that came in is `paid`. A card that was declined on a page that
 * is still open can be followed by another card under the same reference, so it is `pending` until
 * the page's end; the charge of a saved method has no second try.
 */
function stateOf(transaction: Transaction, now: Date): Payment['state'] {
  const { status, reference } = transaction;
  if (wasPaid(transaction)) {
    return 'paid';
  }
  if (status === 'pending' || status === 'processing' || status === 'queued') {
    return 'processing';
  }
  const isOver = isCheckoutOver(transaction, now);
  if (status === 'failed') {
    return isOver || isSavedReference(reference) ? 'failed' : 'pending';
  }
  // `abandoned` is what a page is that nobody has paid on yet, `ongoing` one with a payer at it.
  return isOver ? 'expired' : 'pending';
}

function feeOf({ fees, currency }: Transaction): Fee | null {
  return typeof fees === 'bigint' ? { amount: fees, currency } : null;
}

/** A payment of the port from what Paystack knows of it. */
export function paymentOf(files: PaymentFiles, now: Date): Payment {
  const { transaction, refunds, disputes } = files;
  const { status, reference, amount, gateway_response: answer } = transaction;
  const counted = refunds.filter(
    (refund) => countsAsRefund(refund) && !isOfLostDispute(refund, disputes),
  );
  const refunded = counted.reduce((sum, refund) => sum + refund.amount, 0n);
  const mapped = disputes.map(disputeOf);
  const explained = mapped.reduce((sum, { withdrawn }) => sum + withdrawn, refunded);
  const isPaid = wasPaid(transaction);
  return {
    paymentRef: reference,
    orderId: orderIdOf(reference),
    state: stateOf(transaction, now),
    amount,
    currency: transaction.currency,
    livemode: transaction.domain === 'live',
    paidAt: isPaid ? (transaction.paid_at ?? null) : null,
    // Reversed, and no list says how much of it: then all of it is gone.
    refunded: status === 'reversed' && explained === 0n ? amount : refunded,
    fee: isPaid ? feeOf(transaction) : null,
    disputes: mapped,
    method: isPaid ? methodOf(transaction) : null,
    declineCode: status === 'failed' ? (answer ?? 'failed') : null,
  };
}
