import { type Minor, printMoney } from '@telex-credits/money';
import type { Dispute, Payment } from '@telex-credits/payments';
import { withExpenses } from './expenses.js';
import { freezeFor } from './freezes.js';
import { type Happened, noted, paidOf } from './order-state.js';
import type { Rate } from './rates.js';
import type { DisputeDoc, Order } from './schemas.js';

const clamp = (amount: Minor, most: Minor): Minor =>
  amount < 0n ? 0n : amount > most ? most : amount;

/** What the payer's banks hold because of disputes, in minor units. */
function withdrawnNow(disputes: readonly Pick<Dispute, 'withdrawn' | 'reinstated'>[]): Minor {
  return disputes.reduce((sum, { withdrawn, reinstated }) => sum + withdrawn - reinstated, 0n);
}

/** Refunded + withdrawn − reinstated as the provider reports it now, capped at what was paid. */
function takenBack(order: Order, payment: Payment): Minor {
  return clamp(payment.refunded + withdrawnNow(payment.disputes), paidOf(order));
}

function documented(dispute: Dispute, known: DisputeDoc | undefined, at: string): DisputeDoc {
  const { disputeRef, state, withdrawn, reinstated, fee, feeCurrency, reason, answerBy } = dispute;
  return {
    ...{ ref: disputeRef, state, feeCurrency, reason, answerBy },
    withdrawn: withdrawn.toString(),
    reinstated: reinstated.toString(),
    fee: fee.toString(),
    seenAt: known?.seenAt ?? at,
  };
}

const disputeWords = {
  inquiry: "the payer's bank asks about this payment; spending is stopped meanwhile",
  open: 'the payer disputes this payment; spending is stopped meanwhile',
  won: 'the dispute was decided for us',
  lost: 'the dispute was decided for the payer',
} as const;

/** What changed, as lines of the history. */
function linesOf(before: Order, after: Order, at: string): Happened[] {
  const { currency } = before.price;
  const money = (minor: Minor) => `${printMoney({ minor, currency }).amount} ${currency}`;
  const lines: Happened[] = [];
  const add = (what: string, detail: string) => lines.push({ at, what, detail });
  const refunded = BigInt(after.refunded) - BigInt(before.refunded);
  if (refunded > 0n) {
    add('refunded', money(refunded));
  } else if (refunded < 0n) {
    add('refund_failed', `${money(-refunded)} could not be paid back; its credits are here again`);
  }
  for (const dispute of after.disputes) {
    const known = before.disputes.find(({ ref }) => ref === dispute.ref);
    const more = (of: 'withdrawn' | 'reinstated') =>
      BigInt(dispute[of]) - BigInt(known?.[of] ?? 0n);
    if (known?.state !== dispute.state) {
      add(`dispute_${dispute.state}`, disputeWords[dispute.state]);
    }
    if (more('withdrawn') > 0n) {
      add('dispute_withdrawn', money(more('withdrawn')));
    }
    if (more('reinstated') > 0n) {
      add('dispute_reinstated', money(more('reinstated')));
    }
  }
  return lines;
}

function withTaken(order: Order, taken: Minor, why: 'refund' | 'dispute'): Order {
  const before = BigInt(order.taken);
  if (taken === before) {
    return order;
  }
  const total = taken.toString();
  const type = taken > before ? 'reverse' : 'reinstate';
  return { ...order, taken: total, steps: [...order.steps, { type, total, why }] };
}

/**
 * A paid order with what its provider reports now: sums, disputes, freezes, fees, and a step for each
 * thing that the ledger has to do about the difference to the last report. Pure; the same report
 * twice adds nothing the second time.
 */
export function observe(
  order: Order,
  payment: Payment,
  { at, rates }: { readonly at: string; readonly rates: readonly Rate[] },
): Order {
  const disputes = payment.disputes.map((dispute) =>
    documented(
      dispute,
      order.disputes.find(({ ref }) => ref === dispute.disputeRef),
      at,
    ),
  );
  const isOpen = disputes.some(({ state }) => state === 'inquiry' || state === 'open');
  const reported: Order = {
    ...order,
    observed: order.observed + 1,
    refunded: clamp(payment.refunded, paidOf(order)).toString(),
    disputes,
    disputeStatus: disputes.length === 0 ? null : isOpen ? 'open' : 'closed',
  };
  const why = reported.refunded === order.refunded ? 'dispute' : 'refund';
  const settled = withTaken(reported, takenBack(order, payment), why);
  const frozen = payment.disputes.reduce((one, dispute) => freezeFor(one, dispute, at), settled);
  const told = linesOf(order, frozen, at).reduce(noted, frozen);
  return withExpenses(told, payment, { at, rates });
}
