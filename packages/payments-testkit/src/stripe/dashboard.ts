import { failRefund, makeRefund, paidCharge } from './money.js';
import type { BalanceObject, DisputeObject, RefundObject, WarningObject } from './objects.js';
import { intentOfRef } from './payer.js';
import type { StripeState } from './state.js';

/** How a dispute is opened. */
export interface DisputeOptions {
  /** Minor units; the whole charge when left out. */
  readonly amount?: number;
  /** Only a question: no money moves. */
  readonly inquiry?: boolean;
  /** False: the money leaves later, by `withdraw`. */
  readonly withdraws?: boolean;
  readonly reason?: string;
  /** The currency of the balance, where it is another one than the charge's. */
  readonly settled?: { readonly currency: string; readonly amount: number };
}

/** What happens at Stripe without us: its dashboard, the banks, the card networks. */
export interface Dashboard {
  /** Refunds a payment over there; all that is left unless told. Answers the refund's id. */
  refund(
    paymentRef: string,
    options?: { readonly amount?: number; readonly status?: RefundObject['status'] },
  ): string;
  /** The bank did not take a refund. */
  failRefund(refundId: string): void;
  /** A pending refund has arrived. */
  succeedRefund(refundId: string): void;
  /** Opens a dispute and answers its id. */
  dispute(paymentRef: string, options?: DisputeOptions): string;
  /** Takes the disputed money; an inquiry becomes a chargeback by it. */
  withdraw(disputeId: string): void;
  /** Gives it back, all of it unless told. */
  reinstate(disputeId: string, amount?: number): void;
  /** Any status of Stripe's, such as `under_review` or `appeal_under_review`. */
  setDisputeStatus(disputeId: string, status: string): void;
  /** Ends a dispute; `won` gives back what was withdrawn. */
  closeDispute(disputeId: string, status: 'won' | 'lost' | 'warning_closed' | 'prevented'): void;
  /** The card's network warns of fraud. */
  warnOfFraud(paymentRef: string, fraudType?: string): void;
}

const disputeFee = 1500;

type Disputes = Pick<
  Dashboard,
  'dispute' | 'withdraw' | 'reinstate' | 'setDisputeStatus' | 'closeDispute'
>;

function createDisputes(state: StripeState): Disputes {
  const settlements = new Map<string, NonNullable<DisputeOptions['settled']>>();

  function move(dispute: DisputeObject, options: { amount: number; fee: number; back: boolean }) {
    const { amount, fee, back } = options;
    const settled = settlements.get(dispute.id);
    const booked: BalanceObject = state.book({
      ...{ amount: back ? amount : -amount, fee, type: 'adjustment', source: dispute.id },
      currency: settled?.currency ?? dispute.currency,
      category: back ? 'dispute_reversal' : 'dispute',
    });
    dispute.balance_transactions = [...dispute.balance_transactions, booked];
  }

  const settledAmount = (dispute: DisputeObject) =>
    settlements.get(dispute.id)?.amount ?? dispute.amount;

  function withdraw(disputeId: string): void {
    const dispute = state.dispute(disputeId);
    if (dispute.status.startsWith('warning_')) {
      dispute.status = 'needs_response';
    }
    move(dispute, { amount: settledAmount(dispute), fee: disputeFee, back: false });
    state.emit('charge.dispute.funds_withdrawn', dispute);
  }

  function reinstate(disputeId: string, amount?: number): void {
    const dispute = state.dispute(disputeId);
    move(dispute, { amount: amount ?? settledAmount(dispute), fee: 0, back: true });
    state.emit('charge.dispute.funds_reinstated', dispute);
  }

  const owed = (dispute: DisputeObject) =>
    -dispute.balance_transactions.reduce((sum, { amount }) => sum + amount, 0);

  return {
    dispute(paymentRef, options = {}) {
      const intent = intentOfRef(state, paymentRef);
      const charge = paidCharge(state, intent);
      const isInquiry = options.inquiry === true;
      const dispute = state.add<DisputeObject>('dispute', {
        ...{ status: isInquiry ? 'warning_needs_response' : 'needs_response' },
        ...{ amount: options.amount ?? charge.amount, currency: charge.currency },
        ...{ charge: charge.id, payment_intent: intent.id, balance_transactions: [] },
        reason: options.reason ?? 'fraudulent',
        evidence_details: {
          ...{ due_by: state.time + 9 * 86_400, has_evidence: false, past_due: false },
          submission_count: 0,
        },
      });
      if (options.settled !== undefined) {
        settlements.set(dispute.id, options.settled);
      }
      charge.disputed = true;
      state.emit('charge.dispute.created', dispute);
      if (!isInquiry && options.withdraws !== false) {
        withdraw(dispute.id);
      }
      return dispute.id;
    },
    withdraw,
    reinstate,
    setDisputeStatus(disputeId, status) {
      const dispute = state.dispute(disputeId);
      dispute.status = status;
      state.emit('charge.dispute.updated', dispute);
    },
    closeDispute(disputeId, status) {
      const dispute = state.dispute(disputeId);
      dispute.status = status;
      if (status !== 'lost') {
        state.charge(dispute.charge).disputed = false;
      }
      if (status === 'won' && owed(dispute) > 0) {
        reinstate(disputeId, owed(dispute));
      }
      state.emit('charge.dispute.closed', dispute);
    },
  };
}

/** Makes Stripe's own side. */
export function createDashboard(state: StripeState): Dashboard {
  return {
    ...createDisputes(state),
    refund: (paymentRef, options = {}) =>
      makeRefund(state, intentOfRef(state, paymentRef), options).id,
    failRefund: (refundId) => failRefund(state, state.refund(refundId)),
    succeedRefund(refundId) {
      const refund = state.refund(refundId);
      refund.status = 'succeeded';
      state.emit('refund.updated', refund);
    },
    warnOfFraud(paymentRef, fraudType = 'made_with_stolen_card') {
      const intent = intentOfRef(state, paymentRef);
      const charge = paidCharge(state, intent);
      const warning = state.add<WarningObject>('radar.early_fraud_warning', {
        ...{ actionable: true, charge: charge.id, payment_intent: intent.id },
        fraud_type: fraudType,
      });
      state.emit('radar.early_fraud_warning.created', warning);
    },
  };
}
