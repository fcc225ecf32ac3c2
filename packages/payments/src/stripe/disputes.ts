import type { Minor } from '@telex-credits/money';
import type { Dispute } from '../provider.js';
import { toIso } from './amounts.js';
import type { StripeDispute } from './schemas.js';

interface Paid {
  /** Minor units of `currency`. */
  readonly amount: Minor;
  readonly currency: string;
}

const magnitude = (value: bigint) => (value < 0n ? -value : value);

/**
 * One movement of a dispute in minor units of the payment's currency. Stripe books it in the
 * currency of the balance. Where that is another one, the first withdrawal is the disputed amount,
 * and everything else its share of that; a dispute in a third currency is of the whole payment.
 */
export function disputeMovement(
  dispute: StripeDispute,
  movement: { readonly amount: bigint; readonly currency: string },
  paid: Paid,
): Minor {
  if (movement.currency === paid.currency) {
    return magnitude(movement.amount);
  }
  const disputed = dispute.currency === paid.currency ? dispute.amount : paid.amount;
  const first = dispute.balance_transactions.find(
    ({ amount, currency }) => amount < 0n && currency === movement.currency,
  );
  const whole = first === undefined ? 0n : magnitude(first.amount);
  return whole === 0n ? disputed : (disputed * magnitude(movement.amount)) / whole;
}

/**
 * What a status means to us. The money decides about `prevented` (settled with the bank before it
 * became a chargeback, usually by giving the money back), and a status that we do not know yet waits
 * for a person.
 */
function stateOf(status: string, isOutOfPocket: boolean): Dispute['state'] {
  switch (status) {
    case 'warning_needs_response':
    case 'warning_under_review':
      return 'inquiry';
    case 'won':
    case 'warning_closed':
      return 'won';
    case 'lost':
      return 'lost';
    case 'prevented':
      return isOutOfPocket ? 'lost' : 'won';
    default:
      // needs_response, under_review, appeal_needs_response, appeal_under_review
      return 'open';
  }
}

/** A dispute of Stripe's as one of ours; what moved comes from its balance transactions alone. */
export function toDispute(dispute: StripeDispute, paid: Paid): Dispute {
  const movements = dispute.balance_transactions;
  const sum = (moved: typeof movements) =>
    moved.reduce((total, movement) => total + disputeMovement(dispute, movement, paid), 0n);
  const withdrawn = sum(movements.filter(({ amount }) => amount < 0n));
  const reinstated = sum(movements.filter(({ amount }) => amount > 0n));
  const dueBy = dispute.evidence_details?.due_by;
  return {
    disputeRef: dispute.id,
    state: stateOf(dispute.status, withdrawn > reinstated),
    withdrawn,
    reinstated,
    // Given back in some cases when a dispute is won; then a later movement's fee is negative.
    fee: movements.reduce((total, { fee }) => total + fee, 0n),
    feeCurrency: movements[0]?.currency ?? dispute.currency,
    reason: dispute.reason ?? null,
    answerBy: dueBy === null || dueBy === undefined || dueBy === 0 ? null : toIso(dueBy),
  };
}
