import type { ProviderRefund, RefundOrder } from '../provider.js';
import type { PaystackClient } from './client.js';
import { currencyOf } from './currencies.js';
import { readAll } from './paging.js';
import type { Refund, Transaction } from './replies.js';

const longestNote = 255;

/** Marks a refund as ours, in the note that only merchants see. */
const noteOf = (refundId: string) => `Telex Credits ${refundId}`;

/** All refunds of a transaction, whoever made them. */
export async function refundsOf(
  client: PaystackClient,
  transaction: Transaction,
): Promise<readonly Refund[]> {
  const from = startOf(transaction);
  const all = await readAll((mark) =>
    client.listRefunds({ ...from, transaction: transaction.id, mark }),
  );
  // The filter is not in Paystack's own description: what it does not do is done here.
  return all.filter((refund) => refund.transaction === transaction.id);
}

/** A lower bound of the time at which anything of a transaction happened; empty when unknown. */
export function startOf({ created_at, createdAt }: Transaction): { readonly from?: string } {
  const started = Date.parse(created_at ?? createdAt ?? '');
  // A day to spare, for clocks and for time zones of filters.
  return Number.isNaN(started) ? {} : { from: new Date(started - 86_400_000).toISOString() };
}

function stateOf({ status }: Refund): ProviderRefund['state'] {
  switch (status) {
    case 'processed':
      return 'succeeded';
    case 'failed':
    case 'reversed':
      return 'failed';
    // `pending`, `processing`, and `needs-attention`: somebody has to give the payer's bank account.
    default:
      return 'pending';
  }
}

const answerOf = (refund: Refund): ProviderRefund => ({
  refundRef: refund.id,
  state: stateOf(refund),
});

function ours(refunds: readonly Refund[], refundId: string): Refund | undefined {
  return refunds.find(({ merchant_note: note }) => note === noteOf(refundId));
}

/** Asks what became of a refund of ours. */
export async function findPaystackRefund(
  client: PaystackClient,
  { refundId, paymentRef }: { readonly refundId: string; readonly paymentRef: string },
): Promise<ProviderRefund | undefined> {
  const transaction = await client.verify(paymentRef);
  const found = ours(await refundsOf(client, transaction), refundId);
  return found === undefined ? undefined : answerOf(found);
}

/**
 * Starts a refund, once: Paystack has nothing against sending it twice, so its list is asked first
 * (decision 25).
 */
export async function createPaystackRefund(
  client: PaystackClient,
  { refundId, paymentRef, amount, reason }: RefundOrder,
): Promise<ProviderRefund> {
  const transaction = await client.verify(paymentRef);
  const found = ours(await refundsOf(client, transaction), refundId);
  if (found !== undefined) {
    return answerOf(found);
  }
  const currency = currencyOf(amount.currency);
  const refund = await client.createRefund({
    ...{ transaction: paymentRef, amount: amount.minor, currency },
    customer_note: reason.slice(0, longestNote),
    merchant_note: noteOf(refundId),
  });
  return answerOf(refund);
}
