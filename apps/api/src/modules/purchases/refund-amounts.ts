import { available, isExpired, type Lot } from '@telex-credits/ledger';
import { type Micros, type Minor, mulDivFloor } from '@telex-credits/money';

/** A purchase as far as refunds are computed from it. */
export interface RefundBasis {
  /** What was paid, in minor units. */
  readonly paid: Minor;
  /** Refunded so far, cumulative. */
  readonly refunded: Minor;
  readonly lot: Lot;
}

/** Credits of the lot that refunds have taken back so far, or will as holds end. */
function taken(lot: Lot): Micros {
  return lot.reversed + lot.indebted + lot.reversalDue;
}

/** Credits of the purchase that nobody has spent or holds, and that have not expired. */
export function unspent(lot: Lot, now: string): Micros {
  return isExpired(lot, now) ? 0n : available(lot);
}

/**
 * What would be paid back for all unspent credits: floor(paid·(taken + unspent)/size) − refunded.
 * Never more than those credits cost, to a micro-credit (the ledger takes whole ones, rounded down);
 * exactly the rest of the price when none were spent.
 */
export function refundable(basis: RefundBasis, now: string): Minor {
  const { paid, refunded, lot } = basis;
  const total = mulDivFloor(paid, taken(lot) + unspent(lot, now), lot.size);
  return total > refunded ? total - refunded : 0n;
}

/**
 * The credits that paying `amount` back takes: floor(size·T/paid) in all for a cumulative T, as the
 * ledger computes it, so parts add up to the whole exactly.
 */
export function creditsFor(basis: RefundBasis, amount: Minor): Micros {
  const { paid, refunded, lot } = basis;
  const credits = mulDivFloor(lot.size, refunded + amount, paid) - taken(lot);
  return credits > 0n ? credits : 0n;
}
