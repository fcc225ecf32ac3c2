import type { Currency } from '@telex-credits/money';
import type { Entry } from './entries.js';
import type { Refusal } from './results.js';
import type { Debt, HoldState, Lot, Payout, Wallet } from './state.js';

/** What surrounds a decision: the engine's clock and journal, and the platform's base currency. */
export interface DecisionContext {
  /** ISO 8601 UTC with milliseconds; engines never let it go back. */
  readonly now: string;
  /** The journal position that an accepted entry gets. */
  readonly seq: number;
  readonly baseCurrency: Currency;
}

/**
 * What an accepted operation changes, as new versions of what the view showed. Balances of all
 * other accounts follow from the entry's transfers alone. `wallet.lots` already contains the
 * changed lots; `lots` lists every lot that is new or changed, used-up ones included.
 */
export interface Changes {
  readonly wallet: Wallet | null;
  readonly lots: readonly Lot[];
  readonly hold: HoldState | null;
  readonly debts: readonly Debt[];
  readonly payout: Payout | null;
}

/** What `decide` says: an entry with its changes, or a refusal that changes nothing. */
export type Decision =
  | { readonly ok: true; readonly entry: Entry; readonly changes: Changes }
  | { readonly ok: false; readonly refusal: Refusal };
