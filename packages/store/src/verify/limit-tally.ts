import type { Entry, HoldState, LimitCounter, LimitRef } from '@telex-credits/ledger';
import type { RuleCheck } from './checklist.js';

interface Tally {
  readonly walletId: string;
  readonly counter: LimitCounter;
  used: bigint;
  held: bigint;
}

/** Counts again, from holds and charges, what the wallets' limit counters say. */
export class LimitTally {
  readonly #tallies = new Map<string, Tally>();
  /** Limits of running periods that something counts in and that no wallet has a counter for. */
  readonly #missing = new Map<string, string | null>();

  /** All counters come before the first entry and hold. */
  addCounters(walletId: string, counters: readonly LimitCounter[]): void {
    for (const counter of counters) {
      this.#tallies.set(key(walletId, counter), { walletId, counter, used: 0n, held: 0n });
    }
  }

  /** A charge counts by its entry; a capture counts by its hold. */
  addEntry({ operation }: Entry): void {
    if (operation.type === 'charge') {
      this.#add(operation.walletId, operation.limits, { used: operation.credits, held: 0n });
    }
  }

  addHold({ walletId, limits, status, credits, captured }: HoldState): void {
    this.#add(walletId, limits, { used: captured, held: status === 'held' ? credits : 0n });
  }

  #add(walletId: string, limits: readonly LimitRef[], add: { used: bigint; held: bigint }): void {
    for (const limit of limits) {
      const tally = this.#tallies.get(key(walletId, limit));
      if (tally !== undefined) {
        tally.used += add.used;
        tally.held += add.held;
      } else if (limit.level !== 'call' && add.used + add.held > 0n) {
        // A limit per call counts nothing.
        const endsAt = add.held > 0n ? null : limit.periodEndsAt;
        this.#missing.set(key(walletId, limit), endsAt);
      }
    }
  }

  /**
   * Compares. Of a period that ended before `lastAt` the counter may have been dropped, and begun
   * anew by a late hold, so it may then say less than was used.
   */
  check(rule: RuleCheck, lastAt: string): void {
    for (const { walletId, counter, used, held } of this.#tallies.values()) {
      const ended = counter.periodEndsAt !== null && counter.periodEndsAt <= lastAt;
      const usedFits = counter.used === used || (ended && counter.used < used);
      rule.that(
        counter.held === held && usedFits,
        () =>
          `wallet ${walletId}: ${counter.id} of ${counter.period} counts ${counter.used} used and ` +
          `${counter.held} held; its holds and charges make ${used} and ${held}`,
      );
    }
    for (const [limit, endsAt] of this.#missing) {
      const running = endsAt === null || endsAt > lastAt;
      rule.that(!running, () => `no counter for ${limit.replaceAll('\n', ', ')}`);
    }
  }
}

function key(walletId: string, limit: { readonly id: string; readonly period: string }): string {
  return `${walletId}\n${limit.id}\n${limit.period}`;
}
