import type { AccountId, Asset } from './accounts.js';
import type { Operation, OperationType } from './operations.js';
import type { LotUse, WalletAfter } from './results.js';

/** One movement between two accounts of one asset; `amount` is above zero. */
export interface Transfer {
  readonly debit: AccountId;
  readonly credit: AccountId;
  readonly asset: Asset;
  readonly amount: bigint;
}

/** One row of the journal: what one operation did, never changed afterwards. */
export interface Entry {
  /** 1, 2, 3 … without a gap, in commit order. */
  readonly seq: number;
  /** The operation's id. */
  readonly id: string;
  readonly type: OperationType;
  /** ISO 8601 UTC with milliseconds, never earlier than the entry before. */
  readonly at: string;
  readonly walletId: string | null;
  readonly moduleId: string | null;
  readonly keyId: string | null;
  readonly holdId: string | null;
  readonly publisherId: string | null;
  readonly transfers: readonly Transfer[];
  /** For captures, charges and debt payments: the lots used and how their basis was split. */
  readonly uses: readonly LotUse[];
  /** Balances of the wallet after this entry; null where no wallet is touched. */
  readonly after: WalletAfter | null;
  /** The operation as it was submitted: a receipt is computed again from it. */
  readonly operation: Operation;
}
