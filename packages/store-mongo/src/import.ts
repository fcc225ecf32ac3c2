import { createHash } from 'node:crypto';
import type { DumpedDocument, LedgerDump } from '@telex-credits/store';
import type { Db } from 'mongodb';
import type { Connection } from 'mongoose';
import { connectMongo, type MongoOptions } from './connect.js';
import { documentRow, prepareDocuments } from './documents/model.js';
import { canonical } from './import-digest.js';
import { firstHead, isUnfinished, unfinishedHead } from './ledger/head.js';
import { ensureLedgerCollections, headId, type LedgerModels, makeModels } from './ledger/models.js';
import {
  accountFacts,
  debtRow,
  entryRow,
  type HeadRow,
  holdRow,
  lotRow,
  payoutRow,
  walletRow,
} from './ledger/rows.js';

/** Rows that are written with one command. */
const pageSize = 500;

/** One list that was moved, and whether what was read back is what was written. */
export interface Moved {
  readonly name: string;
  readonly count: number;
  readonly equal: boolean;
}

/** The target already has something in it. */
class TargetNotEmpty extends Error {
  override readonly name = 'TargetNotEmpty';
}

type Row = { readonly _id: string };

/** A MongoDB database that is being filled from another engine. */
export interface MongoImport {
  /** Moves a ledger's lists; answers one line each. The database is not a ledger before `finish`. */
  ledger(dump: LedgerDump): AsyncGenerator<Moved>;
  documents(collection: string, rows: Iterable<DumpedDocument>): Promise<Moved>;
  /** Documents of better-auth. */
  plain(collection: string, rows: Iterable<Row>): Promise<Moved>;
  /** Makes the database a ledger that engines open. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a database to be filled. Throws `TargetNotEmpty` when anything is in it, unless that is what an
 * interrupted filling left: this is removed, and the filling begins anew.
 */
export async function openMongoImport(
  options: MongoOptions,
  baseCurrency: LedgerDump['baseCurrency'],
): Promise<MongoImport> {
  const connection = await connectMongo(options, 'bigint');
  try {
    const models = makeModels(connection);
    const db = dbOf(connection);
    await clearInterrupted(db, models);
    await ensureLedgerCollections(connection, models);
    await models.head.create([unfinishedHead(baseCurrency)]);
    return filling({ connection, db, models, baseCurrency });
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function dbOf({ db }: Connection): Db {
  if (db === undefined) {
    throw new Error('the connection is not open');
  }
  return db;
}

async function clearInterrupted(db: Db, models: LedgerModels): Promise<void> {
  const found = await db.listCollections({}, { nameOnly: true }).toArray();
  const names = found.map(({ name }) => name).filter((name) => !name.startsWith('system.'));
  const head = await models.head.findById(headId).lean<HeadRow>();
  if (head === null || !isUnfinished(head)) {
    for (const name of names) {
      if ((await db.collection(name).findOne({})) !== null) {
        throw new TargetNotEmpty(
          `${db.databaseName} is not empty (${name}): name a new database, or drop this one first`,
        );
      }
    }
  }
  // The head goes last, so that an interruption here is recognised, too.
  const headName = models.head.collection.collectionName;
  for (const name of [...names.filter((one) => one !== headName), headName]) {
    await db.dropCollection(name);
  }
}

interface Parts {
  readonly connection: Connection;
  readonly db: Db;
  readonly models: LedgerModels;
  readonly baseCurrency: LedgerDump['baseCurrency'];
}

function filling({ connection, db, models, baseCurrency }: Parts): MongoImport {
  const journal = { seq: 0, at: '', hash: firstHead(baseCurrency).hash };
  async function* ledger(dump: LedgerDump): AsyncGenerator<Moved> {
    const attempt = 'migration';
    const named = (name: keyof LedgerModels) => models[name].collection.collectionName;
    const entries = map(dump.entries, ({ entry, body, commit }) => {
      Object.assign(
        journal,
        { seq: entry.seq, at: entry.at },
        commit === null ? {} : { hash: commit },
      );
      return entryRow(entry, attempt, { body, commit });
    });
    yield await move(db, named('entries'), entries, { seq: 1 });
    const refusals = map(dump.refusals, ({ id, ...refusal }) => ({ _id: id, ...refusal, attempt }));
    yield await move(db, named('refusals'), refusals);
    yield await move(db, named('wallets'), map(dump.wallets, walletRow));
    yield await move(db, named('lots'), map(dump.lots, lotRow));
    yield await move(db, named('holds'), map(dump.holds, holdRow));
    yield await move(db, named('debts'), map(dump.debts, debtRow));
    yield await move(db, named('payouts'), map(dump.payouts, payoutRow));
    const accounts = map(dump.balances, ({ account, asset, balance }) => ({
      ...accountFacts(account, asset),
      balance,
    }));
    yield await move(db, named('accounts'), accounts);
  }
  return {
    ledger,
    async documents(collection, rows) {
      const name = await prepareDocuments(connection, collection);
      return move(db, name, map(rows, documentRow));
    },
    plain: (collection, rows) => move(db, collection, rows),
    async finish() {
      const head = { ...firstHead(baseCurrency), ...journal };
      await models.head.replaceOne({ _id: headId }, head);
    },
    close: () => connection.close(),
  };
}

function* map<T, R>(values: Iterable<T>, one: (value: T) => R): Generator<R> {
  for (const value of values) {
    yield one(value);
  }
}

/** Writes rows page by page, reads them back in the same order, and compares the digests. */
async function move(
  db: Db,
  name: string,
  rows: Iterable<Row>,
  order: Record<string, 1> = { _id: 1 },
): Promise<Moved> {
  const collection = db.collection<{ _id: string }>(name);
  const [written, read] = [createHash('sha256'), createHash('sha256')];
  let count = 0;
  let page: Row[] = [];
  const flush = async () => {
    if (page.length > 0) {
      await collection.insertMany(page);
      page = [];
    }
  };
  for (const row of rows) {
    written.update(canonical(row));
    count += 1;
    page.push(row);
    if (page.length === pageSize) {
      await flush();
    }
  }
  await flush();
  for await (const row of collection.find().sort(order)) {
    read.update(canonical(row));
  }
  return { name, count, equal: written.digest('hex') === read.digest('hex') };
}
