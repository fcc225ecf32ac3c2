import type { Debt, Entry, HoldState, Lot, Payout, Wallet } from '@telex-credits/ledger';
import type { Currency } from '@telex-credits/money';
import type { Balance } from './ledger-store.js';

/** One entry as an engine keeps it. */
export interface DumpedEntry {
  readonly entry: Entry;
  /** The entry as it was written and hashed. */
  readonly body: string;
  /** The hash of the commit that ends with it; null where it ends none. */
  readonly commit: string | null;
}

/** An operation that was refused, with its answer as text. */
export interface DumpedRefusal {
  readonly id: string;
  readonly fingerprint: string;
  readonly at: string;
  readonly refusal: string;
}

/**
 * A whole ledger of one moment, to be moved to another engine. Each list can be read once, ordered by
 * id (entries by position).
 */
export interface LedgerDump {
  readonly baseCurrency: Currency;
  readonly entries: Iterable<DumpedEntry>;
  readonly refusals: Iterable<DumpedRefusal>;
  /** Without their lots. */
  readonly wallets: Iterable<Omit<Wallet, 'lots'>>;
  readonly lots: Iterable<Lot>;
  readonly holds: Iterable<HoldState>;
  readonly debts: Iterable<Debt>;
  readonly payouts: Iterable<Payout>;
  /** Balances of accounts other than wallets and their debts. */
  readonly balances: Iterable<Balance>;
}

/** One document of a collection as an engine keeps it. */
export interface DumpedDocument {
  readonly id: string;
  readonly version: number;
  readonly doc: unknown;
}
