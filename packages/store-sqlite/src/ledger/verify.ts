import type { Asset, OperationType } from '@telex-credits/ledger';
import { LedgerVerifier, type VerifyReport } from '@telex-credits/store';
import { type Database, openDatabase, type Row } from '../database.js';
import { journalSql } from './journal-export.js';
import {
  amount,
  readDebt,
  readHold,
  readLot,
  readPayout,
  readWallet,
  text,
  textOrNull,
} from './rows.js';
import { checkSchema, readBaseCurrency } from './schema.js';

/**
 * Checks every rule of a ledger, read-only, on one snapshot: a writer may go on meanwhile. Reads
 * every row once. Blocks its thread. Throws when the file is no ledger of this version.
 */
export function verifySqliteLedger(path: string): VerifyReport {
  const db = openDatabase(path, { readOnly: true });
  try {
    checkSchema(db);
    return db.snapshot(() => {
      const verifier = new LedgerVerifier();
      showRows(db, verifier);
      return verifier.report();
    });
  } finally {
    db.close();
  }
}

function showRows(db: Database, verifier: LedgerVerifier): void {
  const each = (sql: string, show: (row: Row) => void) => {
    for (const row of db.prepare(sql).iterate()) {
      show(row);
    }
  };
  each('SELECT * FROM wallets', (row) => verifier.addWallet(readWallet(row, [])));
  verifier.beginChain(readBaseCurrency(db));
  each(journalSql, (row) => {
    verifier.addEntry(readJournalRow(row));
    if (row.hash !== null) {
      verifier.addCommit({ lastSeq: Number(row.seq), hash: text(row.hash) });
    }
  });
  each('SELECT * FROM holds', (row) => verifier.addHold(readHold(row)));
  each('SELECT * FROM lots', (row) => verifier.addLot(readLot(row)));
  each('SELECT * FROM debts', (row) => verifier.addDebt(readDebt(row)));
  each('SELECT * FROM payouts', (row) => verifier.addPayout(readPayout(row)));
  each('SELECT account, asset, balance FROM balances', (row) =>
    verifier.addBalance({
      account: text(row.account),
      asset: text(row.asset) as Asset,
      balance: amount(row.balance),
    }),
  );
}

function readJournalRow(row: Row) {
  return {
    seq: Number(row.seq),
    id: text(row.id),
    type: text(row.type) as OperationType,
    at: text(row.at),
    walletId: textOrNull(row.wallet_id),
    moduleId: textOrNull(row.module_id),
    keyId: textOrNull(row.key_id),
    body: text(row.body),
  };
}
