import { minorToNanos } from '@telex-credits/money';
import { accounts } from './accounts.js';
import { least } from './amounts.js';
import { payDebts } from './debts.js';
import type { Decision } from './decision.js';
import { Draft, type Scene } from './draft.js';
import { isExpired, pickLots } from './lots.js';
import type { Adjust, Grant, PaymentSource } from './operations.js';
import { refuse } from './refuse.js';
import type { Lot } from './state.js';

/** A lot that nothing has been taken from. */
function newLot(grant: Grant, seq: number): Lot {
  const { id, walletId, kind, credits, basis, priority, expiresAt, source } = grant;
  const untouched = {
    held: 0n,
    spent: 0n,
    expired: 0n,
    adjusted: 0n,
    reversed: 0n,
    takings: [],
    breakage: 0n,
    indebted: 0n,
    reversalDue: 0n,
    reversedMoney: 0n,
  };
  return {
    id,
    walletId,
    kind,
    size: credits,
    basis,
    ...untouched,
    priority,
    expiresAt,
    source,
    seq,
  };
}

/** Money comes in: cash into the exchange account, and out of it what is owed for it. */
function collect(draft: Draft, source: PaymentSource, basis: bigint): void {
  const { currency, paid, provider, tax } = source;
  draft.transfers.add({
    debit: accounts.cash(provider),
    credit: accounts.fx,
    asset: currency,
    amount: currency === draft.context.baseCurrency ? minorToNanos(paid, currency) : paid,
  });
  draft.moveBase(accounts.fx, accounts.deferredRevenue, basis);
  draft.moveBase(accounts.fx, accounts.taxPayable, tax);
}

/** Issues a lot and lets it pay the wallet's debt first; an expired lot pays nothing. */
function issue(draft: Draft, grant: Grant): void {
  const { now, seq } = draft.context;
  const lot = newLot(grant, seq);
  const owed = draft.debt;
  draft.addLot(lot);
  if (grant.source === null) {
    draft.moveBase(accounts.promotionExpense, accounts.deferredRevenue, grant.basis);
  } else {
    collect(draft, grant.source, grant.basis);
  }
  const credits = least(owed, lot.size);
  if (credits > 0n && !isExpired(lot, now)) {
    payDebts(draft, [{ lotId: lot.id, credits }]);
  }
}

/** See `Grant`. */
export function decideGrant(scene: Scene, grant: Grant): Decision {
  const wallet = scene.view.wallet(grant.walletId);
  if (wallet === undefined) {
    return refuse({ code: 'wallet_not_found' });
  }
  const draft = new Draft(scene, wallet);
  issue(draft, grant);
  return draft.accept(grant);
}

/** The grant that a positive correction amounts to. */
function correction(adjust: Adjust): Grant {
  const { id, walletId, credits } = adjust;
  const terms = { basis: 0n, priority: 0, expiresAt: null, source: null };
  return { type: 'grant', id, walletId, kind: 'promotional', credits, ...terms };
}

/** See `Adjust`. A positive correction pays a debt first, as a grant does. */
export function decideAdjust(scene: Scene, adjust: Adjust): Decision {
  const wallet = scene.view.wallet(adjust.walletId);
  if (wallet === undefined) {
    return refuse({ code: 'wallet_not_found' });
  }
  const draft = new Draft(scene, wallet);
  if (adjust.credits > 0n) {
    issue(draft, correction(adjust));
    return draft.accept(adjust);
  }
  const needed = -adjust.credits;
  const { parts, found } = pickLots(wallet.lots, needed, scene.context.now);
  if (found < needed) {
    return refuse({ code: 'insufficient_credits', needed, available: found });
  }
  for (const part of parts) {
    draft.endCredits(part, 'available', 'adjusted');
  }
  return draft.accept(adjust);
}
