import { mkdirSync } from 'node:fs';
import type { DocumentStore } from '@telex-credits/store';
import { type DriverDatabase, openDriver, openSqliteDocuments } from '@telex-credits/store-sqlite';
import { type Dialect, SqliteDialect } from 'kysely';
import type { DatabaseLocation } from './database-url.js';

/** Application data: our documents, and the tables of better-auth in the same file. */
export interface AppStore {
  readonly documents: DocumentStore;
  readonly authDialect: Dialect;
  /** The id of the account with this address, straight from better-auth's table: for commands. */
  accountIdOf(email: string): string | undefined;
  close(): Promise<void>;
}

/** Opens (and makes) the application's file. */
export function openAppStore(location: DatabaseLocation): AppStore {
  mkdirSync(location.folder, { recursive: true });
  const documents = openSqliteDocuments(location.appFile);
  const driver = openDriver(location.appFile);
  return {
    documents,
    authDialect: new SqliteDialect({ database: kyselyDatabase(driver) }),
    accountIdOf(email) {
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
