import { type Asset, accounts, type Payout, type PayoutStatus } from '@telex-credits/ledger';
import type { Balance } from '../ledger-store.js';
import type { RuleCheck } from './checklist.js';

/** The account in which a payout's amount stands, by its status; the others stand in none. */
const accountOf: Partial<Record<PayoutStatus, (publisherId: string) => string>> = {
  reserved: accounts.earningsReserved,
  in_transit: accounts.earningsInTransit,
  settled: accounts.earningsPaidOut,
};

const isOfPayouts = /^(earnings_(reserved|in_transit|paid_out):|payouts_made$)/;

/** Compares reserved, in transit and paid out with the payouts that stand in them. */
export class PayoutTally {
  readonly #rule: RuleCheck;
  readonly #sums = new Map<string, bigint>();
  readonly #balances = new Map<string, bigint>();

  constructor(rule: RuleCheck) {
    this.#rule = rule;
  }

  addPayout({ publisherId, amount, status }: Payout): void {
    const account = accountOf[status]?.(publisherId);
    if (account !== undefined) {
      this.#sums.set(account, (this.#sums.get(account) ?? 0n) + amount);
    }
    if (status === 'settled') {
      const made = this.#sums.get(accounts.payoutsMade) ?? 0n;
      this.#sums.set(accounts.payoutsMade, made - amount);
    }
  }

  /** Takes a kept balance; those of other accounts are none of its business. */
  addBalance({ account, balance }: Balance & { readonly asset: Asset }): void {
    if (isOfPayouts.test(account)) {
      this.#balances.set(account, balance);
    }
  }

  finish(): void {
    for (const account of new Set([...this.#sums.keys(), ...this.#balances.keys()])) {
      const sum = this.#sums.get(account) ?? 0n;
      const balance = this.#balances.get(account) ?? 0n;
      this.#rule.that(sum === balance, () => `${account} has ${balance}, its payouts ${sum}`);
    }
  }
}
