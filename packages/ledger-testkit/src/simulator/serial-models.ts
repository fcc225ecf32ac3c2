import { isDeepStrictEqual } from 'node:util';
import {
  type DecisionContext,
  decide,
  decodeEntry,
  type Entry,
  encodeEntry,
  type Operation,
  type Refusal,
} from '@telex-credits/ledger';
import { LedgerState } from '../ledger-state.js';
import { modelDifference } from '../plain/compare-models.js';
import { PlainModel } from '../plain/plain-model.js';
import { Broken } from './broken.js';

/** Whether two entries say the same; one may have been written and read. */
function sameEntry(a: Entry, b: Entry): boolean {
  return (
    isDeepStrictEqual(a, b) ||
    isDeepStrictEqual(decodeEntry(encodeEntry(a)), decodeEntry(encodeEntry(b)))
  );
}

/**
 * What the ledger must be: its journal worked again, one operation after the other, by `decide` on a
 * fresh state and by the plain model, which shares no code with it.
 */
export class SerialModels {
  readonly state = new LedgerState();
  readonly entries: Entry[] = [];
  readonly #plain = new PlainModel();
  readonly #ended = new Set<string>();

  get lastSeq(): number {
    return this.entries.length;
  }

  /** The time of the newest entry; empty when there is none. */
  get lastAt(): string {
    return this.entries.at(-1)?.at ?? '';
  }

  /** Takes the journal's next entry in; it must be exactly what both models say. */
  enter(entry: Entry): void {
    const what = `${entry.type} ${entry.id} (entry ${entry.seq})`;
    if (entry.seq !== this.lastSeq + 1 || entry.at < this.lastAt) {
      throw new Broken(`${what} at ${entry.at} follows entry ${this.lastSeq} at ${this.lastAt}`);
    }
    const decision = decide(this.state, entry.operation, this.#context(entry.at));
    if (!decision.ok) {
      throw new Broken(`${what} was accepted; decide says ${decision.refusal.code}`);
    }
    if (!sameEntry(decision.entry, entry)) {
      const [should, is] = [encodeEntry(decision.entry), encodeEntry(entry)];
      throw new Broken(`${what} is\n${is}\ndecide says\n${should}`);
    }
    const plain = this.#plain.work(entry.operation, entry.at);
    if (plain !== 'ok') {
      throw new Broken(`${what} was accepted; the plain model says ${plain}`);
    }
    this.#endOnce(entry, what);
    this.state.apply(entry, decision.changes);
    this.entries.push(entry);
  }

  #endOnce(entry: Entry, what: string): void {
    const ends = ['capture', 'release', 'expire'].includes(entry.type);
    if (entry.holdId !== null && ends) {
      if (this.#ended.has(entry.holdId)) {
        throw new Broken(`${what} ends hold ${entry.holdId}, which had ended`);
      }
      this.#ended.add(entry.holdId);
    }
  }

  /** A refusal at this moment must be exactly what both models say, too. */
  refuse(operation: Operation, refusal: Refusal, now: string): void {
    const what = `${operation.type} ${operation.id}`;
    const decision = decide(this.state, operation, this.#context(now));
    if (decision.ok || !isDeepStrictEqual(decision.refusal, refusal)) {
      const says = decision.ok ? 'accepts it' : `says ${decision.refusal.code}`;
      throw new Broken(`${what} was refused as ${refusal.code}; decide ${says}`);
    }
    const plain = refusal.code === 'invalid_operation' ? null : this.#plain.work(operation, now);
    if (plain !== null && plain !== refusal.code) {
      throw new Broken(`${what} was refused as ${refusal.code}; the plain model says ${plain}`);
    }
  }

  #context(now: string): DecisionContext {
    return { now, seq: this.lastSeq + 1, baseCurrency: 'USD' };
  }

  /** After a commit: sums, bounds, nothing left that has ended, and both models alike. */
  check(now: string, granted: ReadonlySet<string>): void {
    const sums = new Map<string, bigint>();
    for (const { asset, balance } of this.state.balances('')) {
      sums.set(asset, (sums.get(asset) ?? 0n) + balance);
    }
    for (const [asset, sum] of sums) {
      if (sum !== 0n) {
        throw new Broken(`${asset} sums to ${sum}`);
      }
    }
    for (const { id, posted, held } of this.state.wallets.values()) {
      if (held < 0n || held > posted) {
        throw new Broken(`wallet ${id} holds ${held} of ${posted}`);
      }
    }
    const difference = modelDifference(this.state, this.#plain) ?? this.#overdue(now, granted);
    if (difference !== null) {
      throw new Broken(difference);
    }
  }

  /** What should have been expired ahead of the commit; a lot may have been granted ended in it. */
  #overdue(now: string, granted: ReadonlySet<string>): string | null {
    const hold = this.#plain.holds.find((one) => one.status === 'held' && one.expiresAt <= now);
    if (hold !== undefined) {
      return `hold ${hold.id} is open at ${now}; it ended at ${hold.expiresAt}`;
    }
    const lot = this.#plain.lots.find(
      ({ grant, coins }) =>
        grant.expiresAt !== null &&
        grant.expiresAt <= now &&
        coins.includes('free') &&
        !granted.has(grant.id),
    );
    return lot === undefined ? null : `lot ${lot.grant.id} has credits after its end, at ${now}`;
  }
}
