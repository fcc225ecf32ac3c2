import type { HoldState } from '@telex-credits/ledger';
import type { VerifyReport } from '@telex-credits/store';
import type { Database } from '../database.js';
import type { Checklist } from './checklist.js';
import { amount, text } from './rows.js';
import { availableSql, isActiveSql } from './schema.js';
import type { JournalSums } from './verify-journal.js';

type Shortfall = VerifyReport['shortfalls'][number];

/** Compares the kept balances with the journal's, and lists what somebody owes. */
export function checkAccounts(db: Database, list: Checklist, sums: JournalSums): Shortfall[] {
  const totals = new Map<string, bigint>();
  const shortfalls: Shortfall[] = [];
  let earned = 0n;
  for (const row of db.prepare('SELECT account, asset, balance FROM balances').iterate()) {
    const [account, asset] = [text(row.account), text(row.asset)];
    const balance = amount(row.balance);
    const key = `${account}\n${asset}`;
    const made = sums.balances.get(key) ?? 0n;
    sums.balances.delete(key);
    list.balancesEqualEntries.that(
      balance === made,
      () => `${account} has ${balance} ${asset}, its entries make ${made}`,
    );
    totals.set(asset, (totals.get(asset) ?? 0n) + balance);
    earned += account.startsWith('earnings_') ? balance : 0n;
    if (balance < 0n && /^(debt|earnings_debt):/.test(account)) {
      shortfalls.push({ account, asset: asset as Shortfall['asset'], owed: -balance });
    }
  }
  for (const [key, made] of sums.balances) {
    const problem = `${key.replace('\n', ' has no balance in ')}, its entries make ${made}`;
    list.balancesEqualEntries.that(made === 0n, () => problem);
  }
  for (const [asset, total] of totals) {
    list.assetsSumToZero.that(total === 0n, () => `${asset} sums to ${total}`);
  }
  const kept = sums.collected - sums.returned;
  list.earnedWithinCollected.that(
    earned <= kept,
    () => `publishers earned ${earned}, ${kept} was collected and kept`,
  );
  return shortfalls;
}

/** Compares every wallet with its lots, its holds and its debts, and every lot with its parts. */
export function checkWallets(db: Database, list: Checklist): void {
  for (const row of db.prepare(walletSums).iterate()) {
    const id = text(row.id);
    const [posted, held, debt] = [amount(row.posted), amount(row.held), amount(row.debt)];
    const [lots, lotsHeld] = [amount(row.lots), amount(row.lots_held)];
    list.walletLotsAddUp.that(
      posted === lots,
      () => `wallet ${id} has ${posted}, its lots ${lots}`,
    );
    list.heldEqualsOpenHolds.that(
      held === amount(row.holds) && held === lotsHeld,
      () => `wallet ${id} holds ${held}, its open holds ${row.holds}, its lots ${lotsHeld}`,
    );
    list.debtsMatchWalletDebt.that(
      debt === amount(row.debts),
      () => `wallet ${id} owes ${debt}, its debts say ${row.debts}`,
    );
  }
  for (const row of db.prepare(brokenLots).iterate()) {
    list.walletLotsAddUp.that(false, () => `lot ${row.id}: its parts are not its size`);
  }
}

/** CHECK constraints keep this already, unless somebody turned them off. */
const brokenLots = `
  SELECT id FROM lots WHERE ${availableSql} < 0 OR held < 0 OR spent < 0 OR expired < 0
    OR adjusted < 0 OR reversed < 0 OR indebted > spent OR reversal_due > held`;

const walletSums = `
  SELECT id, posted, held, debt,
    (SELECT coalesce(sum(${availableSql} + held), 0) FROM lots
      WHERE wallet_id = wallets.id AND ${isActiveSql}) AS lots,
    (SELECT coalesce(sum(held), 0) FROM lots
      WHERE wallet_id = wallets.id AND ${isActiveSql}) AS lots_held,
    (SELECT coalesce(sum(credits), 0) FROM holds
      WHERE wallet_id = wallets.id AND status = 'held') AS holds,
    (SELECT coalesce(sum(credits - paid_credits), 0) FROM debts
      WHERE wallet_id = wallets.id) AS debts
  FROM wallets`;

/** Adds up what open holds reserved of each lot, and compares it with the lots. */
export class HeldParts {
  readonly #parts = new Map<string, bigint>();

  addHold({ status, lots }: HoldState): void {
    for (const { lotId, credits } of status === 'held' ? lots : []) {
      this.#parts.set(lotId, (this.#parts.get(lotId) ?? 0n) + credits);
    }
  }

  check(db: Database, list: Checklist): void {
    for (const row of db.prepare('SELECT id, held FROM lots WHERE held <> 0').iterate()) {
      const id = text(row.id);
      const parts = this.#parts.get(id) ?? 0n;
      this.#parts.delete(id);
      list.heldEqualsOpenHolds.that(
        amount(row.held) === parts,
        () => `lot ${id} holds ${row.held}, open holds reserved ${parts} of it`,
      );
    }
    for (const [id, parts] of this.#parts) {
      list.heldEqualsOpenHolds.that(parts === 0n, () => `lot ${id} does not know that it is held`);
    }
  }
}
