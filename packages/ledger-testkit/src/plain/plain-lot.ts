import type { Grant, LimitRef, Terms } from '@telex-credits/ledger';

/** What became of one micro-credit. */
export type Fate = 'free' | 'held' | 'spent' | 'expired' | 'adjusted' | 'reversed';

/** A coin that a reversal took: from `free`, or one of a batch that had expired or been removed. */
export interface TakenCoin {
  readonly from: 'free' | 'expired' | 'adjusted';
  readonly batch: { readonly breakage: bigint; readonly lost: number; taken: number } | null;
}

/** A lot as a row of single micro-credits. */
export interface PlainLot {
  readonly grant: Omit<Grant, 'type' | 'note'>;
  readonly order: number;
  readonly coins: Fate[];
  /** Every coin that is `reversed`, in the order in which they were taken. */
  readonly taken: TakenCoin[];
  /** How many coins have left the lot for good; the next one releases the next bit of basis. */
  gone: number;
  breakage: bigint;
  due: number;
  money: bigint;
}

/** A use of some coins of one lot; also the debt that it became. */
export interface PlainUse {
  readonly lot: PlainLot;
  readonly key: string;
  readonly coins: number;
  readonly basis: bigint;
  readonly developer: bigint;
  readonly publisherId: string | null;
  readonly day: string;
  owed: number;
  owedSince: number;
  /** Whence `takenDeveloper` came, in order. */
  readonly sources: { readonly account: string; amount: bigint }[];
  takenDeveloper: bigint;
  takenPlatform: bigint;
  paid: number;
  restored: bigint;
  restoredDeveloper: bigint;
}

/** A limit's period. */
export type PlainLimit = Pick<LimitRef, 'id' | 'period' | 'periodEndsAt'>;

/** A hold with the lot of each coin that it reserved. */
export interface PlainHold {
  readonly id: string;
  readonly walletId: string;
  readonly coins: readonly PlainLot[];
  readonly terms: Terms;
  /** The limits it still counts in. */
  limits: readonly PlainLimit[];
  expiresAt: string;
  status: 'held' | 'captured' | 'released' | 'expired';
  captured: number;
}

export function countFate(lot: PlainLot, fate: Fate): number {
  return lot.coins.filter((coin) => coin === fate).length;
}

/** Gives `count` coins another fate. */
export function turn(lot: PlainLot, count: number, from: Fate, to: Fate): void {
  for (let turned = 0; turned < count; turned += 1) {
    const at = lot.coins.indexOf(from);
    if (at < 0) {
      throw new Error(`the model has no ${from} coin left in ${lot.grant.id}`);
    }
    lot.coins[at] = to;
  }
}

/** The basis of the next coins to go, one by one. */
export function releaseBasis(lot: PlainLot, count: number): bigint {
  let released = 0n;
  const { basis } = lot.grant;
  const size = BigInt(lot.coins.length);
  for (let coin = 0; coin < count; coin += 1) {
    released += (basis * BigInt(lot.gone + 1)) / size - (basis * BigInt(lot.gone)) / size;
    lot.gone += 1;
  }
  return released;
}

/** The lots in burn order, told by four sorts from the least to the most important rule. */
export function inBurnOrder(lots: readonly PlainLot[]): PlainLot[] {
  const never = '9999';
  return [...lots]
    .sort((a, b) => a.order - b.order)
    .sort((a, b) => Number(a.grant.kind === 'paid') - Number(b.grant.kind === 'paid'))
    .sort((a, b) => (a.grant.expiresAt ?? never).localeCompare(b.grant.expiresAt ?? never, 'en'))
    .sort((a, b) => a.grant.priority - b.grant.priority);
}
