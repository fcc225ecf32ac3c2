import type { Database } from '../database.js';
import { availableSql, isActiveSql } from './schema.js';

/** The file breaks a rule that the writer keeps: it was changed by other hands, or damaged. */
export class LedgerDamaged extends Error {
  override readonly name = 'LedgerDamaged';
}

interface Rule {
  readonly name: string;
  /** Answers a row `broken` for what breaks the rule; no row when nothing does. */
  readonly sql: string;
}

const rules: readonly Rule[] = [
  {
    name: 'journal_contiguous',
    sql: `SELECT 'the journal has ' || count(*) || ' entries and ends at ' || max(seq) AS broken
      FROM entries HAVING count(*) <> coalesce(max(seq), 0)`,
  },
  {
    name: 'journal_chained',
    sql: `SELECT 'the journal ends at ' || e || ', its last commit at ' || c AS broken FROM
      (SELECT coalesce((SELECT max(seq) FROM entries), 0) AS e,
        coalesce((SELECT max(last_seq) FROM commits), 0) AS c) WHERE e <> c`,
  },
  {
    name: 'assets_sum_to_zero',
    sql: `SELECT asset || ' sums to ' || sum(balance) AS broken
      FROM balances GROUP BY asset HAVING sum(balance) <> 0`,
  },
  {
    name: 'wallet_lots_add_up',
    sql: `SELECT 'wallet ' || id || ' has ' || posted || ', its lots ' || coalesce(lots, 0) AS broken
      FROM wallets LEFT JOIN
        (SELECT wallet_id, sum(${availableSql} + held) AS lots FROM lots
          WHERE ${isActiveSql} GROUP BY wallet_id)
        ON wallet_id = id
      WHERE posted <> coalesce(lots, 0)`,
  },
  {
    name: 'held_equals_open_holds',
    sql: `SELECT 'wallet ' || id || ' holds ' || held || ', its open holds ' || coalesce(holds, 0) AS broken
      FROM wallets LEFT JOIN
        (SELECT wallet_id, sum(credits) AS holds FROM holds WHERE status = 'held' GROUP BY wallet_id)
        ON wallet_id = id
      WHERE held <> coalesce(holds, 0)`,
  },
  {
    name: 'payouts_match_earnings',
    sql: `SELECT account || ' has ' || balance || ', its payouts ' || coalesce(payouts, 0) AS broken
      FROM accounts LEFT JOIN
        (SELECT 'earnings_' || iif(status = 'settled', 'paid_out', status) || ':' || publisher_id AS stands,
          sum(amount) AS payouts FROM payouts GROUP BY stands)
        ON stands = account
      WHERE (account GLOB 'earnings_reserved:*' OR account GLOB 'earnings_in_transit:*'
        OR account GLOB 'earnings_paid_out:*') AND balance <> coalesce(payouts, 0)`,
  },
];

/**
 * Checks, before a writer serves, the rules that a few sums can tell. Throws `LedgerDamaged` with the
 * first broken one. `verify` checks all rules against every entry, which takes longer.
 */
export function checkBeforeServing(db: Database, path: string): void {
  for (const rule of rules) {
    const row = db.snapshot(() => db.prepare(`${rule.sql} LIMIT 1`).get());
    if (row !== undefined) {
      throw new LedgerDamaged(
        `the ledger ${path} breaks the rule ${rule.name}: ${row.broken}. Nothing was changed. ` +
          'Run `npm run verify` for the whole picture, or go back to a sound copy of the file.',
      );
    }
  }
}
