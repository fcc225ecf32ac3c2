import type { Micros } from '@telex-credits/money';
import type { Decision } from './decision.js';
import { Draft, type Scene } from './draft.js';
import { brokenLimit, count, dropEnded } from './limits.js';
import { available, type LotPart, pickLots } from './lots.js';
import type { Charge, Hold } from './operations.js';
import { refuse } from './refuse.js';
import type { Refusal } from './results.js';
import { oweUpstream, spendPart } from './spend-credits.js';
import type { Lot, Wallet } from './state.js';

/** The lots that a reservation takes, or the first rule that it breaks. */
type Reserved = { readonly parts: readonly LotPart[] } | { readonly refusal: Refusal };

/** Checks freeze, debt, limits and balance, in this order, and picks the lots to burn. */
function reserve(wallet: Wallet, reservation: Hold | Charge, now: string): Reserved {
  const { credits, limits } = reservation;
  if (wallet.frozen.length > 0) {
    return { refusal: { code: 'wallet_frozen' } };
  }
  if (wallet.debt > 0n) {
    return { refusal: { code: 'wallet_in_debt', debt: wallet.debt } };
  }
  const refusal = brokenLimit(wallet.counters, limits, credits);
  if (refusal !== null) {
    return { refusal };
  }
  const { parts, found } = pickLots(wallet.lots, credits, now);
  return found < credits ? insufficient(credits, found) : { parts };
}

function insufficient(needed: Micros, found: Micros): Reserved {
  return { refusal: { code: 'insufficient_credits', needed, available: found } };
}

/** Takes from one lot alone, whatever the wallet's freeze, debt and limits, and the lot's expiry. */
function reserveOnly(lot: Lot | undefined, hold: Hold): Reserved {
  if (lot === undefined || lot.walletId !== hold.walletId) {
    return { refusal: { code: 'lot_not_found' } };
  }
  const free = available(lot);
  if (free < hold.credits) {
    return insufficient(hold.credits, free);
  }
  // Nothing is no part: the wallet need not list the lot any more when the hold ends.
  return { parts: hold.credits === 0n ? [] : [{ lotId: lot.id, credits: hold.credits }] };
}

function facts(reservation: Hold | Charge) {
  const { moduleId, keyId, publisherId } = reservation;
  return { moduleId, keyId, publisherId };
}

/** See `Hold`. A hold on one lot alone counts against no limit. */
export function decideHold(scene: Scene, hold: Hold): Decision {
  const { view, context } = scene;
  const wallet = view.wallet(hold.walletId);
  if (wallet === undefined) {
    return refuse({ code: 'wallet_not_found' });
  }
  const { onlyLotId } = hold;
  const reserved =
    onlyLotId === undefined
      ? reserve(wallet, hold, context.now)
      : reserveOnly(view.lot(onlyLotId), hold);
  if ('refusal' in reserved) {
    return refuse(reserved.refusal);
  }
  const draft = new Draft(scene, wallet);
  for (const { lotId, credits } of reserved.parts) {
    const lot = draft.lot(lotId);
    draft.setLot({ ...lot, held: lot.held + credits });
  }
  const limits = onlyLotId === undefined ? hold.limits : [];
  const counters = count(wallet.counters, limits, { used: 0n, held: hold.credits });
  draft.counters = dropEnded(counters, context.now);
  draft.hold = {
    id: hold.id,
    walletId: hold.walletId,
    credits: hold.credits,
    captured: 0n,
    status: 'held',
    expiresAt: hold.expiresAt,
    moduleId: hold.moduleId,
    publisherId: hold.publisherId,
    developerBps: hold.developerBps,
    keyId: hold.keyId,
    lots: reserved.parts,
    limits,
  };
  return draft.accept(hold, { ...facts(hold), holdId: hold.id });
}

/** See `Charge`. Counts as used at once. */
export function decideCharge(scene: Scene, charge: Charge): Decision {
  const { view, context } = scene;
  const wallet = view.wallet(charge.walletId);
  if (wallet === undefined) {
    return refuse({ code: 'wallet_not_found' });
  }
  const reserved = reserve(wallet, charge, context.now);
  if ('refusal' in reserved) {
    return refuse(reserved.refusal);
  }
  const draft = new Draft(scene, wallet);
  for (const part of reserved.parts) {
    spendPart(draft, part, { from: 'available', terms: charge });
  }
  oweUpstream(draft, charge.upstreamCost);
  const counters = count(wallet.counters, charge.limits, { used: charge.credits, held: 0n });
  draft.counters = dropEnded(counters, context.now);
  return draft.accept(charge, facts(charge));
}
