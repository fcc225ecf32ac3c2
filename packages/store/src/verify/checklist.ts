import type { Check } from '../ledger-store.js';

/** How many problems of one rule are told: enough to see what is wrong. */
const problemsMax = 20;

/** Counts what one rule was checked on, and keeps the first sentences about what breaks it. */
export class RuleCheck {
  readonly #name: string;
  #checked = 0;
  #broken = 0;
  readonly #problems: string[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  /** Checks one thing; `problem` is only asked for when it is broken. */
  that(fine: boolean, problem: () => string): void {
    this.#checked += 1;
    if (!fine) {
      this.#broken += 1;
      if (this.#problems.length < problemsMax) {
        this.#problems.push(problem());
      }
    }
  }

  result(): Check {
    return {
      name: this.#name,
      ok: this.#broken === 0,
      checked: this.#checked,
      problems: this.#problems,
    };
  }
}

/** The rules that `verify` checks, in the order of its report. */
export class Checklist {
  readonly journalContiguous = new RuleCheck('journal_contiguous');
  readonly journalChained = new RuleCheck('journal_chained');
  readonly assetsSumToZero = new RuleCheck('assets_sum_to_zero');
  readonly balancesEqualEntries = new RuleCheck('balances_equal_entries');
  readonly walletLotsAddUp = new RuleCheck('wallet_lots_add_up');
  readonly heldEqualsOpenHolds = new RuleCheck('held_equals_open_holds');
  readonly limitCounters = new RuleCheck('limit_counters_equal_holds_and_captures');
  readonly receiptsSumToLedger = new RuleCheck('receipts_sum_to_ledger');
  readonly earnedWithinCollected = new RuleCheck('earned_within_collected');
  readonly debtsMatchWalletDebt = new RuleCheck('debts_match_wallet_debt');
  readonly payoutsMatchEarnings = new RuleCheck('payouts_match_earnings');

  /** `chained`: whether the engine keeps the hash chain. */
  results(chained: boolean): Check[] {
    return [
      this.journalContiguous,
      ...(chained ? [this.journalChained] : []),
      this.assetsSumToZero,
      this.balancesEqualEntries,
      this.walletLotsAddUp,
      this.heldEqualsOpenHolds,
      this.limitCounters,
      this.receiptsSumToLedger,
      this.earnedWithinCollected,
      this.debtsMatchWalletDebt,
      this.payoutsMatchEarnings,
    ].map((rule) => rule.result());
  }
}
