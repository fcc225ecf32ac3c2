import type { Micros } from '@telex-credits/money';
import { least } from './amounts.js';
import { indebt } from './debts.js';
import type { Decision } from './decision.js';
import { Draft, type Scene } from './draft.js';
import { count, dropEnded } from './limits.js';
import { isExpired, type LotPart } from './lots.js';
import type { Capture, Expire, Extend, Release } from './operations.js';
import { refuse } from './refuse.js';
import type { Refusal } from './results.js';
import { oweUpstream, spendPart } from './spend-credits.js';
import type { HoldState, HoldStatus, LedgerView, Wallet } from './state.js';

const refusalOf = {
  captured: 'hold_already_captured',
  released: 'hold_already_released',
  expired: 'hold_expired',
} as const;

/** Why a hold can no longer be changed; null while it can. One past its end is expired, swept or not. */
function endedRefusal(hold: HoldState | undefined, now: string): Refusal | null {
  if (hold === undefined) {
    return { code: 'hold_not_found' };
  }
  if (hold.status !== 'held') {
    return { code: refusalOf[hold.status] };
  }
  return hold.expiresAt <= now ? { code: 'hold_expired' } : null;
}

function walletOf(view: LedgerView, hold: HoldState): Wallet {
  const wallet = view.wallet(hold.walletId);
  if (wallet === undefined) {
    throw new Error(`the store lacks wallet ${hold.walletId} of hold ${hold.id}`);
  }
  return wallet;
}

function facts(hold: HoldState) {
  const { moduleId, keyId, publisherId } = hold;
  return { moduleId, keyId, publisherId, holdId: hold.id };
}

/** Returns held credits to their lot; what its reversal or its expiry is waiting for goes there. */
function giveBack(draft: Draft, part: LotPart): void {
  const { lotId } = part;
  const lot = draft.lot(lotId);
  const due = least(lot.reversalDue, part.credits);
  if (due > 0n) {
    draft.endCredits({ lotId, credits: due }, 'held', 'reversed');
    draft.setLot({ ...draft.lot(lotId), reversalDue: lot.reversalDue - due });
  }
  const credits = part.credits - due;
  if (isExpired(lot, draft.context.now)) {
    draft.endCredits({ lotId, credits }, 'held', 'expired');
  } else {
    const after = draft.lot(lotId);
    draft.setLot({ ...after, held: after.held - credits });
  }
}

/** What held credits can no longer cover of a lot's reversal was spent: it becomes debt. */
function settleDue(draft: Draft, lotId: string, entryId: string): void {
  const lot = draft.lot(lotId);
  const uncovered = lot.reversalDue - lot.held;
  if (uncovered > 0n) {
    draft.setLot({ ...lot, reversalDue: lot.held });
    indebt(draft, lotId, uncovered, entryId);
  }
}

/** Ends a hold: captures in burn order what was used and returns the rest, lots and counters both. */
function endHold(
  draft: Draft,
  hold: HoldState,
  end: {
    readonly status: Exclude<HoldStatus, 'held'>;
    readonly captured: Micros;
    readonly entryId: string;
  },
): void {
  let left = end.captured;
  const unused: LotPart[] = [];
  for (const { lotId, credits } of hold.lots) {
    const taken = least(credits, left);
    if (taken > 0n) {
      spendPart(draft, { lotId, credits: taken }, { from: 'held', terms: hold });
    }
    unused.push({ lotId, credits: credits - taken });
    left -= taken;
  }
  for (const part of unused) {
    giveBack(draft, part);
  }
  for (const { lotId } of hold.lots) {
    settleDue(draft, lotId, end.entryId);
  }
  const counted = { used: end.captured, held: -hold.credits };
  draft.counters = dropEnded(count(draft.counters, hold.limits, counted), draft.context.now);
  draft.hold = { ...hold, status: end.status, captured: end.captured };
}

/** See `Extend`. */
export function decideExtend(scene: Scene, extend: Extend): Decision {
  const hold = scene.view.hold(extend.holdId);
  const refusal = endedRefusal(hold, scene.context.now);
  if (refusal !== null || hold === undefined) {
    return refuse(refusal ?? { code: 'hold_not_found' });
  }
  const draft = new Draft(scene, walletOf(scene.view, hold));
  draft.hold = { ...hold, expiresAt: extend.expiresAt };
  return draft.accept(extend, facts(hold));
}

/** See `Capture`. Freeze, debt and limits do not stop it: they were met when the hold was made. */
export function decideCapture(scene: Scene, capture: Capture): Decision {
  const hold = scene.view.hold(capture.holdId);
  const refusal = endedRefusal(hold, scene.context.now);
  if (refusal !== null || hold === undefined) {
    return refuse(refusal ?? { code: 'hold_not_found' });
  }
  if (capture.credits > hold.credits) {
    return refuse({ code: 'amount_exceeds_hold', held: hold.credits });
  }
  const draft = new Draft(scene, walletOf(scene.view, hold));
  endHold(draft, hold, { status: 'captured', captured: capture.credits, entryId: capture.id });
  oweUpstream(draft, capture.upstreamCost);
  return draft.accept(capture, facts(hold));
}

/** See `Release`. */
export function decideRelease(scene: Scene, release: Release): Decision {
  const hold = scene.view.hold(release.holdId);
  const refusal = endedRefusal(hold, scene.context.now);
  if (refusal !== null || hold === undefined) {
    return refuse(refusal ?? { code: 'hold_not_found' });
  }
  const draft = new Draft(scene, walletOf(scene.view, hold));
  endHold(draft, hold, { status: 'released', captured: 0n, entryId: release.id });
  return draft.accept(release, facts(hold));
}

/** See `Expire`: the end of a hold whose time has come. */
export function decideExpireHold(scene: Scene, expire: Expire, holdId: string): Decision {
  const hold = scene.view.hold(holdId);
  if (hold === undefined) {
    return refuse({ code: 'hold_not_found' });
  }
  if (hold.expiresAt > scene.context.now) {
    return refuse({ code: 'not_due' });
  }
  if (hold.status !== 'held') {
    return refuse({ code: refusalOf[hold.status] });
  }
  const draft = new Draft(scene, walletOf(scene.view, hold));
  endHold(draft, hold, { status: 'expired', captured: 0n, entryId: expire.id });
  return draft.accept(expire, facts(hold));
}
