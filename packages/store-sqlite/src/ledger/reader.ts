import {
  type Asset,
  decodeEntry,
  decodeRefusal,
  type Entry,
  earningsOf,
  type HoldState,
  type Lot,
  type Payout,
  type PublisherEarnings,
  parsePending,
  type Result,
  viewHold,
  viewWallet,
  type Wallet,
} from '@telex-credits/ledger';
import type { Balance, EntryQuery, LedgerReader } from '@telex-credits/store';
import type { Database, Row, SqlValue } from '../database.js';
import { findEntries, lastSeq } from './entry-query.js';
import { prefixRange } from './prefix-range.js';
import { publisherAccounts, publisherBalancesSql } from './publisher-accounts.js';
import { amount, readHold, readLot, readPayout, readWallet, text } from './rows.js';
import { isActiveSql, isPendingSql } from './schema.js';

/** All reads but `verify`, on one read-only connection; `now` is the moment as ISO 8601. */
export class SqliteLedgerReader implements Omit<LedgerReader, 'verify'> {
  readonly #db: Database;
  readonly #now: () => string;
  readonly #statements = new Map<string, ReturnType<Database['prepare']>>();

  constructor(db: Database, now: () => string) {
    this.#db = db;
    this.#now = now;
  }

  async wallet(id: string): Promise<Wallet | undefined> {
    return this.#db.snapshot(() => {
      const [row] = this.#all('SELECT * FROM wallets WHERE id = ?', id);
      if (row === undefined) {
        return undefined;
      }
      const lots = this.#all(
        `SELECT * FROM lots WHERE wallet_id = ? AND ${isActiveSql} ORDER BY seq`,
        id,
      );
      return viewWallet(readWallet(row, lots.map(readLot)), this.#holdsOf(id), this.#now());
    });
  }

  async hold(id: string): Promise<HoldState | undefined> {
    const [row] = this.#all('SELECT * FROM holds WHERE id = ?', id);
    return row && viewHold(readHold(row), this.#now());
  }

  async lot(id: string): Promise<Lot | undefined> {
    const [row] = this.#all('SELECT * FROM lots WHERE id = ?', id);
    return row && readLot(row);
  }

  async openHolds(walletId: string): Promise<HoldState[]> {
    const now = this.#now();
    return this.#holdsOf(walletId).filter((hold) => viewHold(hold, now).status === 'held');
  }

  async outcome(id: string): Promise<Result | undefined> {
    const entry = await this.entry(id);
    if (entry !== undefined) {
      return { ok: true, entry, replayed: true };
    }
    const [row] = this.#all('SELECT refusal FROM refusals WHERE id = ?', id);
    return row && { ok: false, refusal: decodeRefusal(text(row.refusal)), replayed: true };
  }

  async entry(id: string): Promise<Entry | undefined> {
    const [row] = this.#all('SELECT body FROM entries WHERE id = ?', id);
    return row && decodeEntry(text(row.body));
  }

  async entries(query: EntryQuery): Promise<Entry[]> {
    return this.#db.snapshot(() => findEntries(this.#db, query));
  }

  async lastSeq(): Promise<number> {
    return lastSeq(this.#db);
  }

  async balances(prefix: string): Promise<Balance[]> {
    const found = this.#db.snapshot(() => [
      ...this.#accounts(prefix),
      ...this.#walletAccounts('wallet:', 'posted', prefix),
      ...this.#walletAccounts('debt:', '-debt', prefix),
    ]);
    return found.filter(({ balance }) => balance !== 0n);
  }

  async publisher(id: string): Promise<PublisherEarnings> {
    const rows = this.#all(publisherBalancesSql, ...publisherAccounts(id));
    return earningsOf(
      id,
      rows.map((row) => ({ account: text(row.account), balance: amount(row.balance) })),
    );
  }

  async payout(id: string): Promise<Payout | undefined> {
    const [row] = this.#all('SELECT * FROM payouts WHERE id = ?', id);
    return row && readPayout(row);
  }

  async pendingUpTo(day: string): Promise<{ publisherId: string; day: string }[]> {
    const rows = this.#all(
      `SELECT account FROM accounts
       WHERE ${isPendingSql} AND substr(account, -10) <= ? ORDER BY substr(account, -10)`,
      day,
    );
    return rows.flatMap((row) => parsePending(text(row.account)) ?? []);
  }

  #holdsOf(walletId: string): HoldState[] {
    const sql = "SELECT * FROM holds WHERE wallet_id = ? AND status = 'held' ORDER BY expires_at";
    return this.#all(sql, walletId).map(readHold);
  }

  #accounts(prefix: string): Balance[] {
    const sql = `SELECT account, asset, balance FROM accounts
      WHERE account >= ? AND account < ? ORDER BY account, asset`;
    return this.#all(sql, ...prefixRange(prefix)).map((row) => ({
      account: text(row.account),
      asset: text(row.asset) as Asset,
      balance: amount(row.balance),
    }));
  }

  /** Accounts that are columns of their wallet. */
  #walletAccounts(
    kind: 'wallet:' | 'debt:',
    column: 'posted' | '-debt',
    prefix: string,
  ): Balance[] {
    if (!kind.startsWith(prefix) && !prefix.startsWith(kind)) {
      return [];
    }
    const sql = `SELECT id, ${column} AS balance FROM wallets WHERE id >= ? AND id < ? ORDER BY id`;
    return this.#all(sql, ...prefixRange(prefix.slice(kind.length))).map((row) => ({
      account: `${kind}${row.id}`,
      asset: 'CREDIT',
      balance: amount(row.balance),
    }));
  }

  #all(sql: string, ...values: SqlValue[]): Row[] {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement.all(...values);
  }
}
