import { accounts, decodeEntry, type Entry, netChanges } from '@telex-credits/ledger';
import type { Balance } from '../ledger-store.js';
import type { Checklist, RuleCheck } from './checklist.js';
import { checkReceipt } from './receipts.js';

/** One row of the journal as an engine keeps it: fields to query by, and the whole entry as text. */
export interface JournalRow
  extends Pick<Entry, 'seq' | 'id' | 'type' | 'at' | 'walletId' | 'moduleId' | 'keyId'> {
  readonly body: string;
}

type Shortfall = {
  readonly account: string;
  readonly asset: Balance['asset'];
  readonly owed: bigint;
};

/** Accounts out of which a reversal takes a lot's basis, and into which a reinstatement puts it. */
const basisAccounts = /^(deferred_revenue$|breakage$|platform_revenue$|earnings_)/;

/** Adds up the journal, row by row in order, and compares the kept balances with the sums. */
export class JournalTally {
  readonly #list: Checklist;
  lastSeq = 0;
  lastAt = '';
  /** Balances that the entries make, by `account\nasset`. */
  readonly #balances = new Map<string, bigint>();
  /** Basis that grants brought: net of tax, promotions included. */
  #collected = 0n;
  /** Basis that reversals gave back, less what reinstatements took in again. */
  #returned = 0n;
  #earned = 0n;
  readonly #totals = new Map<string, bigint>();
  readonly #shortfalls: Shortfall[] = [];

  constructor(list: Checklist) {
    this.#list = list;
  }

  /** Takes the next row; answers its entry where it can be read. */
  addRow(row: JournalRow): Entry | undefined {
    const entry = readEntry(row, this.#list.journalContiguous);
    if (entry !== undefined) {
      this.#checkOrder(row, entry);
      checkReceipt(this.#list.receiptsSumToLedger, entry);
      this.#addUp(entry);
    }
    this.lastSeq = row.seq;
    return entry;
  }

  #checkOrder(row: JournalRow, entry: Entry): void {
    const { seq } = row;
    const rule = this.#list.journalContiguous;
    const fields = ['seq', 'id', 'type', 'at', 'walletId', 'moduleId', 'keyId'] as const;
    rule.that(
      fields.every((field) => row[field] === entry[field]) && row.id === entry.operation.id,
      () => `entry ${seq}: its columns are not those of its body`,
    );
    rule.that(seq === this.lastSeq + 1, () => `entry ${seq} follows entry ${this.lastSeq}`);
    rule.that(entry.at >= this.lastAt, () => `entry ${seq} is earlier than the one before it`);
    this.lastAt = entry.at;
  }

  #addUp(entry: Entry): void {
    for (const { account, asset, change } of netChanges(entry.transfers)) {
      const key = `${account}\n${asset}`;
      this.#balances.set(key, (this.#balances.get(key) ?? 0n) + change);
    }
    if (entry.operation.type === 'grant') {
      this.#collected += entry.operation.basis;
    }
    for (const { debit, credit, amount } of entry.transfers) {
      if (credit === accounts.fx && basisAccounts.test(debit)) {
        this.#returned += amount;
      } else if (
        entry.type === 'reinstate' &&
        debit === accounts.fx &&
        basisAccounts.test(credit)
      ) {
        this.#returned -= amount;
      }
    }
  }

  /** Takes a kept balance; each comes once, after the last row. */
  addBalance({ account, asset, balance }: Balance): void {
    const key = `${account}\n${asset}`;
    const made = this.#balances.get(key) ?? 0n;
    this.#balances.delete(key);
    this.#list.balancesEqualEntries.that(
      balance === made,
      () => `${account} has ${balance} ${asset}, its entries make ${made}`,
    );
    this.#totals.set(asset, (this.#totals.get(asset) ?? 0n) + balance);
    this.#earned += account.startsWith('earnings_') ? balance : 0n;
    if (balance < 0n && /^(debt|earnings_debt):/.test(account)) {
      this.#shortfalls.push({ account, asset, owed: -balance });
    }
  }

  /** Compares what is left, and answers what somebody owes. */
  finish(): Shortfall[] {
    for (const [key, made] of this.#balances) {
      const problem = `${key.replace('\n', ' has no balance in ')}, its entries make ${made}`;
      this.#list.balancesEqualEntries.that(made === 0n, () => problem);
    }
    for (const [asset, total] of this.#totals) {
      this.#list.assetsSumToZero.that(total === 0n, () => `${asset} sums to ${total}`);
    }
    const kept = this.#collected - this.#returned;
    this.#list.earnedWithinCollected.that(
      this.#earned <= kept,
      () => `publishers earned ${this.#earned}, ${kept} was collected and kept`,
    );
    return this.#shortfalls;
  }
}

function readEntry(row: JournalRow, rule: RuleCheck): Entry | undefined {
  try {
    return decodeEntry(row.body);
  } catch (error) {
    rule.that(false, () => `entry ${row.seq} cannot be read: ${String(error)}`);
    return undefined;
  }
}
