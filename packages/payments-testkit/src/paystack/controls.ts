import type { Outbox } from '../common/outbox.js';
import { chargeEvent, disputeEvent, refundEvent, transferEvent } from './events.js';
import { addRefund, moveRefund, refundedOf } from './reversals.js';
import {
  type ChargeOutcome,
  makeCode,
  type PaystackDispute,
  type PaystackRefund,
  type PaystackState,
  type PaystackTransaction,
  type PaystackTransfer,
} from './state.js';

const disputeHours = 24;

/** How a payer pays; the plain way, with a card that can be charged again, when nothing is said. */
interface PaystackPayment {
  readonly channel?: 'card' | 'bank_transfer';
  readonly reusable?: boolean;
  /** Other than what was asked: the faults that a merchant must not fall for. */
  readonly amount?: number;
  readonly currency?: string;
  readonly domain?: string;
}

/** What payers, banks and people at the dashboard do, as a test wants it. Events wait in the outbox. */
export function createControls(state: PaystackState, outbox: Outbox) {
  function transactionOf(reference: string): PaystackTransaction {
    return known(state.transactions.get(reference), `transaction ${reference}`);
  }
  return {
    ...payerControls(state, { outbox, transactionOf }),
    ...refundControls(state, { outbox, transactionOf }),
    ...disputeControls(state, { outbox, transactionOf }),
    ...transferControls(state, outbox),
  };
}
export type PaystackControls = ReturnType<typeof createControls>;

interface Hands {
  readonly outbox: Outbox;
  readonly transactionOf: (reference: string) => PaystackTransaction;
}

function known<T>(found: T | undefined, what: string): T {
  if (found === undefined) {
    throw new Error(`the stand-in has no ${what}`);
  }
  return found;
}

function payerControls(state: PaystackState, { outbox, transactionOf }: Hands) {
  return {
    /** The payer pays: `success`, and `charge.success` waits to be delivered. */
    pay(reference: string, payment: PaystackPayment = {}): void {
      const transaction = transactionOf(reference);
      const { channel = 'card', reusable = channel === 'card', ...faults } = payment;
      const authorization = {
        ...{ code: makeCode(state, 'AUTH'), email: transaction.email, reusable, active: true },
      };
      state.authorizations.set(authorization.code, authorization);
      const paidAt = state.now().toISOString();
      const paid = { status: 'success', gatewayResponse: 'Approved', paidAt, channel };
      Object.assign(transaction, { authorization, ...paid, ...faults });
      outbox.push(chargeEvent(state, transaction));
    },
    /** The card is declined. Paystack sends nothing. */
    decline(reference: string, gatewayResponse = 'Declined'): void {
      Object.assign(transactionOf(reference), { status: 'failed', gatewayResponse });
    },
    /** The payer leaves the page. Paystack sends nothing. */
    abandon(reference: string): void {
      transactionOf(reference).status = 'abandoned';
    },
    /** The payer has started a bank transfer that takes its time; `pay` settles it. */
    startBankTransfer(reference: string): void {
      Object.assign(transactionOf(reference), { status: 'pending', channel: 'bank_transfer' });
    },
    /** Anything else that Paystack may say of a transaction. */
    set(reference: string, change: Partial<PaystackTransaction>): void {
      Object.assign(transactionOf(reference), change);
    },
    /** What the next charges of saved authorizations come to. */
    nextCharges(...outcomes: readonly ChargeOutcome[]): void {
      state.charges.push(...outcomes);
    },
    transaction: transactionOf,
  };
}

function refundControls(state: PaystackState, { outbox, transactionOf }: Hands) {
  return {
    /** Somebody refunds in the dashboard: what is left, unless an amount is said. */
    refundInDashboard(reference: string, amount?: number): PaystackRefund {
      const transaction = transactionOf(reference);
      const left = transaction.amount - refundedOf(state, transaction);
      const refund = addRefund(state, transaction, { amount: amount ?? left });
      outbox.push(refundEvent(state, refund));
      return refund;
    },
    /** A refund goes on. */
    moveRefund(
      refund: PaystackRefund,
      status: 'processing' | 'processed' | 'failed' | 'needs-attention',
    ): void {
      moveRefund(state, refund, status);
      outbox.push(refundEvent(state, refund));
    },
    /** All refunds of a transaction, oldest first. */
    refundsOf(reference: string): readonly PaystackRefund[] {
      const transaction = transactionOf(reference);
      return state.refunds.filter((refund) => refund.transaction === transaction);
    },
    /** The list of refunds takes no notice of the transaction that is asked for. */
    ignoreRefundFilter(): void {
      state.filtersRefunds = false;
    },
  };
}

function disputeControls(state: PaystackState, { outbox, transactionOf }: Hands) {
  return {
    /** The payer's bank objects to a payment: all of it, unless an amount is said. */
    openDispute(reference: string, amount?: number): PaystackDispute {
      const transaction = transactionOf(reference);
      const now = state.now();
      const dispute: PaystackDispute = {
        ...{ id: state.nextNumber(), transaction, category: 'chargeback' },
        createdAt: now.toISOString(),
        dueAt: new Date(now.getTime() + disputeHours * 3_600_000).toISOString(),
        refundAmount: amount ?? transaction.amount,
        ...{ status: 'awaiting-merchant-feedback', resolution: null, resolvedAt: null },
      };
      state.disputes.push(dispute);
      outbox.push(disputeEvent(state, 'create', dispute));
      return dispute;
    },
    remindDispute(dispute: PaystackDispute): void {
      outbox.push(disputeEvent(state, 'remind', dispute));
    },
    /** A dispute ends. Accepted, it is paid by a refund that names it. */
    resolveDispute(
      dispute: PaystackDispute,
      resolution: 'merchant-accepted' | 'auto-accepted' | 'declined',
    ): void {
      const resolvedAt = state.now().toISOString();
      Object.assign(dispute, { status: 'resolved', resolution, resolvedAt });
      const { id, transaction, refundAmount: amount } = dispute;
      if (resolution !== 'declined') {
        moveRefund(state, addRefund(state, transaction, { amount, dispute: id }), 'processed');
      }
      outbox.push(disputeEvent(state, 'resolve', dispute));
    },
  };
}

function transferControls(state: PaystackState, outbox: Outbox) {
  return {
    setBalance(currency: string, amount: number): void {
      state.balances.set(currency, amount);
    },
    /** Transfers wait for the code 123456. */
    requireOtp(isRequired = true): void {
      state.transfersNeedOtp = isRequired;
    },
    /** A transfer goes on; one that comes back fills the balance again. */
    moveTransfer(reference: string, status: 'success' | 'failed' | 'reversed'): PaystackTransfer {
      const all = [...state.transfers.values()];
      const transfer = known(
        all.find((one) => one.reference === reference),
        `transfer ${reference}`,
      );
      transfer.status = status;
      if (status !== 'success') {
        const before = state.balances.get(transfer.currency) ?? 0;
        state.balances.set(transfer.currency, before + transfer.amount);
      }
      outbox.push(transferEvent(state, transfer));
      return transfer;
    },
  };
}
