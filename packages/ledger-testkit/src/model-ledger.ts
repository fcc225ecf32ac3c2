import {
  type Decision,
  decide,
  dueExpiries,
  type Entry,
  fingerprint,
  type HoldState,
  type Lot,
  type Operation,
  type Payout,
  type PublisherEarnings,
  parsePending,
  type Result,
  viewHold,
  viewWallet,
  type Wallet,
} from '@telex-credits/ledger';
import type { Currency } from '@telex-credits/money';
import type { Balance, EntryQuery, LedgerStore, VerifyReport } from '@telex-credits/store';
import { report } from './invariants.js';
import { LedgerState } from './ledger-state.js';

/** What a ledger store is made with in tests. */
export interface LedgerOptions {
  readonly now: () => Date;
  readonly baseCurrency: Currency;
}

interface Outcome {
  readonly body: string;
  readonly decision: Decision;
}

/**
 * A whole ledger in memory, for tests that need a fast store: the port's promises, nothing durable.
 * A batch is worked in one go, so two callers never interleave.
 */
export class ModelLedger implements LedgerStore {
  readonly state = new LedgerState();
  readonly journal: Entry[] = [];
  readonly #options: LedgerOptions;
  readonly #outcomes = new Map<string, Outcome>();
  readonly #listeners = new Set<(lastSeq: number) => void>();
  #last = '';

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** The injected clock, which never goes back here. */
  #now(): string {
    const now = this.#options.now().toISOString();
    if (now > this.#last) {
      this.#last = now;
    }
    return this.#last;
  }

  async submit(operations: readonly Operation[]): Promise<Result[]> {
    return this.work(operations);
  }

  /** `submit` without a promise, for loops that count in millions. */
  work(operations: readonly Operation[]): Result[] {
    const now = this.#now();
    const before = this.journal.length;
    this.#sweep(now);
    const results = operations.map((operation) => this.#once(operation, now));
    if (this.journal.length > before) {
      for (const listener of this.#listeners) {
        listener(this.journal.length);
      }
    }
    return results;
  }

  #sweep(now: string): void {
    for (const wallet of [...this.state.wallets.values()]) {
      for (const expire of dueExpiries(wallet, this.state.openHolds(wallet.id), now)) {
        this.#once(expire, now);
      }
    }
  }

  #once(operation: Operation, now: string): Result {
    const body = fingerprint(operation);
    const known = this.#outcomes.get(operation.id);
    if (known !== undefined) {
      return known.body === body ? answer(known.decision, true) : reused;
    }
    const { baseCurrency } = this.#options;
    const seq = this.journal.length + 1;
    const decision = decide(this.state, operation, { now, seq, baseCurrency });
    if (decision.ok) {
      this.state.apply(decision.entry, decision.changes);
      this.journal.push(decision.entry);
    }
    this.#outcomes.set(operation.id, { body, decision });
    return answer(decision, false);
  }

  async wallet(id: string): Promise<Wallet | undefined> {
    const wallet = this.state.wallet(id);
    return wallet && viewWallet(wallet, this.state.openHolds(id), this.#now());
  }

  async hold(id: string): Promise<HoldState | undefined> {
    const hold = this.state.hold(id);
    return hold && viewHold(hold, this.#now());
  }

  async lot(id: string): Promise<Lot | undefined> {
    return this.state.lot(id);
  }

  async openHolds(walletId: string): Promise<HoldState[]> {
    const now = this.#now();
    return this.state
      .openHolds(walletId)
      .filter((hold) => viewHold(hold, now).status === 'held')
      .sort((a, b) => (a.expiresAt < b.expiresAt ? -1 : Number(a.expiresAt > b.expiresAt)));
  }

  async outcome(id: string): Promise<Result | undefined> {
    const known = this.#outcomes.get(id);
    return known && answer(known.decision, true);
  }

  async entry(id: string): Promise<Entry | undefined> {
    const known = this.#outcomes.get(id)?.decision;
    return known?.ok ? known.entry : undefined;
  }

  async entries(query: EntryQuery): Promise<Entry[]> {
    const found = this.journal.filter((entry) => matches(entry, query));
    return (query.order === 'newest_first' ? found.reverse() : found).slice(0, query.limit);
  }

  async lastSeq(): Promise<number> {
    return this.journal.length;
  }

  async balances(prefix: string): Promise<Balance[]> {
    return this.state.balances(prefix);
  }

  async publisher(id: string): Promise<PublisherEarnings> {
    return this.state.publisher(id);
  }

  async payout(id: string): Promise<Payout | undefined> {
    return this.state.payout(id);
  }

  async pendingUpTo(day: string): Promise<{ publisherId: string; day: string }[]> {
    return this.state
      .balances('earnings_pending:')
      .flatMap(({ account }) => parsePending(account) ?? [])
      .filter((pending) => pending.day <= day)
      .sort((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)));
  }

  async verify(): Promise<VerifyReport> {
    return report({
      entries: this.journal,
      wallets: [...this.state.wallets.values()],
      lots: [...this.state.lots.values()],
      holds: [...this.state.holds.values()],
      payouts: [...this.state.payouts.values()],
      balances: this.state.balances(''),
    });
  }

  onCommit(listener: (lastSeq: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }
}

const reused: Result = {
  ok: false,
  refusal: { code: 'id_reused_with_different_body' },
  replayed: false,
};

function answer(decision: Decision, replayed: boolean): Result {
  return decision.ok
    ? { ok: true, entry: decision.entry, replayed }
    : { ok: false, refusal: decision.refusal, replayed };
}

function matches(entry: Entry, query: EntryQuery): boolean {
  const { walletId, types, moduleId, keyId, from, to, afterSeq, beforeSeq } = query;
  return (
    (walletId === undefined || entry.walletId === walletId) &&
    (types === undefined || types.includes(entry.type)) &&
    (moduleId === undefined || entry.moduleId === moduleId) &&
    (keyId === undefined || entry.keyId === keyId) &&
    (from === undefined || entry.at >= from) &&
    (to === undefined || entry.at < to) &&
    entry.seq > (afterSeq ?? 0) &&
    entry.seq < (beforeSeq ?? Number.POSITIVE_INFINITY)
  );
}
