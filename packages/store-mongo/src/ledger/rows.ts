import {
  type Asset,
  available,
  type Debt,
  type Entry,
  encodeEntry,
  type HoldState,
  isActive,
  type Lot,
  type OperationType,
  type Payout,
  parsePending,
  type Wallet,
} from '@telex-credits/ledger';
import { JournalChain, type JournalRow } from '@telex-credits/store';

/** A ledger's state object as MongoDB keeps it: the same fields, amounts as 64-bit integers. */
type Stored<T extends { readonly id: string }> = Omit<T, 'id'> & { readonly _id: string };

/** The one document that every batch writes: it orders the journal. */
export interface HeadRow {
  readonly _id: string;
  readonly schemaVersion: number;
  readonly baseCurrency: string;
  /** The newest entry's journal position and time. */
  readonly seq: number;
  readonly at: string;
  /** The hash of the newest commit in the journal's chain. */
  readonly hash: string;
  /** Raised by one with every batch; a batch commits only on the value that it read. */
  readonly batch: number;
  /** Who wrote last: one process's engine. */
  readonly writer: string;
}

/** A journal row: the whole entry as text, and the fields that queries filter by. */
export interface EntryRow {
  readonly _id: string;
  readonly seq: number;
  readonly type: OperationType;
  readonly at: string;
  readonly walletId: string | null;
  readonly moduleId: string | null;
  readonly keyId: string | null;
  /** Lots that the entry used. */
  readonly lotIds: readonly string[];
  readonly body: string;
  /** The hash of the commit that ends with this entry; null where the next one is of the same. */
  readonly commit: string | null;
  /** The attempt that wrote it, so that an engine knows its own after a commit in doubt. */
  readonly attempt: string;
}

export interface RefusalRow {
  readonly _id: string;
  readonly fingerprint: string;
  readonly at: string;
  readonly refusal: string;
  readonly attempt: string;
}

export type WalletRow = Omit<Stored<Wallet>, 'lots'>;

export interface LotRow extends Stored<Lot> {
  /** Whether its wallet lists it. */
  readonly active: boolean;
  /** When available credits of it expire; null where none do. */
  readonly lapsesAt: string | null;
}

export type HoldRow = Stored<HoldState>;

export interface DebtRow extends Stored<Debt> {
  readonly open: boolean;
}

export type PayoutRow = Stored<Payout>;

/** A balance, but for those of wallets and their debts, which are fields of their wallet. */
export interface AccountRow {
  /** `asset` and `account`, with a space between. */
  readonly _id: string;
  readonly account: string;
  readonly asset: Asset;
  readonly balance: bigint;
  /** Whose earnings; null for the platform's accounts. */
  readonly publisherId: string | null;
  /** The day whose earnings wait here; null for every other account. */
  readonly day: string | null;
}

/** A row of an entry that may have been written elsewhere: then with the text that it had there. */
export function entryRow(
  entry: Entry,
  attempt: string,
  written: { readonly body: string; readonly commit: string | null } = {
    body: encodeEntry(entry),
    commit: null,
  },
): EntryRow {
  const { id, seq, type, at, walletId, moduleId, keyId } = entry;
  const lotIds = [...new Set(entry.uses.map(({ lotId }) => lotId))];
  return {
    ...{ _id: id, seq, type, at, walletId, moduleId, keyId, lotIds },
    ...{ body: written.body, commit: written.commit, attempt },
  };
}

/** The rows of one commit, sealed into the journal's chain, and the chain's new head. */
export function commitRows(
  entries: readonly Entry[],
  from: { readonly hash: string; readonly attempt: string },
): { readonly rows: readonly EntryRow[]; readonly hash: string } {
  const rows = entries.map((entry) => entryRow(entry, from.attempt));
  const last = rows.at(-1);
  if (last === undefined) {
    return { rows, hash: from.hash };
  }
  const chain = new JournalChain(from.hash);
  for (const { body } of rows) {
    chain.add(body);
  }
  const hash = chain.seal();
  return { rows: [...rows.slice(0, -1), { ...last, commit: hash }], hash };
}

export function journalRow(row: EntryRow): JournalRow {
  const { _id: id, seq, type, at, walletId, moduleId, keyId, body } = row;
  return { id, seq: Number(seq), type, at, walletId, moduleId, keyId, body };
}

export function walletRow({ id, ...wallet }: Omit<Wallet, 'lots'>): WalletRow {
  return { _id: id, ...wallet };
}

export function readWallet({ _id: id, ...wallet }: WalletRow, lots: readonly Lot[]): Wallet {
  return { id, ...wallet, lots };
}

export function lotRow(lot: Lot): LotRow {
  const { id, ...fields } = lot;
  const lapsesAt = available(lot) > 0n ? lot.expiresAt : null;
  return { _id: id, ...fields, active: isActive(lot), lapsesAt };
}

export function readLot({ _id: id, active: _, lapsesAt: __, ...lot }: LotRow): Lot {
  return { id, ...lot };
}

export function holdRow({ id, ...hold }: HoldState): HoldRow {
  return { _id: id, ...hold };
}

export function readHold({ _id: id, ...hold }: HoldRow): HoldState {
  return { id, ...hold };
}

export function debtRow({ id, ...debt }: Debt): DebtRow {
  return { _id: id, ...debt, open: debt.paidCredits < debt.credits };
}

export function readDebt({ _id: id, open: _, ...debt }: DebtRow): Debt {
  return { id, ...debt };
}

export function payoutRow({ id, ...payout }: Payout): PayoutRow {
  return { _id: id, ...payout };
}

export function readPayout({ _id: id, ...payout }: PayoutRow): Payout {
  return { id, ...payout };
}

/** What is fixed about an account's document. */
export function accountFacts(account: string, asset: Asset): Omit<AccountRow, 'balance'> {
  const pending = parsePending(account);
  return {
    _id: accountId(account, asset),
    account,
    asset,
    publisherId: pending?.publisherId ?? publisherOf(account),
    day: pending?.day ?? null,
  };
}

export function accountId(account: string, asset: Asset): string {
  return `${asset} ${account}`;
}

/** Every account of a publisher is `earnings_…:` and its id. */
function publisherOf(account: string): string | null {
  return account.startsWith('earnings_') ? account.slice(account.indexOf(':') + 1) : null;
}
