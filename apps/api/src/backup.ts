import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { VerifyReport } from '@telex-credits/store';
import { openDriver, verifySqliteLedger } from '@telex-credits/store-sqlite';
import { parseDatabaseUrl } from './database-url.js';

/**
 * Copies both databases of a SQLite `databaseUrl` into `folder` while a server may run on them, and
 * verifies the copy of the ledger. Application data comes first: a ledger that is newer than the data
 * beside it is safe, because repeated steps are done once; the other way round, what the data says was
 * credited might be missing. Replaces an older backup there, each file only once it is complete. Throws
 * an error that says what to do.
 */
export function backUp(options: {
  readonly databaseUrl: string;
  readonly folder: string;
}): VerifyReport {
  const location = parseDatabaseUrl(options.databaseUrl);
  if ('problem' in location) {
    throw new Error(`DATABASE_URL ${location.problem}`);
  }
  if (location.kind !== 'sqlite') {
    throw new Error('this copies SQLite databases; for MongoDB use mongodump or snapshots');
  }
  const { appFile, ledgerFile } = location;
  if (!existsSync(ledgerFile)) {
    throw new Error(`there is no ledger at ${ledgerFile}`);
  }
  mkdirSync(options.folder, { recursive: true });
  for (const file of [appFile, ledgerFile].filter(existsSync)) {
    copyDatabase(file, join(options.folder, basename(file)));
  }
  return verifySqliteLedger(join(options.folder, basename(ledgerFile)));
}

/** A copy of one moment, made inside one read transaction, without a log beside it. */
function copyDatabase(from: string, to: string): void {
  const partial = `${to}.partial`;
  rmSync(partial, { force: true });
  const db = openDriver(from, { readOnly: true });
  try {
    db.prepare('VACUUM INTO ?').run(partial);
  } finally {
    db.close();
  }
  const file = openSync(partial, 'r+');
  fsyncSync(file);
  closeSync(file);
  renameSync(partial, to);
}
