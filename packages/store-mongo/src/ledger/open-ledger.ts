import { randomUUID } from 'node:crypto';
import type { Operation, Result } from '@telex-credits/ledger';
import type { Currency } from '@telex-credits/money';
import { Batcher, type LedgerStore, type VerifyReport } from '@telex-credits/store';
import type { Connection } from 'mongoose';
import { connectMongo, type MongoOptions } from '../connect.js';
import { hasNoTransactions } from '../mongo-error.js';
import { ensureHead, readHead } from './head.js';
import { ensureLedgerCollections, type LedgerModels, makeModels } from './models.js';
import { MongoLedgerReader } from './reader.js';
import { checkBeforeServing } from './recovery.js';
import { verifyMongoLedger } from './verify.js';
import { MongoWriter } from './writer.js';

/** How to open a ledger. */
export interface MongoLedgerOptions extends MongoOptions {
  readonly baseCurrency: Currency;
  readonly now?: () => Date;
  /** 0 (included) to 1 (excluded); spreads the waits of engines that met. */
  readonly random?: () => number;
  /** The most operations in one commit: 512 unless told. */
  readonly batchMax?: number;
  /** The most operations that wait: 20,000 unless told; what does not fit is `overloaded`. */
  readonly queueMax?: number;
  /** How long an operation waits before it is answered `unknown`: 10 seconds unless told. */
  readonly deadlineMs?: number;
  /** How often holds and lots are expired, and others' commits noticed: every second unless told. */
  readonly expireEveryMs?: number;
  /** Told about failed batches and the like; unless told, they become process warnings. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Opens a ledger for reading and writing. Any number of processes may have one database open. Makes
 * collections and indexes that are missing. Throws `LedgerDamaged` when the ledger breaks a rule, and
 * when it has another schema version or base currency, or the server has no transactions.
 */
export async function openMongoLedger(options: MongoLedgerOptions): Promise<MongoLedger> {
  const connection = await connectMongo(options, 'bigint');
  try {
    const models = makeModels(connection);
    await ensureLedgerCollections(connection, models);
    await ensureHead(models, options.baseCurrency);
    await checkBeforeServing(connection, models);
    return new MongoLedger(options, connection, models);
  } catch (error) {
    await connection.close();
    throw hasNoTransactions(error) ? new NoTransactions() : error;
  }
}

/** The server is a single one. */
class NoTransactions extends Error {
  override readonly name = 'NoTransactions';
  constructor() {
    super(
      'the MongoDB server has no transactions: run it as a replica set (one member will do), ' +
        'with --replSet and rs.initiate()',
    );
  }
}

/** Checks every rule of a ledger, read-only. Throws when the database has no ledger of this version. */
export async function verifyMongoDatabase(options: MongoOptions): Promise<VerifyReport> {
  const connection = await connectMongo(options, 'bigint');
  try {
    const models = makeModels(connection);
    await readHead(models);
    return await verifyMongoLedger(connection, models);
  } finally {
    await connection.close();
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

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

/** See `openMongoLedger`. */
export class MongoLedger extends MongoLedgerReader implements LedgerStore {
  readonly #connection: Connection;
  readonly #models: LedgerModels;
  readonly #batcher: Batcher;
  readonly #listeners = new Set<(lastSeq: number) => void>();
  readonly #expiring: NodeJS.Timeout;
  /** For tests: how often this engine committed, and had to try again. */
  readonly writer: MongoWriter;
  #lastSeq = 0;

  constructor(options: MongoLedgerOptions, connection: Connection, models: LedgerModels) {
    const now = steadyClock(options.now ?? (() => new Date()));
    super({ connection, models, now });
    this.#connection = connection;
    this.#models = models;
    const { baseCurrency, batchMax = 512, deadlineMs = 10_000 } = options;
    this.writer = new MongoWriter({
      ...{ connection, models, baseCurrency, batchMax, now, patienceMs: deadlineMs },
      random: options.random ?? Math.random,
      newId: randomUUID,
      report: options.onError ?? warn,
    });
    this.#batcher = new Batcher({
      ...{ worker: this.writer, batchMax, deadlineMs },
      queueMax: options.queueMax ?? 20_000,
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

  verify(): Promise<VerifyReport> {
    return verifyMongoLedger(this.#connection, this.#models);
  }

  async close(): Promise<void> {
    clearInterval(this.#expiring);
    await this.#batcher.close();
    await this.#connection.close();
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
