import { createRequire } from 'node:module';

/** What SQLite takes as a parameter. */
export type SqlValue = string | number | bigint | Uint8Array | null;

/** A result row. Every INTEGER is a bigint, so that no amount is ever rounded. */
export type Row = Record<string, SqlValue>;

/** A prepared statement; parameters are positional (`?`). A text with a NUL throws a `RangeError`. */
export interface Statement {
  /** Runs it and answers how many rows it changed. */
  run(...values: SqlValue[]): number;
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
  iterate(...values: SqlValue[]): IterableIterator<Row>;
}

/** One connection to one SQLite file. Everything is synchronous. */
export interface Database {
  /** Runs statements that take no parameters and answer no rows. */
  exec(sql: string): void;
  prepare(sql: string): Statement;
  /** Runs `work` between BEGIN IMMEDIATE and COMMIT; rolls back and rethrows when it throws. */
  immediate<T>(work: () => T): T;
  /** Runs reads that must all see the same commit. */
  snapshot<T>(work: () => T): T;
  close(): void;
}

/** How to open a file. */
export interface OpenOptions {
  /** Opens an existing file for reading only; nothing is written, not even a pragma. */
  readonly readOnly?: boolean;
  /** How long a statement waits, blocking its thread, for another connection's lock. */
  readonly busyTimeoutMs?: number;
  /** WAL unless told. A rollback journal (`delete`) needs no shared memory beside the file. */
  readonly journal?: 'wal' | 'delete';
  /**
   * Whether a commit waits for the disk: it does unless told, and must for anything that is kept.
   * `later`: the log is whole after a power cut, but may lack its end.
   */
  readonly durable?: boolean | 'later';
  /** Size of a page in a file that is made: 4,096 bytes unless told. */
  readonly pageBytes?: number;
  /** Memory for pages of the file: 16 MiB unless told. */
  readonly cacheMebibytes?: number;
  /** Pages in the write-ahead log before they are copied into the file: 1,000 unless told. */
  readonly checkpointPages?: number;
}

/** What `node:sqlite` and `@photostructure/sqlite` have in common, as far as we use it. */
interface DriverStatement {
  run(...values: SqlValue[]): { changes: number | bigint };
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
  iterate(...values: SqlValue[]): IterableIterator<Row>;
  setReadBigInts(on: boolean): void;
}

/** The connection class of `node:sqlite`; better-auth's dialect is built on it. */
export interface DriverDatabase {
  exec(sql: string): void;
  prepare(sql: string): DriverStatement;
  close(): void;
}

interface Driver {
  readonly DatabaseSync: new (
    path: string,
    options: { readOnly: boolean; enableForeignKeyConstraints: boolean },
  ) => DriverDatabase;
}

/**
 * Node has SQLite built in from 22.13 on. Below that `@photostructure/sqlite` is the same API with
 * prebuilt binaries, so no compiler is needed.
 */
function loadDriver(): Driver {
  const builtIn: unknown = process.getBuiltinModule('node:sqlite');
  const driver: unknown = builtIn ?? createRequire(import.meta.url)('@photostructure/sqlite');
  return driver as Driver;
}

const driver = loadDriver();

/**
 * Opens a bare connection, set up as all of ours are: WAL, so that readers and the writer do not
 * wait for each other, and synchronous=FULL, so that what was committed survives a power cut.
 */
export function openDriver(path: string, options: OpenOptions = {}): DriverDatabase {
  const readOnly = options.readOnly ?? false;
  const raw = new driver.DatabaseSync(path, { readOnly, enableForeignKeyConstraints: true });
  try {
    raw.exec(`PRAGMA busy_timeout = ${Math.trunc(options.busyTimeoutMs ?? 5000)}`);
    raw.exec(`PRAGMA cache_size = -${1024 * (options.cacheMebibytes ?? 16)}`);
    if (!readOnly) {
      raw.exec(`PRAGMA page_size = ${options.pageBytes ?? 4096}`);
      raw.exec(`PRAGMA journal_mode = ${options.journal ?? 'wal'}`);
      raw.exec(`PRAGMA synchronous = ${synchronous(options.durable ?? true)}`);
      raw.exec(`PRAGMA wal_autocheckpoint = ${options.checkpointPages ?? 1000}`);
    }
    return raw;
  } catch (error) {
    raw.close();
    throw error;
  }
}

function synchronous(durable: boolean | 'later'): 'FULL' | 'NORMAL' | 'OFF' {
  if (durable === 'later') {
    return 'NORMAL';
  }
  return durable ? 'FULL' : 'OFF';
}

/** Opens a connection; a missing file is made unless `readOnly`. */
export function openDatabase(path: string, options: OpenOptions = {}): Database {
  const raw = openDriver(path, options);
  return {
    exec: (sql) => raw.exec(sql),
    prepare: (sql) => prepare(raw, sql),
    immediate: (work) => transaction(raw, 'BEGIN IMMEDIATE', work),
    snapshot: (work) => transaction(raw, 'BEGIN', work),
    close: () => raw.close(),
  };
}

function prepare(raw: DriverDatabase, sql: string): Statement {
  const statement = raw.prepare(sql);
  statement.setReadBigInts(true);
  return {
    run: (...values) => Number(statement.run(...whole(values)).changes),
    get: (...values) => statement.get(...whole(values)),
    all: (...values) => statement.all(...whole(values)),
    iterate: (...values) => statement.iterate(...whole(values)),
  };
}

/**
 * `@photostructure/sqlite` 1.2.1 cuts a text off at its first NUL, so `a\0b` would be found as `a`.
 * Such a text is refused by both drivers alike.
 */
function whole(values: SqlValue[]): SqlValue[] {
  for (const value of values) {
    if (typeof value === 'string' && value.includes('\0')) {
      throw new RangeError('a text with a NUL character cannot be stored or looked up');
    }
  }
  return values;
}

function transaction<T>(raw: DriverDatabase, begin: string, work: () => T): T {
  raw.exec(begin);
  try {
    const result = work();
    raw.exec('COMMIT');
    return result;
  } catch (error) {
    try {
      raw.exec('ROLLBACK');
    } catch {
      // SQLite rolled back by itself (disk full, I/O error); the first error tells why.
    }
    throw error;
  }
}
