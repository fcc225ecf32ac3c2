import { hostname } from 'node:os';
import { type Database, openDatabase } from '../database.js';
import { isBusy } from '../sqlite-error.js';

/** Another process writes this ledger. */
export class LedgerLocked extends Error {
  override readonly name = 'LedgerLocked';
}

/** Holds the right to write one ledger. */
export interface LedgerLock {
  release(): void;
}

/**
 * Takes the lock file beside a ledger (`<path>.lock`) or throws `LedgerLocked`. The file is a small
 * SQLite database on which a transaction is kept open: the operating system frees it when its process
 * ends, however it ends, so a dead writer's lock never has to be recognised and a reused process id
 * never misleads. The row in it only tells people who holds it.
 */
export function lockLedger(path: string): LedgerLock {
  const file = `${path}.lock`;
  const db = openDatabase(file, { busyTimeoutMs: 200, journal: 'delete' });
  try {
    db.exec(
      'CREATE TABLE IF NOT EXISTS holder (one INTEGER PRIMARY KEY, pid INTEGER, host TEXT, since TEXT)',
    );
    db.prepare('INSERT OR REPLACE INTO holder VALUES (1, ?, ?, ?)').run(
      process.pid,
      hostname(),
      new Date().toISOString(),
    );
    db.exec('BEGIN IMMEDIATE');
  } catch (error) {
    const locked = isBusy(error) ? new LedgerLocked(describe(db, path, file)) : error;
    db.close();
    throw locked;
  }
  return {
    release: () => {
      db.exec('ROLLBACK');
      db.close();
    },
  };
}

function describe(db: Database, path: string, file: string): string {
  const by = holder(db);
  return (
    `the ledger ${path} is in use${by}: it has one writer at a time. ` +
    `Stop that process, or give this one another data directory. ` +
    `The lock (${file}) goes by itself when its process ends; deleting the file can corrupt the ledger.`
  );
}

function holder(db: Database): string {
  try {
    const row = db.prepare('SELECT pid, host, since FROM holder').get();
    return row ? ` by process ${row.pid} on ${row.host} since ${row.since}` : '';
  } catch {
    // Only just made: the other process is about to write its name.
    return '';
  }
}
