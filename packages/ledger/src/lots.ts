import { basisReleased, type Micros, mulDivFloor, type Nanos } from '@telex-credits/money';
import { least } from './amounts.js';
import type { Lot, Taking } from './state.js';

/** Credits of a lot that its basis no longer covers: spent, expired, removed or reversed. */
export function usedPart(lot: Lot): Micros {
  return lot.spent + lot.expired + lot.adjusted + lot.reversed;
}

/** Credits of a lot that no hold has reserved and nothing has used; an expired lot's too. */
export function available(lot: Lot): Micros {
  return lot.size - usedPart(lot) - lot.held;
}

/** Whether a lot's time is over at `now`, swept or not: expiry counts at read time too. */
export function isExpired(lot: Pick<Lot, 'expiresAt'>, now: string): boolean {
  return lot.expiresAt !== null && lot.expiresAt <= now;
}

/** Credits of a lot that a hold made at `now` could take. */
export function spendable(lot: Lot, now: string): Micros {
  return isExpired(lot, now) ? 0n : available(lot);
}

/** Whether a wallet still lists the lot. */
export function isActive(lot: Lot): boolean {
  return lot.held > 0n || lot.reversalDue > 0n || available(lot) > 0n;
}

function compareExpiry(a: string | null, b: string | null): number {
  if (a === b) {
    return 0;
  }
  if (a === null) {
    return 1;
  }
  return b === null || a < b ? -1 : 1;
}

/**
 * Burn order (design, section 4): lowest priority number, then soonest expiry (never last), then
 * promotional before paid, then oldest.
 */
export function compareBurnOrder(a: Lot, b: Lot): number {
  return (
    a.priority - b.priority ||
    compareExpiry(a.expiresAt, b.expiresAt) ||
    Number(a.kind === 'paid') - Number(b.kind === 'paid') ||
    a.seq - b.seq
  );
}

/** A part of one lot. */
export interface LotPart {
  readonly lotId: string;
  readonly credits: Micros;
}

/** What a wallet's lots give at `now` towards `needed` credits, in burn order. */
export function pickLots(
  lots: readonly Lot[],
  needed: Micros,
  now: string,
): { readonly parts: LotPart[]; readonly found: Micros } {
  const parts: LotPart[] = [];
  let found = 0n;
  for (const lot of [...lots].sort(compareBurnOrder)) {
    const free = spendable(lot, now);
    const credits = least(free, needed - found);
    if (credits > 0n) {
      parts.push({ lotId: lot.id, credits });
      found += credits;
    }
  }
  return { parts, found };
}

/** All that a wallet could spend at `now`. */
export function spendableOf(lots: readonly Lot[], now: string): Micros {
  return lots.reduce((sum, lot) => sum + spendable(lot, now), 0n);
}

/** Steps of reversals, and one more that took unspent credits; it joins one of its kind. */
export function takeUnspent(takings: readonly Taking[], credits: Micros): Taking[] {
  const last = takings.at(-1);
  if (credits === 0n) {
    return [...takings];
  }
  return last?.lost === 0n
    ? [...takings.slice(0, -1), { ...last, credits: last.credits + credits }]
    : [...takings, { credits, expired: 0n, lost: 0n, breakage: 0n }];
}

/** The breakage that a step on lost credits took: a floor of its share, whatever its steps. */
export function breakageTaken({ credits, lost, breakage }: Taking): Nanos {
  return lost === 0n ? 0n : mulDivFloor(breakage, credits, lost);
}

/**
 * Uses credits up: out of what is available or held, into one of the used fates. Returns the lot
 * afterwards and the basis that it released by growing its used part. Breakage is kept with
 * the lot for expired and removed credits, so that a reversal can take back exactly that.
 */
export function useUp(
  lot: Lot,
  credits: Micros,
  fate: { readonly from: 'available' | 'held'; readonly into: LotFate },
): { readonly lot: Lot; readonly basis: Nanos } {
  const { from, into } = fate;
  if (credits < 0n || credits > (from === 'held' ? lot.held : available(lot))) {
    throw new Error(`lot ${lot.id} has not ${credits} ${from} credits`);
  }
  const used = usedPart(lot);
  const basis = basisReleased(lot, used, used + credits);
  const broken = into === 'expired' || into === 'adjusted' ? basis : 0n;
  return {
    lot: {
      ...lot,
      held: from === 'held' ? lot.held - credits : lot.held,
      [into]: lot[into] + credits,
      takings: into === 'reversed' ? takeUnspent(lot.takings, credits) : lot.takings,
      breakage: lot.breakage + broken,
    },
    basis,
  };
}

/** How credits of a lot can end. */
export type LotFate = 'spent' | 'expired' | 'adjusted' | 'reversed';
