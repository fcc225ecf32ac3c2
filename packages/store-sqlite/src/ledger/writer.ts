import {
  type DecisionContext,
  decide,
  decodeEntry,
  decodeRefusal,
  dueExpiries,
  encodeRefusal,
  fingerprint,
  type HoldState,
  type Operation,
  type Result,
} from '@telex-credits/ledger';
import type { Currency } from '@telex-credits/money';
import type { Worked } from '@telex-credits/store';
import type { Database, OpenOptions } from '../database.js';
import { isSqliteError } from '../sqlite-error.js';
import { type CacheSizes, LedgerState } from './ledger-state.js';
import { readHold, text } from './rows.js';

/**
 * A busy writer touches pages all over the file with each commit, and the same ones soon again: a
 * large cache saves reading them, a long log (32 MiB) copying them into the file each time. An entry
 * is about a kilobyte, so pages of eight waste less of their room, and a commit writes fewer of them.
 */
export const writerConnection: OpenOptions = {
  cacheMebibytes: 64,
  checkpointPages: 4000,
  pageBytes: 8192,
};

/** How to make a writer. */
export interface WriterOptions {
  /** Opens the ledger's connection; asked again after a failed commit. */
  readonly open: () => Database;
  readonly baseCurrency: Currency;
  readonly batchMax: number;
  readonly cacheSizes: CacheSizes;
  /** Told about what should never happen: a failed commit, a decision that threw. */
  readonly report: (error: unknown) => void;
}

interface Session {
  readonly db: Database;
  readonly state: LedgerState;
  lastSeq: number;
  lastAt: string;
}

const unknown: Result = { ok: false, refusal: { code: 'unknown' }, replayed: false };

/**
 * The one writer of a ledger: decides operations one after the other and commits them together.
 * Whatever fails on the way to the commit, its memory is dropped and the rows are the truth.
 */
export class Writer {
  readonly #options: WriterOptions;
  #session: Session | undefined;
  #lastSeq = 0;
  /** Transactions committed so far. */
  commits = 0;

  /** Opens the ledger; throws when that fails. */
  constructor(options: WriterOptions) {
    this.#options = options;
    this.#session = this.#open();
  }

  /** The newest journal position that is committed. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /**
   * Works a batch at `now` in one transaction, after everything whose time has come. Never throws:
   * operations whose outcome is not known are answered `unknown`.
   */
  work(operations: readonly Operation[], now: string): Worked {
    try {
      const session = this.#session ?? this.#open();
      this.#session = session;
      const at = session.lastAt > now ? session.lastAt : now;
      const due = this.#expireFullBatches(session, at);
      const results = this.#commit(session, [...due, ...operations], at);
      return { results: results.slice(due.length), lastSeq: this.#lastSeq };
    } catch (error) {
      this.#options.report(error);
      this.#drop();
      return { results: operations.map(() => unknown), lastSeq: this.#lastSeq };
    }
  }

  close(): void {
    this.#session?.db.close();
    this.#session = undefined;
  }

  #open(): Session {
    const db = this.#options.open();
    try {
      const state = new LedgerState(db, this.#options.cacheSizes);
      const last = state.statements.lastEntry.get();
      const lastAt = last === undefined ? '' : text(last.at);
      this.#lastSeq = Number(last?.seq ?? 0);
      return { db, state, lastSeq: this.#lastSeq, lastAt };
    } catch (error) {
      db.close();
      throw error;
    }
  }

  #drop(): void {
    try {
      this.#session?.db.close();
    } catch (error) {
      this.#options.report(error);
    }
    this.#session = undefined;
  }

  /** After a long stop more may be due than fits one transaction; returns what is left for this one. */
  #expireFullBatches(session: Session, now: string): Operation[] {
    for (;;) {
      const due = this.#due(session.state, now);
      if (due.length < this.#options.batchMax) {
        return due;
      }
      const before = session.lastSeq;
      this.#commit(session, due, now);
      if (session.lastSeq === before) {
        // What callers ask for must not wait for what cannot be done.
        this.#options.report(new Error(`${due.length} expiries are due and none can be worked`));
        return [];
      }
    }
  }

  #due(state: LedgerState, now: string): Operation[] {
    const { batchMax } = this.#options;
    const holds = new Map<string, HoldState[]>();
    for (const hold of state.statements.dueHolds.all(now, batchMax).map(readHold)) {
      const others = holds.get(hold.walletId) ?? [];
      others.push(hold);
      holds.set(hold.walletId, others);
    }
    const lots = state.statements.dueLots.all(now, batchMax).map((row) => text(row.wallet_id));
    return [...new Set([...holds.keys(), ...lots])].flatMap((walletId) => {
      const wallet = state.wallet(walletId);
      return wallet === undefined ? [] : dueExpiries(wallet, holds.get(walletId) ?? [], now);
    });
  }

  #commit(session: Session, operations: readonly Operation[], at: string): Result[] {
    if (operations.length === 0) {
      return [];
    }
    const results = session.db.immediate(() => {
      const worked = operations.map((operation) => this.#one(session, operation, at));
      session.state.seal();
      return worked;
    });
    this.#lastSeq = session.lastSeq;
    this.commits += 1;
    return results;
  }

  #one(session: Session, operation: Operation, at: string): Result {
    if (hasNul(operation)) {
      return unstorable;
    }
    const { statements } = session.state;
    const stored = statements.entryBody.get(operation.id);
    if (stored !== undefined) {
      const entry = decodeEntry(text(stored.body));
      const same = fingerprint(entry.operation) === fingerprint(operation);
      return same ? { ok: true, entry, replayed: true } : reused;
    }
    const refused = statements.refusal.get(operation.id);
    if (refused !== undefined) {
      const same = text(refused.fingerprint) === fingerprint(operation);
      return same
        ? { ok: false, refusal: decodeRefusal(text(refused.refusal)), replayed: true }
        : reused;
    }
    return this.#decide(session, operation, at);
  }

  #decide(session: Session, operation: Operation, at: string): Result {
    const { state } = session;
    const context: DecisionContext = {
      now: at,
      seq: session.lastSeq + 1,
      baseCurrency: this.#options.baseCurrency,
    };
    let decision: ReturnType<typeof decide>;
    try {
      decision = decide(state, operation, context);
    } catch (error) {
      // `decide` changes nothing, so only this operation is in doubt, unless the file failed.
      if (isSqliteError(error)) {
        throw error;
      }
      this.#options.report(error);
      return unknown;
    }
    if (!decision.ok) {
      const { refusal } = decision;
      const text = encodeRefusal(refusal);
      state.statements.insertRefusal.run(operation.id, fingerprint(operation), at, text);
      return { ok: false, refusal, replayed: false };
    }
    state.apply(decision.entry, decision.changes);
    session.lastSeq = decision.entry.seq;
    session.lastAt = at;
    return { ok: true, entry: decision.entry, replayed: false };
  }
}

/** Refused without a record: its id could not be kept. */
const unstorable: Result = {
  ok: false,
  refusal: { code: 'invalid_operation', detail: 'a text has a NUL character' },
  replayed: false,
};

/** Whether a text anywhere in a value has a NUL, which the database refuses. */
function hasNul(value: unknown): boolean {
  if (typeof value === 'string') {
    return value.includes('\0');
  }
  return typeof value === 'object' && value !== null && Object.values(value).some(hasNul);
}

const reused: Result = {
  ok: false,
  refusal: { code: 'id_reused_with_different_body' },
  replayed: false,
};
