import { type Micros, type Minor, minorToNanos, mulDivFloor } from '@telex-credits/money';
import { accounts } from './accounts.js';
import { least } from './amounts.js';
import { indebt } from './debts.js';
import type { Decision } from './decision.js';
import { Draft, type Scene } from './draft.js';
import { available, breakageTaken } from './lots.js';
import type { PaymentSource, Reinstate, Reverse } from './operations.js';
import { refuse } from './refuse.js';
import type { Lot, Taking, Wallet } from './state.js';

/** The step to go on with: the newest one, where nothing was lost since, or one that took nothing. */
function lostStep({ takings, expired, adjusted, breakage }: Lot): Taking {
  const last = takings.at(-1);
  const lost = expired + adjusted;
  const goesOn =
    last !== undefined &&
    last.lost - last.credits === lost &&
    last.breakage - breakageTaken(last) === breakage;
  return goesOn ? last : { credits: 0n, expired: 0n, lost, breakage };
}

/** Takes expired and removed credits of a lot over to the reversal, and their breakage back. */
function undoBreakage(draft: Draft, lotId: string, credits: Micros): Micros {
  const lot = draft.lot(lotId);
  const gone = lot.expired + lot.adjusted;
  const taken = least(credits, gone);
  if (taken === 0n) {
    return 0n;
  }
  const before = lostStep(lot);
  const expired = least(taken, lot.expired);
  const adjusted = taken - expired;
  const step = {
    ...before,
    credits: before.credits + taken,
    expired: before.expired + expired,
  };
  const breakage = breakageTaken(step) - breakageTaken(before);
  draft.setLot({
    ...lot,
    expired: lot.expired - expired,
    adjusted: lot.adjusted - adjusted,
    reversed: lot.reversed + taken,
    takings: [...(before.credits === 0n ? lot.takings : lot.takings.slice(0, -1)), step],
    breakage: lot.breakage - breakage,
  });
  draft.moveCredits(accounts.creditsExpired, accounts.creditsReversed, expired);
  draft.moveCredits(accounts.creditsAdjusted, accounts.creditsReversed, adjusted);
  draft.moveBase(accounts.breakage, accounts.fx, breakage);
  return taken;
}

/** Available credits first, then expired and removed, then held (as holds end), then spent (debt). */
function takeCreditsBack(draft: Draft, lotId: string, credits: Micros, entryId: string): void {
  const free = least(available(draft.lot(lotId)), credits);
  draft.endCredits({ lotId, credits: free }, 'available', 'reversed');
  const undone = undoBreakage(draft, lotId, credits - free);
  const lot = draft.lot(lotId);
  const due = least(lot.held - lot.reversalDue, credits - free - undone);
  draft.setLot({ ...lot, reversalDue: lot.reversalDue + due });
  indebt(draft, lotId, credits - free - undone - due, entryId);
}

/** A purchase's lot, its wallet and how it was paid, or why there is none. */
export function purchaseOf(
  { view }: Scene,
  { lotId }: Reverse | Reinstate,
):
  | { readonly lot: Lot; readonly wallet: Wallet; readonly source: PaymentSource }
  | { readonly refusal: 'lot_not_found' | 'lot_not_paid' } {
  const lot = view.lot(lotId);
  const wallet = lot === undefined ? undefined : view.wallet(lot.walletId);
  if (lot === undefined || wallet === undefined) {
    return { refusal: 'lot_not_found' };
  }
  const { source } = lot;
  return source === null ? { refusal: 'lot_not_paid' } : { lot, wallet, source };
}

/** Credits of a lot that must be taken back in all when `total` of what was paid is. */
export function creditsReversed(lot: Lot, source: PaymentSource, total: Minor): Micros {
  return mulDivFloor(lot.size, total, source.paid);
}

/** Pays money and its tax part back, as the difference of cumulative amounts. */
function payBack(draft: Draft, source: PaymentSource, from: Minor, to: Minor): void {
  const { currency, paid, provider, tax } = source;
  const minor = to - from;
  draft.transfers.add({
    debit: accounts.fx,
    credit: accounts.cash(provider),
    asset: currency,
    amount: currency === draft.context.baseCurrency ? minorToNanos(minor, currency) : minor,
  });
  const taxBack = mulDivFloor(tax, to, paid) - mulDivFloor(tax, from, paid);
  draft.moveBase(accounts.taxPayable, accounts.fx, taxBack);
}

/**
 * See `Reverse`. Credits taken back for a cumulative total T are floor(size·T/paid) in all, so all of
 * them at T = paid. A total that was reached before makes an entry without transfers.
 */
export function decideReverse(scene: Scene, reverse: Reverse): Decision {
  const purchase = purchaseOf(scene, reverse);
  if ('refusal' in purchase) {
    return refuse({ code: purchase.refusal });
  }
  const { lot, wallet, source } = purchase;
  const total = least(reverse.total, source.paid);
  if (total < lot.reversedMoney) {
    return refuse({ code: 'total_below_reversed', reversed: lot.reversedMoney });
  }
  const draft = new Draft(scene, wallet);
  draft.setLot({ ...lot, reversedMoney: total });
  const done = lot.reversed + lot.indebted + lot.reversalDue;
  const more = creditsReversed(lot, source, total) - done;
  takeCreditsBack(draft, lot.id, more, reverse.id);
  payBack(draft, source, lot.reversedMoney, total);
  return draft.accept(reverse);
}
