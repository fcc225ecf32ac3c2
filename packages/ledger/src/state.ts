import type { Currency, Micros, Minor, Nanos } from '@telex-credits/money';
import type { AccountId } from './accounts.js';
import type { LimitRef, PaymentSource, Terms } from './operations.js';
import type { LotUse } from './results.js';

/**
 * One step in which a reversal took credits of a lot: unspent ones, or (`lost` above zero) ones that
 * had expired or been removed. A reinstatement undoes the newest step first.
 */
export interface Taking {
  readonly credits: Micros;
  /** Of `credits`, those that had expired; the others of a step on lost credits had been removed. */
  readonly expired: Micros;
  /** The lot's expired and removed credits just before, and its breakage; 0 for unspent credits. */
  readonly lost: Micros;
  readonly breakage: Nanos;
}

/**
 * A lot of credits. `size = available + held + spent + expired + adjusted + reversed`, always;
 * `spent` includes credits that a reversal turned into debt, until that is paid. Used part (for the
 * basis) = spent + expired + adjusted + reversed.
 */
export interface Lot {
  readonly id: string;
  readonly walletId: string;
  readonly kind: 'paid' | 'promotional';
  readonly size: Micros;
  readonly basis: Nanos;
  readonly held: Micros;
  readonly spent: Micros;
  readonly expired: Micros;
  /** Removed by an administrator. */
  readonly adjusted: Micros;
  /** Taken back with the purchase; the sum of `takings`. */
  readonly reversed: Micros;
  /** How `reversed` came about, oldest step first. */
  readonly takings: readonly Taking[];
  /** Basis that its expired and adjusted credits moved to breakage, less what a reversal took back. */
  readonly breakage: Nanos;
  /** Spent credits that became debt and are not paid: the sum of what the lot's debts still owe. */
  readonly indebted: Micros;
  /** Still to be reversed out of held credits, as their holds end; never above `held`. */
  readonly reversalDue: Micros;
  /** Cumulative money reversed so far, in the purchase's currency. */
  readonly reversedMoney: Minor;
  readonly priority: number;
  readonly expiresAt: string | null;
  readonly source: PaymentSource | null;
  /** Journal position of the grant: the oldest lot has the lowest. */
  readonly seq: number;
}

/** Use of a limit in one period. Kept until five minutes after it ends, or while a hold counts in it. */
export interface LimitCounter {
  readonly id: string;
  readonly period: string;
  readonly periodEndsAt: string | null;
  readonly used: Micros;
  readonly held: Micros;
}

/** A wallet with the lots that still hold anything (available, held or reversalDue above zero). */
export interface Wallet {
  readonly id: string;
  readonly posted: Micros;
  readonly held: Micros;
  /** What it owes after reversals, zero or above. */
  readonly debt: Micros;
  /** Causes of a freeze; empty when the wallet may spend. */
  readonly frozen: readonly string[];
  readonly counters: readonly LimitCounter[];
  readonly lots: readonly Lot[];
  /** Raised by one with every entry that touches the wallet. */
  readonly version: number;
}

export type HoldStatus = 'held' | 'captured' | 'released' | 'expired';

/** A hold and the lots it reserved, in burn order. Never deleted: it is the receipt's provenance. */
export interface HoldState extends Terms {
  readonly id: string;
  readonly walletId: string;
  readonly credits: Micros;
  readonly captured: Micros;
  readonly status: HoldStatus;
  readonly expiresAt: string;
  readonly keyId: string | null;
  readonly lots: readonly { readonly lotId: string; readonly credits: Micros }[];
  readonly limits: readonly LimitRef[];
}

/** What a reversal took from one account. */
export interface TakenPart {
  readonly account: AccountId;
  readonly amount: Nanos;
}

/**
 * One use that a reversal took back and that the wallet now owes. Paying it gives basis back to the
 * publisher and the platform, up to what was reversed; credits paid stay taken back. A reinstatement
 * lowers what is owed. Never deleted; one that was reinstated whole has zeros.
 */
export interface Debt {
  /** `${useEntryId}/${lotId}/${index of the use in its entry}`. */
  readonly id: string;
  readonly walletId: string;
  /** The lot that paid the use, and the entry that holds the use. */
  readonly lotId: string;
  readonly useEntryId: string;
  readonly publisherId: string | null;
  readonly credits: Micros;
  readonly basis: Nanos;
  readonly developer: Nanos;
  /** Where `developer` was taken from, in order; its sum. */
  readonly takenFrom: readonly TakenPart[];
  readonly paidCredits: Micros;
  readonly paidBasis: Nanos;
  readonly paidDeveloper: Nanos;
  /** Journal position of the reversal: the oldest debt is paid first. */
  readonly seq: number;
}

/** A use of a lot with the entry that holds it. */
export interface RecordedUse extends LotUse {
  readonly entryId: string;
  readonly index: number;
}

/** What a publisher has earned and not yet been paid. */
export interface PublisherEarnings {
  readonly publisherId: string;
  /** Not matured, by UTC day, oldest first, each above zero. */
  readonly pending: readonly { readonly day: string; readonly amount: Nanos }[];
  readonly available: Nanos;
  /** Set aside for payouts that no provider has yet. */
  readonly reserved: Nanos;
  /** Payouts that a provider has and has not paid. */
  readonly inTransit: Nanos;
  /** All that was ever paid out. */
  readonly paidOut: Nanos;
  readonly debt: Nanos;
}

export type PayoutStatus = 'reserved' | 'unreserved' | 'in_transit' | 'settled' | 'returned';

/** Earnings on their way to a publisher. Never deleted. */
export interface Payout {
  readonly id: string;
  readonly publisherId: string;
  /** In base currency; what the publisher's accounts move by. */
  readonly amount: Nanos;
  readonly status: PayoutStatus;
  /** Fixed at the start; null before. */
  readonly sent: {
    readonly provider: string;
    readonly currency: Currency;
    /** What the provider pays, in `currency`. */
    readonly pays: Minor;
  } | null;
}

/**
 * What `decide` may look at. Engines answer from memory or from rows, as of just before the
 * operation, with all earlier operations of the same batch applied.
 */
export interface LedgerView {
  wallet(id: string): Wallet | undefined;
  /** Any lot, used up or not. */
  lot(id: string): Lot | undefined;
  hold(id: string): HoldState | undefined;
  /** Uses of one lot, newest first. Only `reverse`, `reinstate` and holds ending on a reversed lot ask. */
  usesOfLot(lotId: string): Iterable<RecordedUse>;
  /** Debts that came from uses of one lot. */
  debtsOfLot(lotId: string): readonly Debt[];
  /** Unpaid debts of a wallet, oldest first. */
  openDebts(walletId: string): readonly Debt[];
  publisher(id: string): PublisherEarnings;
  /** Any payout, whatever its status. */
  payout(id: string): Payout | undefined;
}
