import type { Currency, Micros, Minor, Nanos } from '@telex-credits/money';

/** A JSON value that travels with an operation and is kept, unread, in its entry. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Facts kept with an entry for people and receipts; the ledger never decides by them. */
export type Note = { readonly [key: string]: Json };

interface OperationBase {
  /** Made by the caller before submitting, time-ordered; the same id is never worked twice. */
  readonly id: string;
  readonly note?: Note;
}

/** How paid money came in: own currency, and in base currency at the order's dated rate. */
export interface PaymentSource {
  readonly purchaseId: string;
  readonly provider: string;
  /** What was paid, tax included, in the purchase's own currency. */
  readonly currency: Currency;
  readonly paid: Minor;
  /** The tax part of it in base currency; the lot's basis is the rest. */
  readonly tax: Nanos;
}

/** One limit that a hold counts against, as configured when the hold was made. */
export interface LimitRef {
  /** `key:key_…`, `connection:con_…`, `authorisation:aut_…`, `module:mod_…`, `wallet:day`, `wallet:month`, `call` … */
  readonly id: string;
  /** Which refusal names it. */
  readonly level: 'call' | 'key' | 'connection' | 'authorisation' | 'module' | 'wallet';
  /** `2026-11-24`, `2026-11`, `total` …; fixed at hold time in the wallet's zone. */
  readonly period: string;
  /** When the counter may be dropped, ISO 8601 UTC; null for a period that never ends. */
  readonly periodEndsAt: string | null;
  readonly cap: Micros;
}

/** Who is paid for a capture, and how; fixed when the credits are held. */
export interface Terms {
  readonly moduleId: string;
  /** The publisher's organisation; null for the platform's own modules, which have no developer. */
  readonly publisherId: string | null;
  /** The developer's share of what is collected, in basis points (8,000 = 80 %). */
  readonly developerBps: number;
}

/** Makes a wallet. Refused: `wallet_exists`. */
export interface Open extends OperationBase {
  readonly type: 'open';
  readonly walletId: string;
}

/**
 * Issues credits as one lot; the operation's id is the lot's id. A debt of the wallet is paid first.
 * Refused: `wallet_not_found`.
 */
export interface Grant extends OperationBase {
  readonly type: 'grant';
  readonly walletId: string;
  readonly kind: 'paid' | 'promotional';
  readonly credits: Micros;
  /** Cost basis in base currency, net of tax; 0 for a promotion that nobody funds. */
  readonly basis: Nanos;
  /** Lots of a lower number are burnt first. */
  readonly priority: number;
  readonly expiresAt: string | null;
  /** Present exactly for `paid` lots; a promotional lot's basis is promotion expense. */
  readonly source: PaymentSource | null;
}

/** What a hold and a charge have in common. */
export interface Reservation extends Terms {
  readonly walletId: string;
  readonly credits: Micros;
  readonly limits: readonly LimitRef[];
  /** The API key, connection or spending authorisation that opened the wallet; null for a person. */
  readonly keyId: string | null;
}

/**
 * Sets credits aside; the operation's id is the hold's id. Refused, in this order:
 * `wallet_not_found`, `wallet_frozen`, `wallet_in_debt`, `limit_reached`, `insufficient_credits`.
 * With `onlyLotId`: `wallet_not_found`, `lot_not_found`, `insufficient_credits`.
 */
export interface Hold extends OperationBase, Reservation {
  readonly type: 'hold';
  readonly expiresAt: string;
  /** Takes from this lot only (a refund in progress); freeze, debt and expiry do not refuse it. */
  readonly onlyLotId?: string;
}

/** Moves a hold's end. Refused: `hold_not_found`, `hold_already_captured`, `hold_already_released`, `hold_expired`. */
export interface Extend extends OperationBase {
  readonly type: 'extend';
  readonly holdId: string;
  readonly expiresAt: string;
}

/** Platform-run modules also owe their upstream; in base currency. */
interface Consumption {
  readonly upstreamCost?: Nanos;
}

/**
 * Takes what was used, at most what is held, and releases the rest. Refused: `hold_not_found`,
 * `hold_already_captured`, `hold_already_released`, `hold_expired`, `amount_exceeds_hold`.
 */
export interface Capture extends OperationBase, Consumption {
  readonly type: 'capture';
  readonly holdId: string;
  readonly credits: Micros;
}

/** Gives a hold back whole. Refused: `hold_not_found`, `hold_already_captured`, `hold_already_released`, `hold_expired`. */
export interface Release extends OperationBase {
  readonly type: 'release';
  readonly holdId: string;
}

/** Hold and capture in one; refused as a hold is. */
export interface Charge extends OperationBase, Reservation, Consumption {
  readonly type: 'charge';
}

/**
 * Ends a hold or a lot whose time has come. Engines make these themselves, ahead of each batch
 * (`dueExpiries`). Refused: `hold_not_found`, `lot_not_found`, `not_due`, `hold_already_…`.
 */
export interface Expire extends OperationBase {
  readonly type: 'expire';
  readonly target: { readonly holdId: string } | { readonly lotId: string };
}

/** Stops new holds and charges of a wallet for a named cause; causes add up. */
export interface Freeze extends OperationBase {
  readonly type: 'freeze';
  readonly walletId: string;
  readonly cause: string;
}

/** Takes one cause of a freeze away. */
export interface Unfreeze extends OperationBase {
  readonly type: 'unfreeze';
  readonly walletId: string;
  readonly cause: string;
}

/**
 * Takes a purchase's money and credits back up to the cumulative `total` (own currency, as the
 * provider reports refunded + withdrawn); only the difference to what was done before is posted.
 * `total` is capped at what was paid. Refused: `lot_not_found`, `lot_not_paid`, `total_below_reversed`.
 */
export interface Reverse extends OperationBase {
  readonly type: 'reverse';
  readonly lotId: string;
  readonly total: Minor;
}

/**
 * Lowers what was taken back of a purchase to the cumulative `total` (own currency: refunded +
 * withdrawn − reinstated, as the provider reports it), undoing exactly what the reversal did: the
 * newest step first. Refused: `lot_not_found`, `lot_not_paid`, `total_above_reversed`.
 */
export interface Reinstate extends OperationBase {
  readonly type: 'reinstate';
  readonly lotId: string;
  readonly total: Minor;
}

/** Pays a wallet's debt from its own available credits, as far as they go. Refused: `wallet_not_found`, `no_debt`, `insufficient_credits` (nothing available). */
export interface Repay extends OperationBase {
  readonly type: 'repay';
  readonly walletId: string;
}

/**
 * An administrator's correction: positive issues promotional credits without basis (the id is the
 * lot's), negative removes available credits in burn order, their basis becoming breakage.
 * Refused: `wallet_not_found`, `insufficient_credits`.
 */
export interface Adjust extends OperationBase {
  readonly type: 'adjust';
  readonly walletId: string;
  readonly credits: Micros;
  readonly reason: string;
}

/** Moves a publisher's pending earnings of one UTC day to available, paying its debt first. Refused: `nothing_pending`. */
export interface Mature extends OperationBase {
  readonly type: 'mature';
  readonly publisherId: string;
  readonly day: string;
}

/**
 * Sets available earnings of a publisher aside for a payout; the operation's id is the payout's id.
 * `amount` is in nano-units, whole minor units of the base currency.
 * Refused: `insufficient_earnings`.
 */
export interface Reserve extends OperationBase {
  readonly type: 'reserve';
  readonly publisherId: string;
  readonly amount: Nanos;
}

/**
 * Gives a reservation back, to the publisher's debt first. Refused: `payout_not_found`,
 * `payout_already_started`, `payout_already_unreserved`, `payout_already_settled`,
 * `payout_already_returned` (whichever the payout is).
 */
export interface Unreserve extends OperationBase {
  readonly type: 'unreserve';
  readonly payoutId: string;
}

/**
 * Hands a reservation to a provider: from reserved to in transit, with what will leave in the currency
 * of the payout, rounded down. Refused as `unreserve` is, then `payout_too_small` (it comes to nothing).
 */
export interface PayoutStart extends OperationBase {
  readonly type: 'payout-start';
  readonly payoutId: string;
  readonly provider: string;
  readonly currency: Currency;
  /** So many minor units of `currency` for so many nano-units of base; null exactly in base currency. */
  readonly rate: { readonly nanos: Nanos; readonly minor: Minor } | null;
}

/**
 * The provider has paid: from in transit to paid out, and the money leaves the provider's account.
 * Refused: `payout_not_found`, `payout_not_started`, `payout_already_unreserved`,
 * `payout_already_settled`, `payout_already_returned` (whichever the payout is).
 */
export interface PayoutSettle extends OperationBase {
  readonly type: 'payout-settle';
  readonly payoutId: string;
}

/**
 * The provider did not pay, or took back what it had said was paid: back to the publisher, debt first,
 * then available. Refused as `payout-settle` is, but that a settled payout can be returned.
 */
export interface PayoutReturn extends OperationBase {
  readonly type: 'payout-return';
  readonly payoutId: string;
}

/**
 * Books what a provider kept of the platform's money because of a purchase; touches no wallet, no lot
 * and no publisher. Below zero for what it gave back. Refused: nothing but `invalid_operation`.
 */
export interface Expense extends OperationBase {
  readonly type: 'expense';
  readonly provider: string;
  readonly purchaseId: string;
  readonly kind: 'payment_fee' | 'dispute_fee';
  readonly currency: Currency;
  /** Minor units of `currency`, not zero. */
  readonly amount: Minor;
  /** The same in base currency, with the same sign; zero only where it is less than a nano-unit. */
  readonly base: Nanos;
}

/** Everything that changes the ledger. */
export type Operation =
  | Open
  | Grant
  | Hold
  | Extend
  | Capture
  | Release
  | Charge
  | Expire
  | Freeze
  | Unfreeze
  | Reverse
  | Reinstate
  | Repay
  | Adjust
  | Mature
  | Reserve
  | Unreserve
  | PayoutStart
  | PayoutSettle
  | PayoutReturn
  | Expense;

export type OperationType = Operation['type'];
