import { type Asset, decodeEntry } from '@telex-credits/ledger';
import { type Currency, isCurrency } from '@telex-credits/money';
import type { DumpedDocument, LedgerDump } from '@telex-credits/store';
import { type Database, openDatabase, type Row, type SqlValue } from './database.js';
import { quoted, tableName } from './documents/table.js';
import { journalSql } from './ledger/journal-export.js';
import { lockLedger } from './ledger/ledger-lock.js';
import {
  amount,
  readDebt,
  readHold,
  readLot,
  readPayout,
  readWallet,
  text,
} from './ledger/rows.js';
import { checkSchema, readBaseCurrency } from './ledger/schema.js';

/** A row of a table that is not ours: better-auth's. */
export type PlainRow = Readonly<Record<string, SqlValue>>;

/** Both files of an embedded store, held still while they are read. */
export interface SqliteDump {
  readonly ledger: LedgerDump;
  /** Names of the collections that have documents. */
  readonly collections: readonly string[];
  documents(collection: string): Iterable<DumpedDocument>;
  /** Rows of a table of better-auth, by id; none where the table is missing. */
  table(name: string): Iterable<PlainRow>;
  close(): void;
}

/**
 * Opens an embedded store to be moved elsewhere. Takes the ledger's lock, so no server can run on it
 * meanwhile: throws `LedgerLocked` while one does.
 */
export function dumpSqlite(paths: {
  readonly ledgerFile: string;
  readonly appFile: string;
}): SqliteDump {
  const lock = lockLedger(paths.ledgerFile);
  const ledger = openDatabase(paths.ledgerFile, { readOnly: true });
  const app = openDatabase(paths.appFile, { readOnly: true });
  const close = () => {
    app.close();
    ledger.close();
    lock.release();
  };
  try {
    checkSchema(ledger);
    const tables = tableNames(app);
    const prefix = tableName('');
    return {
      ledger: dumpLedger(ledger),
      collections: tables
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length)),
      documents: (collection) => documentsOf(app, collection),
      table: (name) =>
        tables.includes(name)
          ? app.prepare(`SELECT * FROM ${quoted(name)} ORDER BY id`).iterate()
          : [],
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function tableNames(db: Database): string[] {
  const rows = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .all();
  return rows.map((row) => text(row.name));
}

function* documentsOf(db: Database, collection: string): Generator<DumpedDocument> {
  const sql = `SELECT id, doc, doc_version FROM ${quoted(tableName(collection))} ORDER BY id`;
  for (const row of db.prepare(sql).iterate()) {
    const doc: unknown = JSON.parse(text(row.doc));
    yield { id: text(row.id), version: Number(row.doc_version), doc };
  }
}

function dumpLedger(db: Database): LedgerDump {
  const rows = <T>(sql: string, read: (row: Row) => T): Iterable<T> => readAll(db, sql, read);
  return {
    baseCurrency: currencyOf(db),
    entries: rows(journalSql, (row) => ({
      entry: decodeEntry(text(row.body)),
      body: text(row.body),
      commit: row.hash === null ? null : text(row.hash),
    })),
    refusals: rows('SELECT * FROM refusals ORDER BY id', (row) => ({
      id: text(row.id),
      fingerprint: text(row.fingerprint),
      at: text(row.at),
      refusal: text(row.refusal),
    })),
    wallets: rows('SELECT * FROM wallets ORDER BY id', (row) => {
      const { lots: _, ...wallet } = readWallet(row, []);
      return wallet;
    }),
    lots: rows('SELECT * FROM lots ORDER BY id', readLot),
    holds: rows('SELECT * FROM holds ORDER BY id', readHold),
    debts: rows('SELECT * FROM debts ORDER BY id', readDebt),
    payouts: rows('SELECT * FROM payouts ORDER BY id', readPayout),
    balances: rows('SELECT * FROM accounts ORDER BY asset, account', (row) => ({
      account: text(row.account),
      asset: text(row.asset) as Asset,
      balance: amount(row.balance),
    })),
  };
}

function* readAll<T>(db: Database, sql: string, read: (row: Row) => T): Generator<T> {
  for (const row of db.prepare(sql).iterate()) {
    yield read(row);
  }
}

function currencyOf(db: Database): Currency {
  const currency = readBaseCurrency(db);
  if (!isCurrency(currency)) {
    throw new Error(`the ledger's base currency ${currency} is not on the list`);
  }
  return currency;
}
