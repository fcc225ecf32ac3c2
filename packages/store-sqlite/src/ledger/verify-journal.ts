import { accounts, decodeEntry, type Entry, netChanges } from '@telex-credits/ledger';
import type { Database, Row } from '../database.js';
import type { Checklist, RuleCheck } from './checklist.js';
import { text } from './rows.js';
import type { LimitTally } from './verify-limits.js';
import { checkReceipt } from './verify-receipts.js';

/** What one pass over the journal adds up to. */
export interface JournalSums {
  lastSeq: number;
  lastAt: string;
  /** Balances that the entries make, by `account\nasset`. */
  readonly balances: Map<string, bigint>;
  /** Basis that grants brought: net of tax, promotions included. */
  collected: bigint;
  /** Basis that reversals gave back. */
  returned: bigint;
}

/** Accounts out of which a reversal takes a lot's basis. */
const givesBack = /^(deferred_revenue$|breakage$|platform_revenue$|earnings_)/;

/** Reads every entry once, in order, and keeps sums only. */
export function readJournal(db: Database, list: Checklist, limits: LimitTally): JournalSums {
  const balances = new Map<string, bigint>();
  const sums: JournalSums = { lastSeq: 0, lastAt: '', balances, collected: 0n, returned: 0n };
  for (const row of db.prepare('SELECT * FROM entries ORDER BY seq').iterate()) {
    const entry = readEntry(row, list.journalContiguous);
    if (entry !== undefined) {
      checkOrder(list.journalContiguous, row, entry, sums);
      checkReceipt(list.receiptsSumToLedger, entry);
      addUp(sums, entry);
      limits.addEntry(entry);
    }
    sums.lastSeq = Number(row.seq);
  }
  return sums;
}

function readEntry(row: Row, rule: RuleCheck): Entry | undefined {
  try {
    return decodeEntry(text(row.body));
  } catch (error) {
    rule.that(false, () => `entry ${row.seq} cannot be read: ${String(error)}`);
    return undefined;
  }
}

function checkOrder(rule: RuleCheck, row: Row, entry: Entry, sums: JournalSums): void {
  const seq = Number(row.seq);
  const columns: readonly [unknown, unknown][] = [
    [seq, entry.seq],
    [row.id, entry.id],
    [row.type, entry.type],
    [row.at, entry.at],
    [row.wallet_id, entry.walletId],
    [row.module_id, entry.moduleId],
    [row.key_id, entry.keyId],
    [row.id, entry.operation.id],
  ];
  rule.that(
    columns.every(([column, field]) => column === field),
    () => `entry ${seq}: its columns are not those of its body`,
  );
  rule.that(seq === sums.lastSeq + 1, () => `entry ${seq} follows entry ${sums.lastSeq}`);
  rule.that(entry.at >= sums.lastAt, () => `entry ${seq} is earlier than the one before it`);
  sums.lastAt = entry.at;
}

function addUp(sums: JournalSums, entry: Entry): void {
  for (const { account, asset, change } of netChanges(entry.transfers)) {
    const key = `${account}\n${asset}`;
    sums.balances.set(key, (sums.balances.get(key) ?? 0n) + change);
  }
  if (entry.operation.type === 'grant') {
    sums.collected += entry.operation.basis;
  }
  for (const { debit, credit, amount } of entry.transfers) {
    if (credit === accounts.fx && givesBack.test(debit)) {
      sums.returned += amount;
    }
  }
}
