import { decide } from './decide.js';
import { available, isExpired } from './lots.js';
import type { Expire } from './operations.js';
import type { HoldState, LedgerView, Wallet } from './state.js';

const isDue = (hold: HoldState, now: string): boolean =>
  hold.status === 'held' && hold.expiresAt <= now;

/** Soonest end first, then by id. */
function compareEnd(a: HoldState, b: HoldState): number {
  const before = a.expiresAt === b.expiresAt ? a.id < b.id : a.expiresAt < b.expiresAt;
  return before ? -1 : 1;
}

/**
 * What has come to its end in a wallet at `now`: its holds, soonest end first, then its lots that
 * have credits available (credits under a hold follow as the hold ends). Ids are made of what ends,
 * so that a sweep that runs twice is one sweep. Engines work these ahead of each batch.
 */
export function dueExpiries(
  wallet: Wallet,
  openHolds: readonly HoldState[],
  now: string,
): Expire[] {
  const holds = openHolds
    .filter((hold) => isDue(hold, now))
    .sort(compareEnd)
    .map(({ id }): Expire => ({ type: 'expire', id: `expire:${id}`, target: { holdId: id } }));
  const lots = wallet.lots
    .filter((lot) => isExpired(lot, now) && available(lot) > 0n)
    .map(({ id }): Expire => ({ type: 'expire', id: `expire:${id}`, target: { lotId: id } }));
  return [...holds, ...lots];
}

/** All that an expiry may look at. It never turns credits into debt, so it asks for no uses. */
function viewOf(wallet: Wallet, openHolds: readonly HoldState[]): LedgerView {
  return {
    wallet: () => wallet,
    lot: (id) => wallet.lots.find((lot) => lot.id === id),
    hold: (id) => openHolds.find((hold) => hold.id === id),
    usesOfLot: () => [],
    debtsOfLot: () => [],
    openDebts: () => [],
    publisher: (publisherId) => ({
      publisherId,
      pending: [],
      available: 0n,
      reserved: 0n,
      inTransit: 0n,
      paidOut: 0n,
      debt: 0n,
    }),
    payout: () => undefined,
  };
}

/**
 * The wallet as it is at `now`, for readers: what has ended meanwhile is left out, exactly as the next
 * sweep will leave it; the version stays. `openHolds` must be all open holds of the wallet.
 */
export function viewWallet(wallet: Wallet, openHolds: readonly HoldState[], now: string): Wallet {
  let seen = wallet;
  for (const expire of dueExpiries(wallet, openHolds, now)) {
    const context = { now, seq: 0, baseCurrency: 'USD' } as const;
    const decision = decide(viewOf(seen, openHolds), expire, context);
    if (decision.ok && decision.changes.wallet !== null) {
      seen = decision.changes.wallet;
    }
  }
  return { ...seen, version: wallet.version };
}

/** The hold as it is at `now`, for readers: one past its end is `expired`, swept or not. */
export function viewHold(hold: HoldState, now: string): HoldState {
  return isDue(hold, now) ? { ...hold, status: 'expired' } : hold;
}
