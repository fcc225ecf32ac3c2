import type { Micros, Minor, Nanos } from '@telex-credits/money';
import type { Entry } from './entries.js';
import type { LimitRef } from './operations.js';

/** Why an operation was refused, with the numbers that explain it. Each is final for its id. */
export type Refusal =
  | { readonly code: 'wallet_exists' | 'wallet_not_found' | 'wallet_frozen' }
  | { readonly code: 'wallet_in_debt'; readonly debt: Micros }
  | {
      readonly code: 'limit_reached';
      readonly limit: LimitRef;
      readonly used: Micros;
      readonly held: Micros;
      readonly needed: Micros;
    }
  | { readonly code: 'insufficient_credits'; readonly needed: Micros; readonly available: Micros }
  | {
      readonly code:
        | 'hold_not_found'
        | 'hold_already_captured'
        | 'hold_already_released'
        | 'hold_expired';
    }
  | { readonly code: 'amount_exceeds_hold'; readonly held: Micros }
  | { readonly code: 'not_due' | 'lot_not_found' | 'lot_not_paid' }
  | { readonly code: 'total_below_reversed' | 'total_above_reversed'; readonly reversed: Minor }
  | { readonly code: 'insufficient_earnings'; readonly needed: Nanos; readonly available: Nanos }
  | {
      readonly code:
        | 'payout_not_found'
        | 'payout_not_started'
        | 'payout_already_started'
        | 'payout_already_unreserved'
        | 'payout_already_settled'
        | 'payout_already_returned'
        | 'payout_too_small';
    }
  | { readonly code: 'no_debt' | 'nothing_pending' | 'freeze_not_found' }
  /** The operation itself is malformed: amounts below zero, a zero lot, shares over the whole … */
  | { readonly code: 'invalid_operation'; readonly detail: string };

export type RefusalCode = Refusal['code'];

/** What `decide` and the engines answer for one operation. */
export type Result =
  | { readonly ok: true; readonly entry: Entry; readonly replayed: boolean }
  | { readonly ok: false; readonly refusal: Refusal; readonly replayed: boolean }
  /** The id was used before with another body; nothing was done. */
  | {
      readonly ok: false;
      readonly refusal: { readonly code: 'id_reused_with_different_body' };
      readonly replayed: false;
    }
  /** Not known whether it was done (deadline passed, commit failed): ask by id, or submit again. */
  | {
      readonly ok: false;
      readonly refusal: { readonly code: 'unknown' | 'overloaded' };
      readonly replayed: false;
    };

/** Balances of a wallet right after an entry; what reply headers and statements show. */
export interface WalletAfter {
  readonly posted: Micros;
  readonly held: Micros;
  readonly debt: Micros;
}

/** What a capture took from one lot, and how its basis was split. */
export interface LotUse {
  readonly lotId: string;
  readonly kind: 'paid' | 'promotional';
  readonly credits: Micros;
  readonly basis: Nanos;
  /** The developer's part of `basis`; the platform's is the rest. */
  readonly developer: Nanos;
  /** Whom `developer` went to; for a debt that was paid, the publisher who gets it back. */
  readonly publisherId: string | null;
  /** UTC day of the earning, names its pending account. */
  readonly day: string;
}
