import { mkdirSync } from 'node:fs';
import type { Currency } from '@telex-credits/money';
import type { DocumentStore, LedgerStore } from '@telex-credits/store';
import {
  type DriverDatabase,
  openDriver,
  openSqliteDocuments,
  openSqliteLedger,
} from '@telex-credits/store-sqlite';
import { SqliteDialect } from 'kysely';
import type { DatabaseLocation, MongoLocation, SqliteLocation } from './database-url.js';
import type { AuthDatabase } from './modules/people/identity.js';

/** Application data: our documents, and what better-auth keeps in the same database. */
export interface AppStore {
  readonly documents: DocumentStore;
  readonly authDatabase: AuthDatabase;
  /** The id of the account with this address, straight from better-auth's table: for commands. */
  accountIdOf(email: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Opens (and makes) the application's data. */
export async function openAppStore(location: DatabaseLocation): Promise<AppStore> {
  return location.kind === 'sqlite' ? openSqliteStore(location) : openMongoStore(location);
}

/** How to open the ledger of a database. */
export interface OpenLedgerOptions {
  readonly baseCurrency: Currency;
  readonly now: () => Date;
  /** The writer in this thread, where the engine has one of its own. */
  readonly inline: boolean;
  readonly onError: (error: unknown) => void;
}

/** Opens (and makes) the ledger. Throws `LedgerLocked`, `LedgerDamaged` … */
export async function openLedger(
  location: DatabaseLocation,
  options: OpenLedgerOptions,
): Promise<LedgerStore> {
  if (location.kind === 'sqlite') {
    mkdirSync(location.folder, { recursive: true });
    return openSqliteLedger({ path: location.ledgerFile, ...options });
  }
  const { openMongoLedger } = await import('@telex-credits/store-mongo');
  return openMongoLedger({ url: location.url, ...options });
}

function openSqliteStore(location: SqliteLocation): AppStore {
  mkdirSync(location.folder, { recursive: true });
  const documents = openSqliteDocuments(location.appFile);
  const driver = openDriver(location.appFile);
  return {
    documents,
    authDatabase: {
      kind: 'sqlite',
      dialect: new SqliteDialect({ database: kyselyDatabase(driver) }),
    },
    async accountIdOf(email) {
      const sql = 'SELECT id FROM user WHERE email = ?';
      const id = driver.prepare(sql).get(email.trim().toLowerCase())?.id;
      return typeof id === 'string' ? id : undefined;
    },
    async close() {
      await documents.close();
      driver.close();
    },
  };
}

/** Loaded only where it is used, so that the embedded store starts without it. */
async function openMongoStore({ url, folder }: MongoLocation): Promise<AppStore> {
  // For what is no data of its own: mails, the demo's password.
  mkdirSync(folder, { recursive: true });
  const { openMongoApp } = await import('@telex-credits/store-mongo');
  const { documents, db, client, close } = await openMongoApp({ url });
  return {
    documents,
    authDatabase: { kind: 'mongodb', db, client },
    async accountIdOf(email) {
      const users = db.collection<{ _id: string }>('user');
      return (await users.findOne({ email: email.trim().toLowerCase() }))?._id;
    },
    close,
  };
}

const readsRows = /^\s*(select|with|pragma|explain)\b|\breturning\b/i;

/** Kysely's dialect is written for better-sqlite3: parameters as one list, and a `reader` flag. */
function kyselyDatabase(driver: DriverDatabase) {
  return {
    close: () => undefined,
    prepare(sql: string) {
      const statement = driver.prepare(sql);
      const values = (parameters: readonly unknown[]) => parameters.map(sqlValue);
      return {
        reader: readsRows.test(sql),
        all: (parameters: readonly unknown[]) => statement.all(...values(parameters)),
        run(parameters: readonly unknown[]) {
          const { changes } = statement.run(...values(parameters));
          return { changes, lastInsertRowid: 0 };
        },
        iterate: (parameters: readonly unknown[]) => statement.iterate(...values(parameters)),
      };
    },
  };
}

function sqlValue(value: unknown): string | number | bigint | Uint8Array | null {
  if (value === undefined || value === null) {
    return null;
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
    return value;
  }
  if (value instanceof Uint8Array) {
    return value;
  }
  throw new TypeError(`SQLite takes no ${typeof value} as a parameter`);
}
