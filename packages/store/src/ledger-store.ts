import type {
  AccountId,
  Asset,
  Entry,
  HoldState,
  Lot,
  Operation,
  OperationType,
  Payout,
  PublisherEarnings,
  Result,
  Wallet,
} from '@telex-credits/ledger';

/** A balance as the entries made it: credited − debited. */
export interface Balance {
  readonly account: AccountId;
  readonly asset: Asset;
  readonly balance: bigint;
}

/** Which entries to list. All given conditions must hold. */
export interface EntryQuery {
  readonly walletId?: string;
  readonly types?: readonly OperationType[];
  readonly moduleId?: string;
  readonly keyId?: string;
  /** ISO 8601 UTC: from (included) and to (excluded). */
  readonly from?: string;
  readonly to?: string;
  /** Only entries after (or before) this journal position, in the asked order. */
  readonly afterSeq?: number;
  readonly beforeSeq?: number;
  readonly order: 'oldest_first' | 'newest_first';
  readonly limit: number;
}

/** One rule that `verify` checked. */
export interface Check {
  /** Stable name, e.g. `assets_sum_to_zero`, `held_equals_open_holds`. */
  readonly name: string;
  readonly ok: boolean;
  readonly checked: number;
  /** At most 20 sentences that name what is broken. */
  readonly problems: readonly string[];
}

/** What `verify` found; `ok` when every check is. */
export interface VerifyReport {
  readonly ok: boolean;
  readonly lastSeq: number;
  /** The hash of the newest commit, where the engine chains its journal; an export ends with it. */
  readonly head?: string;
  readonly checks: readonly Check[];
  /** Every shortfall is somebody's debt: listed, not broken. */
  readonly shortfalls: readonly {
    readonly account: AccountId;
    readonly asset: Asset;
    readonly owed: bigint;
  }[];
}

/** Reads of the ledger, on connections of their own; never used to decide. */
export interface LedgerReader {
  /** The wallet with its active lots as of now: what expired meanwhile is already left out. */
  wallet(id: string): Promise<Wallet | undefined>;
  hold(id: string): Promise<HoldState | undefined>;
  lot(id: string): Promise<Lot | undefined>;
  /** Open holds of a wallet, soonest end first. */
  openHolds(walletId: string): Promise<HoldState[]>;
  /** What an operation did: `undefined` when the id was never worked. */
  outcome(id: string): Promise<Result | undefined>;
  entry(id: string): Promise<Entry | undefined>;
  entries(query: EntryQuery): Promise<Entry[]>;
  lastSeq(): Promise<number>;
  /** Balances of accounts whose id starts with the prefix (all when empty). */
  balances(prefix: string): Promise<Balance[]>;
  publisher(id: string): Promise<PublisherEarnings>;
  payout(id: string): Promise<Payout | undefined>;
  /** Publishers and days whose pending earnings are not later than `day`. */
  pendingUpTo(day: string): Promise<{ publisherId: string; day: string }[]>;
  /** Checks every invariant, read-only. */
  verify(): Promise<VerifyReport>;
}

/** The ledger of one database. */
export interface LedgerStore extends LedgerReader {
  /**
   * Works operations in order, durably, and answers each in its place. Never rejects for what an
   * operation says; answers `unknown` past the deadline or after a failed commit, and `overloaded`
   * when the queue is full.
   */
  submit(operations: readonly Operation[]): Promise<Result[]>;
  /** Calls back after each commit with the newest journal position; returns how to stop it. */
  onCommit(listener: (lastSeq: number) => void): () => void;
  /** Commits what is queued, then releases files and threads. */
  close(): Promise<void>;
}
