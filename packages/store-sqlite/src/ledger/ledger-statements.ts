import type { Database } from '../database.js';
import { publisherBalancesSql } from './publisher-accounts.js';
import { lotChangingColumns, lotColumns } from './rows.js';
import { availableSql, isActiveSql } from './schema.js';

/** The writer's statements, prepared once for each connection. */
export function prepareStatements(db: Database) {
  return {
    wallet: db.prepare('SELECT * FROM wallets WHERE id = ?'),
    activeLots: db.prepare(
      `SELECT * FROM lots WHERE wallet_id = ? AND ${isActiveSql} ORDER BY seq`,
    ),
    lot: db.prepare('SELECT * FROM lots WHERE id = ?'),
    hold: db.prepare('SELECT * FROM holds WHERE id = ?'),
    usingEntries: db.prepare(
      `SELECT seq, body FROM entries WHERE wallet_id = ? AND seq BETWEEN ? AND ?
       AND instr(body, ?) > 0 ORDER BY seq DESC LIMIT 64`,
    ),
    debtsOfLot: db.prepare('SELECT * FROM debts WHERE lot_id = ?'),
    openDebts: db.prepare(
      'SELECT * FROM debts WHERE wallet_id = ? AND paid_credits < credits ORDER BY seq, id',
    ),
    publisherBalances: db.prepare(publisherBalancesSql),
    insertEntry: db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
    entryBody: db.prepare('SELECT body FROM entries WHERE id = ?'),
    lastEntry: db.prepare('SELECT seq, at FROM entries ORDER BY seq DESC LIMIT 1'),
    insertCommit: db.prepare('INSERT INTO commits VALUES (?, ?)'),
    lastCommit: db.prepare('SELECT hash FROM commits ORDER BY last_seq DESC LIMIT 1'),
    insertRefusal: db.prepare('INSERT INTO refusals VALUES (?, ?, ?, ?)'),
    refusal: db.prepare('SELECT fingerprint, refusal FROM refusals WHERE id = ?'),
    insertWallet: db.prepare('INSERT INTO wallets VALUES (?, ?, ?, ?, ?, ?, ?)'),
    updateWallet: db.prepare(
      `UPDATE wallets SET posted = ?, held = ?, debt = ?, frozen = ?, counters = ?, version = ?
       WHERE id = ? AND version = ?`,
    ),
    insertLot: db.prepare(`INSERT INTO lots VALUES (${lotColumns.map(() => '?').join(', ')})`),
    updateLot: db.prepare(
      `UPDATE lots SET ${lotChangingColumns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
    ),
    insertHold: db.prepare('INSERT INTO holds VALUES (?, ?, ?, ?, ?, ?, ?)'),
    updateHold: db.prepare(
      'UPDATE holds SET captured = ?, status = ?, expires_at = ? WHERE id = ?',
    ),
    upsertDebt: db.prepare(
      `INSERT INTO debts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
       credits = excluded.credits, basis = excluded.basis, developer = excluded.developer,
       taken_from = excluded.taken_from, seq = excluded.seq,
       paid_credits = excluded.paid_credits, paid_basis = excluded.paid_basis,
       paid_developer = excluded.paid_developer`,
    ),
    payout: db.prepare('SELECT * FROM payouts WHERE id = ?'),
    upsertPayout: db.prepare(
      `INSERT INTO payouts VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
       status = excluded.status, sent = excluded.sent`,
    ),
    addToBalance: db.prepare(
      `INSERT INTO accounts VALUES (?, ?, ?)
       ON CONFLICT (account, asset) DO UPDATE SET balance = balance + excluded.balance`,
    ),
    dueHolds: db.prepare(
      "SELECT * FROM holds WHERE status = 'held' AND expires_at <= ? ORDER BY expires_at LIMIT ?",
    ),
    dueLots: db.prepare(
      `SELECT wallet_id FROM lots INDEXED BY lots_expiring
       WHERE expires_at IS NOT NULL AND ${availableSql} > 0
       AND expires_at <= ? ORDER BY expires_at LIMIT ?`,
    ),
  };
}

export type Statements = ReturnType<typeof prepareStatements>;
