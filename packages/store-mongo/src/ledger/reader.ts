import {
  decodeEntry,
  decodeRefusal,
  type Entry,
  earningsOf,
  type HoldState,
  type Lot,
  type Payout,
  type PublisherEarnings,
  type Result,
  viewHold,
  viewWallet,
  type Wallet,
} from '@telex-credits/ledger';
import type { Balance, EntryQuery, LedgerReader } from '@telex-credits/store';
import type { Connection } from 'mongoose';
import { findEntries } from './entry-query.js';
import { headId, type LedgerModels } from './models.js';
import {
  type AccountRow,
  type EntryRow,
  type HeadRow,
  type HoldRow,
  type LotRow,
  type PayoutRow,
  type RefusalRow,
  readHold,
  readLot,
  readPayout,
  readWallet,
  type WalletRow,
} from './rows.js';
import { inSnapshot } from './snapshot.js';

/** What a reader needs. */
export interface ReaderParts {
  readonly connection: Connection;
  readonly models: LedgerModels;
  /** The moment as ISO 8601. */
  readonly now: () => string;
}

/** All reads but `verify`: from the primary, and only what a majority has. */
export class MongoLedgerReader implements Omit<LedgerReader, 'verify'> {
  readonly #parts: ReaderParts;
  readonly #models: LedgerModels;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
    this.#models = parts.models;
  }

  async wallet(id: string): Promise<Wallet | undefined> {
    const { wallets, lots, holds } = this.#models;
    const found = await inSnapshot(this.#parts.connection, async (session) => {
      const row = await wallets.findById(id).session(session).lean<WalletRow>();
      const active = lots.find({ walletId: id, active: true }).sort({ seq: 1 });
      const open = holds.find(openHoldsOf(id)).sort({ expiresAt: 1 });
      return row === null
        ? undefined
        : {
            row,
            active: await active.session(session).lean<LotRow[]>(),
            open: await open.session(session).lean<HoldRow[]>(),
          };
    });
    if (found === undefined) {
      return undefined;
    }
    const wallet = readWallet(found.row, found.active.map(readLot));
    return viewWallet(wallet, found.open.map(readHold), this.#parts.now());
  }

  async hold(id: string): Promise<HoldState | undefined> {
    const row = await this.#models.holds.findById(id).lean<HoldRow>();
    return row === null ? undefined : viewHold(readHold(row), this.#parts.now());
  }

  async lot(id: string): Promise<Lot | undefined> {
    const row = await this.#models.lots.findById(id).lean<LotRow>();
    return row === null ? undefined : readLot(row);
  }

  async openHolds(walletId: string): Promise<HoldState[]> {
    const now = this.#parts.now();
    const found = this.#models.holds.find(openHoldsOf(walletId)).sort({ expiresAt: 1 });
    const holds = (await found.lean<HoldRow[]>()).map(readHold);
    return holds.filter((hold) => viewHold(hold, now).status === 'held');
  }

  async outcome(id: string): Promise<Result | undefined> {
    const entry = await this.entry(id);
    if (entry !== undefined) {
      return { ok: true, entry, replayed: true };
    }
    const row = await this.#models.refusals.findById(id).lean<RefusalRow>();
    return row === null
      ? undefined
      : { ok: false, refusal: decodeRefusal(row.refusal), replayed: true };
  }

  async entry(id: string): Promise<Entry | undefined> {
    const row = await this.#models.entries.findById(id).lean<EntryRow>();
    return row === null ? undefined : decodeEntry(row.body);
  }

  entries(query: EntryQuery): Promise<Entry[]> {
    return findEntries(this.#models.entries, query);
  }

  async lastSeq(): Promise<number> {
    const head = await this.#models.head.findById(headId).lean<HeadRow>();
    return head?.seq ?? 0;
  }

  async balances(prefix: string): Promise<Balance[]> {
    const { accounts, wallets } = this.#models;
    const found = await inSnapshot(this.#parts.connection, async (session) => {
      const named = accounts.find({ account: startingWith(prefix) }).sort({ account: 1, asset: 1 });
      const kept = (await named.session(session).lean<AccountRow[]>()).map(balanceOf);
      const of = async (kind: 'wallet:' | 'debt:') => {
        const ids = idsBehind(kind, prefix);
        const rows = wallets.find({ _id: ids ?? { $in: [] } }).sort({ _id: 1 });
        return ids === null ? [] : rows.session(session).lean<WalletRow[]>();
      };
      const posted = (await of('wallet:')).map(postedOf);
      const debts = (await of('debt:')).map(debtOf);
      return [...kept, ...posted, ...debts];
    });
    return found.filter(({ balance }) => balance !== 0n);
  }

  async publisher(id: string): Promise<PublisherEarnings> {
    const { accounts } = this.#models;
    return earningsOf(id, await accounts.find({ publisherId: id }).lean<AccountRow[]>());
  }

  async payout(id: string): Promise<Payout | undefined> {
    const row = await this.#models.payouts.findById(id).lean<PayoutRow>();
    return row === null ? undefined : readPayout(row);
  }

  async pendingUpTo(day: string): Promise<{ publisherId: string; day: string }[]> {
    const { accounts } = this.#models;
    const found = accounts.find({ day: { $gt: '', $lte: day }, balance: { $gt: 0n } });
    const rows = await found.sort({ day: 1 }).lean<AccountRow[]>();
    return rows.flatMap(({ publisherId, day: its }) =>
      publisherId === null || its === null ? [] : [{ publisherId, day: its }],
    );
  }
}

export function balanceOf({ account, asset, balance }: AccountRow): Balance {
  return { account, asset, balance };
}

export function postedOf({ _id, posted }: WalletRow): Balance {
  return { account: `wallet:${_id}`, asset: 'CREDIT', balance: posted };
}

export function debtOf({ _id, debt }: WalletRow): Balance {
  return { account: `debt:${_id}`, asset: 'CREDIT', balance: -debt };
}

function openHoldsOf(walletId: string) {
  return { walletId, status: 'held' as const };
}

/** U+10FFFF sorts behind every character that can follow. */
function startingWith(prefix: string) {
  return { $gte: prefix, $lt: `${prefix}\u{10FFFF}` };
}

/** Which wallets' accounts of one kind start with a prefix; null when none can. */
function idsBehind(kind: 'wallet:' | 'debt:', prefix: string) {
  return kind.startsWith(prefix) || prefix.startsWith(kind)
    ? startingWith(prefix.slice(kind.length))
    : null;
}
