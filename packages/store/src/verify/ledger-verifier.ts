import type { Debt, HoldState, LimitCounter, Lot, Payout } from '@telex-credits/ledger';
import type { JournalCommit } from '../journal/journal-chain.js';
import type { Balance, VerifyReport } from '../ledger-store.js';
import { ChainTally } from './chain-tally.js';
import { Checklist } from './checklist.js';
import { type JournalRow, JournalTally } from './journal-tally.js';
import { LimitTally } from './limit-tally.js';
import { PayoutTally } from './payout-tally.js';
import { type WalletRow, WalletTally } from './wallet-tally.js';

/**
 * Every rule of a ledger, whatever keeps it: an engine shows each of its rows once, all of one moment,
 * wallets first, then the journal in order, then the rest in any order, and asks for the report.
 * Keeps sums in memory: one per account, counter and wallet.
 */
export class LedgerVerifier {
  readonly #list = new Checklist();
  readonly #journal = new JournalTally(this.#list);
  readonly #wallets = new WalletTally(this.#list);
  readonly #limits = new LimitTally();
  readonly #payouts = new PayoutTally(this.#list.payoutsMatchEarnings);
  #chain: ChainTally | undefined;

  addWallet(wallet: WalletRow & { readonly counters: readonly LimitCounter[] }): void {
    this.#wallets.addWallet(wallet);
    this.#limits.addCounters(wallet.id, wallet.counters);
  }

  /** Says that the engine keeps a chain: it then shows each commit after the commit's last entry. */
  beginChain(baseCurrency: string): void {
    this.#chain = new ChainTally(this.#list.journalChained, baseCurrency);
  }

  addCommit(commit: JournalCommit): void {
    this.#chain?.addCommit(commit);
  }

  addEntry(row: JournalRow): void {
    this.#chain?.addEntry(row);
    const entry = this.#journal.addRow(row);
    if (entry !== undefined) {
      this.#limits.addEntry(entry);
    }
  }

  addLot(lot: Lot): void {
    this.#wallets.addLot(lot);
  }

  addHold(hold: HoldState): void {
    this.#wallets.addHold(hold);
    this.#limits.addHold(hold);
  }

  addDebt(debt: Debt): void {
    this.#wallets.addDebt(debt);
  }

  addPayout(payout: Payout): void {
    this.#payouts.addPayout(payout);
  }

  /** Balances of all accounts, those of wallets and their debts too. */
  addBalance(balance: Balance): void {
    this.#journal.addBalance(balance);
    this.#payouts.addBalance(balance);
  }

  report(): VerifyReport {
    this.#limits.check(this.#list.limitCounters, this.#journal.lastAt);
    this.#wallets.finish();
    this.#payouts.finish();
    const shortfalls = this.#journal.finish();
    const head = this.#chain?.finish();
    const checks = this.#list.results(head !== undefined);
    const ok = checks.every((check) => check.ok);
    const { lastSeq } = this.#journal;
    return { ok, lastSeq, ...(head === undefined ? {} : { head }), checks, shortfalls };
  }
}
