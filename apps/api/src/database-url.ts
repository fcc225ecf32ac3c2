import { dirname, join, resolve } from 'node:path';

interface LocalFiles {
  /** Where a process keeps what is no data of its own: mails without SMTP, the demo's password. */
  readonly folder: string;
  /** Path, without an ending, of files that belong to this database. */
  readonly stem: string;
  /** The database for people, without credentials. */
  readonly label: string;
}

/** Where the embedded store keeps its files. */
export interface SqliteLocation extends LocalFiles {
  readonly kind: 'sqlite';
  readonly ledgerFile: string;
  /** Application data and accounts, beside the ledger. */
  readonly appFile: string;
}

/** A MongoDB database for ledger, application data and accounts alike. */
export interface MongoLocation extends LocalFiles {
  readonly kind: 'mongodb';
  readonly url: string;
}

export type DatabaseLocation = SqliteLocation | MongoLocation;

/**
 * Reads `sqlite:./data/credits.db`: the ledger's file, with application data beside it in
 * `*.app.db`; or `mongodb://host/database`. Answers what is wrong, to be said after the variable's
 * name.
 */
export function parseDatabaseUrl(text: string): DatabaseLocation | { readonly problem: string } {
  return /^mongodb(\+srv)?:/.test(text) ? mongoLocation(text) : sqliteLocation(text);
}

function sqliteLocation(text: string): SqliteLocation | { readonly problem: string } {
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(text)?.[1];
  if (path === undefined || path.includes('?') || path.startsWith(':')) {
    return { problem: 'must be sqlite:./path/to/file.db or mongodb://host/database' };
  }
  const ledgerFile = resolve(path);
  const stem = ledgerFile.replace(/\.(db|sqlite|sqlite3)$/, '');
  const folder = dirname(ledgerFile);
  return { kind: 'sqlite', ledgerFile, appFile: `${stem}.app.db`, folder, stem, label: ledgerFile };
}

const mongoUrl = /^(mongodb(?:\+srv)?:\/\/)(?:[^@/]*@)?([^/?]+)\/([A-Za-z0-9_-]{1,63})(?:\?.*)?$/;

function mongoLocation(url: string): MongoLocation | { readonly problem: string } {
  const [, scheme, hosts, name] = mongoUrl.exec(url) ?? [];
  if (name === undefined) {
    return { problem: 'must name a database: mongodb://host:27017/credits?replicaSet=rs0' };
  }
  const folder = resolve('data');
  const label = `${scheme}${hosts}/${name}`;
  return { kind: 'mongodb', url, folder, stem: join(folder, name), label };
}
