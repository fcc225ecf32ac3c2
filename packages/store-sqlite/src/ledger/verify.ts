import type { VerifyReport } from '@telex-credits/store';
import { openDatabase } from '../database.js';
import { Checklist } from './checklist.js';
import { checkSchema } from './schema.js';
import { readJournal } from './verify-journal.js';
import { LimitTally, readHolds } from './verify-limits.js';
import { checkAccounts, checkWallets, HeldParts } from './verify-state.js';

/**
 * Checks every rule of a ledger, read-only, on one snapshot: a writer may go on meanwhile. Reads
 * every entry and hold once and keeps sums in memory, one per account and counter. Blocks its thread.
 * Throws when the file is no ledger of this version.
 */
export function verifySqliteLedger(path: string): VerifyReport {
  const db = openDatabase(path, { readOnly: true });
  try {
    checkSchema(db);
    return db.snapshot(() => {
      const list = new Checklist();
      const limits = new LimitTally(db);
      const held = new HeldParts();
      const sums = readJournal(db, list, limits);
      readHolds(db, (hold) => {
        limits.addHold(hold);
        held.addHold(hold);
      });
      limits.check(list.limitCounters, sums.lastAt);
      held.check(db, list);
      checkWallets(db, list);
      const shortfalls = checkAccounts(db, list, sums);
      const checks = list.results();
      const ok = checks.every((check) => check.ok);
      return { ok, lastSeq: sums.lastSeq, checks, shortfalls };
    });
  } finally {
    db.close();
  }
}
