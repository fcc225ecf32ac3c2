import { invalid, StripeProblem } from './error.js';
import type { ChargeObject, IntentObject, MethodObject, RefundObject } from './objects.js';
import type { StripeState } from './state.js';

/** The charge that paid an intent; throws 400 where nothing did. */
export function paidCharge(state: StripeState, intent: IntentObject): ChargeObject {
  if (intent.status !== 'succeeded' || intent.latest_charge === null) {
    throw invalid(`This PaymentIntent (${intent.id}) does not have a successful charge.`);
  }
  return state.charge(intent.latest_charge);
}

/** 2.9 % and 30 cents: Stripe's published price of a card in the US. */
const feeOf = (amount: number) => Math.round(amount * 0.029) + 30;

/** The money of an intent has come in. */
export function succeed(state: StripeState, intent: IntentObject, method: MethodObject): void {
  const { amount, currency, customer, metadata, livemode } = intent;
  const charge = state.add<ChargeObject>('charge', {
    ...{ status: 'succeeded', amount, amount_captured: amount, amount_refunded: 0 },
    ...{ refunded: false, disputed: false, currency, customer, livemode },
    ...{ payment_intent: intent.id, payment_method: method.id, balance_transaction: null },
    metadata: { ...metadata },
  });
  const source = charge.id;
  const fee = feeOf(amount);
  const booked = state.book({ amount, currency, category: 'charge', type: 'charge', source, fee });
  charge.balance_transaction = booked.id;
  Object.assign(intent, {
    ...{ status: 'succeeded', amount_received: amount, latest_charge: charge.id },
    ...{ payment_method: method.id, last_payment_error: null },
  });
  state.emit('charge.succeeded', charge);
  state.emit('payment_intent.succeeded', intent);
}

/** The bank said no. */
export function decline(
  state: StripeState,
  intent: IntentObject,
  refusal: { readonly code: string; readonly declineCode: string },
): void {
  intent.status = 'requires_payment_method';
  intent.last_payment_error = {
    ...{ type: 'card_error', code: refusal.code, decline_code: refusal.declineCode },
    message: 'Your card was declined.',
  };
  state.emit('payment_intent.payment_failed', intent);
}

/** The answer to a charge that the bank refused: 402, with the intent in it. */
export function cardProblem(intent: IntentObject): StripeProblem {
  const error = { ...intent.last_payment_error, payment_intent: structuredClone(intent) };
  return new StripeProblem(402, {
    type: 'card_error',
    message: 'Your card was declined.',
    ...error,
  });
}

/** Minor units of a charge that refunds in any good state have not taken yet. */
function refundable(state: StripeState, charge: ChargeObject): number {
  const taken = state
    .all<RefundObject>('refund')
    .filter(
      ({ charge: of, status }) => of === charge.id && !['failed', 'canceled'].includes(status),
    )
    .reduce((sum, { amount }) => sum + amount, 0);
  return charge.amount_captured - taken;
}

/** Pays money back; throws 400 where there is not as much, or the bank has it in dispute. */
export function makeRefund(
  state: StripeState,
  intent: IntentObject,
  request: {
    readonly amount?: number;
    readonly status?: RefundObject['status'];
    readonly metadata?: Record<string, string>;
  },
): RefundObject {
  const charge = paidCharge(state, intent);
  const left = refundable(state, charge);
  const amount = request.amount ?? left;
  if (charge.disputed) {
    throw invalid(`Charge ${charge.id} has been charged back.`, { code: 'charge_disputed' });
  }
  if (left === 0) {
    const message = `Charge ${charge.id} has already been refunded.`;
    throw invalid(message, { code: 'charge_already_refunded' });
  }
  if (amount > left || amount <= 0) {
    const message = `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`;
    throw invalid(message, { param: 'amount' });
  }
  const { currency } = charge;
  const refund = state.add<RefundObject>('refund', {
    ...{ status: request.status ?? 'succeeded', amount, currency, charge: charge.id },
    ...{ payment_intent: intent.id, balance_transaction: null, metadata: request.metadata ?? {} },
  });
  const entry = { amount: -amount, currency, category: 'refund', type: 'refund' };
  refund.balance_transaction = state.book({ ...entry, source: refund.id }).id;
  recount(state, charge);
  state.emit('refund.created', refund);
  state.emit('charge.refunded', charge);
  return refund;
}

/** A refund that its bank did not take: the money is with us again. */
export function failRefund(state: StripeState, refund: RefundObject): void {
  refund.status = 'failed';
  const { amount, currency, id: source } = refund;
  state.book({ amount, currency, category: 'refund_failure', type: 'refund_failure', source });
  recount(state, state.charge(refund.charge));
  state.emit('refund.failed', refund);
}

function recount(state: StripeState, charge: ChargeObject): void {
  charge.amount_refunded = charge.amount_captured - refundable(state, charge);
  charge.refunded = charge.amount_refunded === charge.amount_captured;
}
