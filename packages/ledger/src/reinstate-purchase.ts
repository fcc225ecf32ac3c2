import { type Micros, type Minor, minorToNanos, mulDivFloor } from '@telex-credits/money';
import { accounts } from './accounts.js';
import { least } from './amounts.js';
import { cancelDebts } from './cancel-debts.js';
import type { Decision } from './decision.js';
import { Draft, type Scene } from './draft.js';
import { breakageTaken, isExpired } from './lots.js';
import type { PaymentSource, Reinstate } from './operations.js';
import { refuse } from './refuse.js';
import { creditsReversed, purchaseOf } from './reverse-purchase.js';
import type { Taking } from './state.js';

/** Gives lost credits of one step back to what they were, with the breakage that the step took. */
function returnLost(draft: Draft, lotId: string, step: Taking, credits: Micros): void {
  const lot = draft.lot(lotId);
  const left = step.credits - credits;
  const expired = step.expired - least(step.expired, left);
  const adjusted = credits - expired;
  const smaller = { ...step, credits: left, expired: step.expired - expired };
  const breakage = breakageTaken(step) - breakageTaken(smaller);
  draft.setLot({
    ...lot,
    expired: lot.expired + expired,
    adjusted: lot.adjusted + adjusted,
    reversed: lot.reversed - credits,
    takings: [...lot.takings.slice(0, -1), ...(left > 0n ? [smaller] : [])],
    breakage: lot.breakage + breakage,
  });
  draft.moveCredits(accounts.creditsReversed, accounts.creditsExpired, expired);
  draft.moveCredits(accounts.creditsReversed, accounts.creditsAdjusted, adjusted);
  draft.moveBase(accounts.fx, accounts.breakage, breakage);
}

/** Undoes the steps in which a reversal took credits, the newest first; says how many were unspent. */
function undoTakings(draft: Draft, lotId: string, credits: Micros): Micros {
  let left = credits;
  let unspent = 0n;
  while (left > 0n) {
    const { takings } = draft.lot(lotId);
    const step = takings.at(-1);
    if (step === undefined) {
      throw new Error(`lot ${lotId} lacks ${left} of the credits that reversals took`);
    }
    const part = least(step.credits, left);
    if (step.lost > 0n) {
      returnLost(draft, lotId, step, part);
    } else {
      const smaller = { ...step, credits: step.credits - part };
      const rest = [...takings.slice(0, -1), ...(smaller.credits > 0n ? [smaller] : [])];
      draft.returnCredits({ lotId, credits: part }, rest);
      unspent += part;
    }
    left -= part;
  }
  return unspent;
}

/** The reversal's order backwards: what is owed, then what waits for held credits, then the rest. */
function giveCreditsBack(draft: Draft, lotId: string, credits: Micros): void {
  const lot = draft.lot(lotId);
  const owed = least(lot.indebted, credits);
  cancelDebts(draft, lotId, owed);
  const due = least(lot.reversalDue, credits - owed);
  draft.setLot({ ...draft.lot(lotId), reversalDue: lot.reversalDue - due });
  const unspent = undoTakings(draft, lotId, credits - owed - due);
  if (isExpired(lot, draft.context.now)) {
    draft.endCredits({ lotId, credits: unspent }, 'available', 'expired');
  }
}

/** Takes money and its tax part in again, as the difference of cumulative amounts. */
function takeIn(draft: Draft, source: PaymentSource, from: Minor, to: Minor): void {
  const { currency, paid, provider, tax } = source;
  const minor = from - to;
  draft.transfers.add({
    debit: accounts.cash(provider),
    credit: accounts.fx,
    asset: currency,
    amount: currency === draft.context.baseCurrency ? minorToNanos(minor, currency) : minor,
  });
  const taxAgain = mulDivFloor(tax, from, paid) - mulDivFloor(tax, to, paid);
  draft.moveBase(accounts.fx, accounts.taxPayable, taxAgain);
}

/**
 * See `Reinstate`. What a debt's payment settled comes back as unspent credits of this lot: the use
 * stays with the lot that paid it. Credits that come back pay no debt of other purchases by
 * themselves (`repay` does), so that a reversal and its reinstatement leave no trace.
 */
export function decideReinstate(scene: Scene, reinstate: Reinstate): Decision {
  const purchase = purchaseOf(scene, reinstate);
  if ('refusal' in purchase) {
    return refuse({ code: purchase.refusal });
  }
  const { lot, wallet, source } = purchase;
  const { total } = reinstate;
  if (total > lot.reversedMoney) {
    return refuse({ code: 'total_above_reversed', reversed: lot.reversedMoney });
  }
  const draft = new Draft(scene, wallet);
  draft.setLot({ ...lot, reversedMoney: total });
  const done = lot.reversed + lot.indebted + lot.reversalDue;
  giveCreditsBack(draft, lot.id, done - creditsReversed(lot, source, total));
  takeIn(draft, source, lot.reversedMoney, total);
  return draft.accept(reinstate);
}
