import type { Operation, Result } from '@telex-credits/ledger';
import type { Currency } from '@telex-credits/money';
import {
  Batcher,
  type BatchWorker,
  type LedgerStore,
  type VerifyReport,
} from '@telex-credits/store';
import { type Database, openDatabase } from '../database.js';
import { type LedgerLock, lockLedger } from './ledger-lock.js';
import { SqliteLedgerReader } from './reader.js';
import { checkBeforeServing } from './recovery.js';
import { ensureSchema } from './schema.js';
import { verifySqliteLedger } from './verify.js';
import { Writer, writerConnection } from './writer.js';
import { verifyInThread, WriterThread } from './writer-thread.js';

/** How to open a ledger. */
export interface SqliteLedgerOptions {
  /** The file; made when missing. Its lock file and SQLite's own files lie beside it. */
  readonly path: string;
  readonly baseCurrency: Currency;
  readonly now?: () => Date;
  /** Runs the writer in this thread instead of one of its own: for tests and commands. */
  readonly inline?: boolean;
  /** The most operations in one commit: 512 unless told. */
  readonly batchMax?: number;
  /** The most operations that wait: 20,000 unless told; what does not fit is `overloaded`. */
  readonly queueMax?: number;
  /** How long an operation waits before it is answered `unknown`: 10 seconds unless told. */
  readonly deadlineMs?: number;
  /** How often holds and lots are expired while nothing else happens: every second unless told. */
  readonly expireEveryMs?: number;
  /** Told about failed commits and the like; unless told, they become process warnings. */
  readonly onError?: (error: unknown) => void;
}

/** Enough for the active wallets of a large installation in a few hundred megabytes. */
const cacheSizes = { wallets: 20_000, holds: 100_000 };

/**
 * Opens a ledger for reading and writing. Throws `LedgerLocked` when another process writes it,
 * `LedgerDamaged` when it breaks a rule, and when it has another schema version or base currency.
 */
export function openSqliteLedger(options: SqliteLedgerOptions): Promise<LedgerStore> {
  return openLedgerThrough(options, () => openDatabase(options.path, writerConnection));
}

/** `openSqliteLedger` whose inline writer gets its connection from `open`, which tests make fail. */
export async function openLedgerThrough(
  options: SqliteLedgerOptions,
  open: () => Database,
): Promise<SqliteLedger> {
  const lock = lockLedger(options.path);
  try {
    prepareFile(options);
    const now = steadyClock(options.now ?? (() => new Date()));
    const writer = await startWriter(options, now, open);
    const db = openDatabase(options.path, { readOnly: true });
    return new SqliteLedger({ options, lock, now, writer, db });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function prepareFile({ path, baseCurrency }: SqliteLedgerOptions): void {
  const db = openDatabase(path, writerConnection);
  try {
    ensureSchema(db, baseCurrency);
    checkBeforeServing(db, path);
  } finally {
    db.close();
  }
}

/** Never goes back, as the journal never does. */
function steadyClock(now: () => Date): () => string {
  let last = '';
  return () => {
    const moment = now().toISOString();
    if (moment > last) {
      last = moment;
    }
    return last;
  };
}

interface RunningWriter extends BatchWorker {
  close(): Promise<void>;
}

async function startWriter(
  options: SqliteLedgerOptions,
  now: () => string,
  open: () => Database,
): Promise<RunningWriter> {
  const { path, baseCurrency } = options;
  const report = options.onError ?? warn;
  const settings = { baseCurrency, batchMax: options.batchMax ?? 512, cacheSizes };
  if (options.inline === true) {
    const writer = new Writer({ ...settings, open, report });
    return {
      work: async (operations) => writer.work(operations, now()),
      close: async () => writer.close(),
    };
  }
  const thread = new WriterThread({ task: 'write', path, ...settings }, { now, report });
  await thread.start();
  return thread;
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

class SqliteLedger extends SqliteLedgerReader implements LedgerStore {
  readonly #options: SqliteLedgerOptions;
  readonly #lock: LedgerLock;
  readonly #writer: RunningWriter;
  readonly #db: Database;
  readonly #batcher: Batcher;
  readonly #listeners = new Set<(lastSeq: number) => void>();
  readonly #expiring: NodeJS.Timeout;
  #lastSeq = 0;

  constructor(parts: {
    readonly options: SqliteLedgerOptions;
    readonly lock: LedgerLock;
    readonly now: () => string;
    readonly writer: RunningWriter;
    readonly db: Database;
  }) {
    super(parts.db, parts.now);
    const { options } = parts;
    this.#options = options;
    this.#lock = parts.lock;
    this.#writer = parts.writer;
    this.#db = parts.db;
    this.#batcher = new Batcher({
      worker: parts.writer,
      batchMax: options.batchMax ?? 512,
      queueMax: options.queueMax ?? 20_000,
      deadlineMs: options.deadlineMs ?? 10_000,
      onCommit: (lastSeq) => this.#committed(lastSeq),
    });
    this.#expiring = setInterval(() => this.#batcher.tick(), options.expireEveryMs ?? 1000);
    this.#expiring.unref();
  }

  submit(operations: readonly Operation[]): Promise<Result[]> {
    return this.#batcher.submit(operations);
  }

  onCommit(listener: (lastSeq: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async verify(): Promise<VerifyReport> {
    const { path, inline } = this.#options;
    return inline === true ? verifySqliteLedger(path) : verifyInThread(path);
  }

  async close(): Promise<void> {
    clearInterval(this.#expiring);
    await this.#batcher.close();
    await this.#writer.close();
    this.#db.close();
    this.#lock.release();
  }

  #committed(lastSeq: number): void {
    if (lastSeq > this.#lastSeq) {
      this.#lastSeq = lastSeq;
      for (const listener of this.#listeners) {
        listener(lastSeq);
      }
    }
  }
}
