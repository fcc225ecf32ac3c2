import { createHmac } from 'node:crypto';
import type { OutgoingEvent } from '../common/outbox.js';
import type {
  PaystackDispute,
  PaystackRefund,
  PaystackState,
  PaystackTransaction,
  PaystackTransfer,
} from './state.js';
import { transferWithRecipient } from './transfers.js';
import { disputeView, transactionView } from './views.js';

/**
 * The signature that Paystack sends with an event, and with what an event sent with this key must
 * carry: hex HMAC-SHA512 of the bytes.
 */
export function signPaystack(secretKey: string, raw: Uint8Array): Record<string, string> {
  const signature = createHmac('sha512', secretKey).update(raw).digest('hex');
  return { 'x-paystack-signature': signature };
}

/**
 * An event's bytes, with the escaped slashes that JSON allows and `JSON.stringify` does not write:
 * whoever checks the signature of a parsed and rewritten body notices.
 */
function makeEvent(state: PaystackState, event: string, data: object): OutgoingEvent {
  const text = JSON.stringify({ event, data }).replaceAll('/', '\\/');
  return { id: `event ${state.nextNumber()}`, type: event, raw: Buffer.from(text) };
}

export function chargeEvent(state: PaystackState, transaction: PaystackTransaction) {
  return makeEvent(state, 'charge.success', transactionView(transaction));
}

/** Refund events have no id, and their amount is text until the refund fails. */
export function refundEvent(state: PaystackState, refund: PaystackRefund) {
  const { amount, status, transaction } = refund;
  return makeEvent(state, `refund.${status}`, {
    status,
    transaction_reference: transaction.reference,
    refund_reference: status === 'processed' ? `${refund.id}` : null,
    amount: status === 'failed' || status === 'needs-attention' ? amount : `${amount}`,
    ...{ currency: transaction.currency, processor: 'instant-transfer', integration: 463433 },
    ...{ customer: { first_name: null, last_name: null, email: transaction.email } },
    domain: transaction.domain,
  });
}

export function disputeEvent(state: PaystackState, event: string, dispute: PaystackDispute) {
  const { createdAt, updatedAt, ...view } = disputeView(dispute);
  const times = { created_at: createdAt, updated_at: updatedAt };
  return makeEvent(state, `charge.dispute.${event}`, { ...view, ...times });
}

export function transferEvent(state: PaystackState, transfer: PaystackTransfer) {
  const data = transferWithRecipient(state, transfer);
  return makeEvent(state, `transfer.${transfer.status}`, data);
}
