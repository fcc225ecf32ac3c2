import { listReply, no, ok, type PaystackRequest } from './replies.js';
import type { PaystackRefund, PaystackState, PaystackTransaction } from './state.js';
import { disputeView, newRefundView, refundView } from './views.js';

/** What refunds have taken of a transaction; a failed one has given it back. */
export function refundedOf(state: PaystackState, transaction: PaystackTransaction): number {
  const taken = state.refunds.filter(
    (refund) => refund.transaction === transaction && refund.status !== 'failed',
  );
  return taken.reduce((sum, { amount }) => sum + amount, 0);
}

/** Adds a refund; who asked for it shows in the note. */
export function addRefund(
  state: PaystackState,
  transaction: PaystackTransaction,
  refund: {
    readonly amount: number;
    readonly dispute?: number;
    readonly customerNote?: string;
    readonly merchantNote?: string;
  },
): PaystackRefund {
  const note = `Refund for transaction ${transaction.reference}`;
  const added: PaystackRefund = {
    id: state.nextNumber(),
    transaction,
    dispute: refund.dispute ?? null,
    amount: refund.amount,
    createdAt: state.now().toISOString(),
    customerNote: refund.customerNote ?? note,
    merchantNote: refund.merchantNote ?? `${note} by demo@test.com`,
    status: 'pending',
  };
  state.refunds.push(added);
  return added;
}

/** Moves a refund on; its transaction is `reversed` once all of it has gone back. */
export function moveRefund(state: PaystackState, refund: PaystackRefund, status: string): void {
  refund.status = status;
  const { transaction } = refund;
  const processed = state.refunds.filter(
    (one) => one.transaction === transaction && one.status === 'processed',
  );
  const sum = processed.reduce((total, { amount }) => total + amount, 0);
  transaction.status = sum >= transaction.amount ? 'reversed' : 'success';
}

export function createRefund(state: PaystackState, { body }: PaystackRequest) {
  const asked = String(body.transaction);
  const transaction =
    state.transactions.get(asked) ??
    [...state.transactions.values()].find(({ id }) => String(id) === asked);
  if (transaction === undefined) {
    return no(404, 'Transaction not found', 'transaction_not_found');
  }
  if (transaction.status !== 'success') {
    return no(400, 'Transaction has been fully reversed', 'transaction_reversed');
  }
  const left = transaction.amount - refundedOf(state, transaction);
  const amount = body.amount === undefined ? left : Number(body.amount);
  if (amount <= 0 || amount > left) {
    return no(400, 'Refund amount cannot be more than what is left', 'refund_amount_too_large');
  }
  if ((body.currency ?? transaction.currency) !== transaction.currency) {
    return no(400, 'Currency does not match the transaction', 'invalid_currency');
  }
  const refund = addRefund(state, transaction, {
    amount,
    ...(body.customer_note === undefined ? {} : { customerNote: String(body.customer_note) }),
    ...(body.merchant_note === undefined ? {} : { merchantNote: String(body.merchant_note) }),
  });
  return ok('Refund has been queued for processing', newRefundView(refund));
}

export function listRefunds(state: PaystackState, { query }: PaystackRequest) {
  const { transaction } = query;
  const all = state.refunds;
  const items =
    transaction === undefined || !state.filtersRefunds
      ? all
      : all.filter((refund) => String(refund.transaction.id) === transaction);
  return listReply('Refunds retrieved', { items, query, view: refundView });
}

export function fetchRefund(state: PaystackState, { params }: PaystackRequest) {
  const found = state.refunds.find(({ id }) => String(id) === params.id);
  return found === undefined
    ? no(404, 'Refund not found', 'refund_not_found')
    : ok('Refund retrieved', refundView(found));
}

export function listDisputes(state: PaystackState, { query }: PaystackRequest) {
  const { transaction, status } = query;
  const items = state.disputes.filter(
    (dispute) =>
      (transaction === undefined || String(dispute.transaction.id) === transaction) &&
      (status === undefined || dispute.status === status),
  );
  return listReply('Disputes retrieved', { items, query, view: disputeView });
}

export function fetchDispute(state: PaystackState, { params }: PaystackRequest) {
  const found = state.disputes.find(({ id }) => String(id) === params.id);
  return found === undefined
    ? no(404, 'Dispute not found', 'dispute_not_found')
    : ok('Dispute retrieved', disputeView(found));
}
