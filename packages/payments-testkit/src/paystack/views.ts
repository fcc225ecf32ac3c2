import type {
  PaystackAuthorization,
  PaystackDispute,
  PaystackRecipient,
  PaystackRefund,
  PaystackTransaction,
  PaystackTransfer,
} from './state.js';

// Shaped as the examples in Paystack's documentation, oddities included.

function authorizationView(authorization: PaystackAuthorization | null, channel: string | null) {
  if (authorization === null) {
    return {};
  }
  return {
    authorization_code: authorization.code,
    ...{ bin: '408408', last4: '4081', exp_month: '12', exp_year: '2030', channel },
    // With the space that the real one has.
    ...{ card_type: 'visa ', bank: 'TEST BANK', country_code: 'NG', brand: 'visa' },
    reusable: authorization.reusable,
    ...{ signature: 'SIG_yEXu7dLBeqG0kU7g95Ke', account_name: null },
  };
}

function customerView(email: string) {
  const customerCode = `CUS_${Buffer.from(email).toString('hex').slice(0, 15)}`;
  return {
    ...{ id: 181873746, first_name: null, last_name: null, email, customer_code: customerCode },
    ...{ phone: null, metadata: null, risk_action: 'default', international_format_phone: null },
  };
}

/** 1.5 % and 100 naira, at most 2,000 naira: Paystack's published price in Nigeria. */
const feesOf = (amount: number) => Math.min(Math.ceil((amount * 15) / 1000) + 10_000, 200_000);

/** A transaction as `verify`, `fetch`, the list and `charge.success` show it. */
export function transactionView(transaction: PaystackTransaction) {
  const { id, domain, status, reference, amount, currency, metadata, channel } = transaction;
  return {
    ...{ id, domain, status, reference, receipt_number: null, amount, message: null },
    gateway_response: transaction.gatewayResponse,
    ...{ paid_at: transaction.paidAt, created_at: transaction.createdAt },
    ...{ channel, currency, ip_address: '197.210.54.33', metadata, log: null },
    ...{ fees: transaction.paidAt === null ? null : feesOf(amount), fees_split: null },
    authorization: authorizationView(transaction.authorization, channel),
    customer: customerView(transaction.email),
    ...{ plan: null, split: {}, order_id: null, paidAt: transaction.paidAt },
    ...{ createdAt: transaction.createdAt, requested_amount: amount, pos_transaction_data: null },
    ...{ source: null, fees_breakdown: null, connect: null },
  };
}

/** A refund as `fetch` and the list show it: its transaction is a number. */
export function refundView(refund: PaystackRefund) {
  const { id, amount, status, transaction } = refund;
  return {
    ...{ integration: 463433, transaction: transaction.id, dispute: refund.dispute },
    ...{ settlement: null, id, domain: transaction.domain, currency: transaction.currency },
    ...{ amount, status, refunded_at: status === 'processed' ? refund.createdAt : null },
    ...{ refunded_by: 'demo@test.com', expected_at: refund.createdAt, channel: 'card' },
    customer_note: refund.customerNote,
    merchant_note: refund.merchantNote,
    ...{ deducted_amount: amount, fully_deducted: true },
    ...{ createdAt: refund.createdAt, updatedAt: refund.createdAt },
  };
}

/** The same in the answer to its creation, where the transaction is an object. */
export function newRefundView(refund: PaystackRefund) {
  const { id, domain, reference, amount, currency, paidAt, channel } = refund.transaction;
  const transaction = { id, domain, reference, amount, paid_at: paidAt, channel, currency };
  const { dispute: _dispute, ...view } = refundView(refund);
  return { ...view, transaction, deducted_amount: 0, fully_deducted: false };
}

export function disputeView(dispute: PaystackDispute) {
  const { id, status, resolution, transaction, category } = dispute;
  return {
    ...{ id, refund_amount: dispute.refundAmount, currency: transaction.currency, status },
    ...{ resolution, domain: transaction.domain },
    transaction: { ...transactionView(transaction), authorization: {}, customer: null, plan: {} },
    ...{ transaction_reference: null, category, customer: customerView(transaction.email) },
    ...{ bin: '123456', last4: '1234', dueAt: dispute.dueAt, resolvedAt: dispute.resolvedAt },
    ...{ evidence: null, attachments: null, note: null, history: [], messages: [] },
    ...{ createdAt: dispute.createdAt, updatedAt: dispute.resolvedAt ?? dispute.createdAt },
  };
}

export function recipientView(recipient: PaystackRecipient, domain: string) {
  const { id, code, type, name, currency, accountNumber, bankCode } = recipient;
  return {
    ...{ active: true, currency, domain, id, integration: 463433, name, recipient_code: code },
    ...{ type, is_deleted: false },
    details: {
      ...{ authorization_code: null, account_number: accountNumber, account_name: name },
      ...{ bank_code: bankCode, bank_name: 'Guaranty Trust Bank' },
    },
  };
}

/** A transfer as its creation shows it; `verify` and events have the recipient itself. */
export function transferView(transfer: PaystackTransfer, domain: string) {
  const { id, code, reference, amount, currency, reason, recipient, status, createdAt } = transfer;
  return {
    ...{ domain, amount, currency, reference, source: 'balance', source_details: null, reason },
    ...{ status, failures: null, transfer_code: code, titan_code: null, transferred_at: null },
    ...{ id, integration: 463433, recipient: recipient.id, createdAt, updatedAt: createdAt },
  };
}
