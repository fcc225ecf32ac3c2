import { type Debt, decodeEntry, type Entry, type Operation } from '@telex-credits/ledger';
import type { ClientSession } from 'mongoose';
import type { BatchState, Need } from './batch-state.js';
import type { LedgerModels } from './models.js';
import {
  type AccountRow,
  type DebtRow,
  type EntryRow,
  type HoldRow,
  type LotRow,
  type PayoutRow,
  type RefusalRow,
  readDebt,
  readHold,
  readLot,
  readPayout,
  readWallet,
  type WalletRow,
} from './rows.js';

/** Entries of a lot that are read at once: twice as many each time, because few are needed mostly. */
const usesPage = { least: 64, most: 2048 };

/** Answers that the ledger has given before to ids of a batch. */
export interface Known {
  readonly entries: ReadonlyMap<string, EntryRow>;
  readonly refusals: ReadonlyMap<string, RefusalRow>;
}

/** What batches read, inside their transaction. */
export class BatchReads {
  readonly #models: LedgerModels;
  readonly #session: ClientSession;

  constructor(models: LedgerModels, session: ClientSession) {
    this.#models = models;
    this.#session = session;
  }

  /** What was answered before to any of these ids. */
  async known(ids: readonly string[]): Promise<Known> {
    const filter = { _id: { $in: [...new Set(ids)] } };
    const entries = await this.#models.entries
      .find(filter)
      .session(this.#session)
      .lean<EntryRow[]>();
    const refusals =
      entries.length === ids.length
        ? []
        : await this.#models.refusals.find(filter).session(this.#session).lean<RefusalRow[]>();
    return { entries: byId(entries), refusals: byId(refusals) };
  }

  /** Reads what operations name, and the wallets behind it, in four questions at most. */
  async prefetch(state: BatchState, operations: readonly Operation[]): Promise<void> {
    await this.#holds(state, unread(state.holds, operations.flatMap(holdIdsOf)));
    await this.#lots(state, unread(state.lots, operations.flatMap(lotIdsOf)));
    const named = operations.flatMap((operation) =>
      'walletId' in operation ? [operation.walletId] : [],
    );
    const behind = [...state.holds.values(), ...state.lots.values()].flatMap((one) =>
      one === null ? [] : [one.walletId],
    );
    await this.wallets(state, unread(state.wallets, [...named, ...behind]));
  }

  /** Reads what one decision lacked. */
  async supply(state: BatchState, need: Need): Promise<void> {
    switch (need.kind) {
      case 'wallet':
        return this.wallets(state, [need.id]);
      case 'lot':
        return this.#lots(state, [need.id]);
      case 'hold':
        return this.#holds(state, [need.id]);
      case 'payout':
        return this.#payout(state, need.id);
      case 'debts_of_lot':
        return state.putDebts(need.kind, need.id, await this.#debts({ lotId: need.id }));
      case 'open_debts':
        return state.putDebts(
          need.kind,
          need.id,
          await this.#debts({ walletId: need.id, open: true }),
        );
      case 'publisher':
        return state.putPublisher(need.id, await this.#accounts(need.id));
      case 'uses_of_lot':
        return state.putUses(need.lot.id, await this.#uses(need));
    }
  }

  async #holds(state: BatchState, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) {
      const { holds } = this.#models;
      const found = await holds
        .find({ _id: { $in: ids } })
        .session(this.#session)
        .lean<HoldRow[]>();
      for (const id of ids) {
        state.holds.set(id, null);
      }
      for (const row of found) {
        state.putHold(readHold(row));
      }
    }
  }

  async #lots(state: BatchState, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) {
      const { lots } = this.#models;
      const found = await lots
        .find({ _id: { $in: ids } })
        .session(this.#session)
        .lean<LotRow[]>();
      for (const id of ids) {
        state.lots.set(id, null);
      }
      for (const row of found) {
        state.putLot(readLot(row));
      }
    }
  }

  async #payout(state: BatchState, id: string): Promise<void> {
    const { payouts } = this.#models;
    const row = await payouts.findById(id).session(this.#session).lean<PayoutRow>();
    state.payouts.set(id, row === null ? null : readPayout(row));
  }

  /** Reads wallets with their active lots. */
  async wallets(state: BatchState, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) {
      return;
    }
    const { wallets, lots } = this.#models;
    const found = byId(
      await wallets
        .find({ _id: { $in: ids } })
        .session(this.#session)
        .lean<WalletRow[]>(),
    );
    const active = await lots
      .find({ walletId: { $in: [...found.keys()] }, active: true })
      .sort({ walletId: 1, seq: 1 })
      .session(this.#session)
      .lean<LotRow[]>();
    for (const id of ids) {
      const row = found.get(id);
      if (row === undefined) {
        state.wallets.set(id, null);
      } else {
        const own = active.filter(({ walletId }) => walletId === id).map(readLot);
        state.putWallet(readWallet(row, own));
      }
    }
  }

  async #debts(filter: Record<string, unknown>): Promise<Debt[]> {
    const rows = await this.#models.debts.find(filter).session(this.#session).lean<DebtRow[]>();
    return rows.map(readDebt);
  }

  #accounts(publisherId: string): Promise<AccountRow[]> {
    const { accounts } = this.#models;
    return accounts.find({ publisherId }).session(this.#session).lean<AccountRow[]>().exec();
  }

  async #uses({ lot, before, known }: Extract<Need, { kind: 'uses_of_lot' }>): Promise<Entry[]> {
    const { walletId, id, seq } = lot;
    const rows = await this.#models.entries
      .find({ walletId, seq: { $gte: seq, $lt: before }, lotIds: id })
      .sort({ seq: -1 })
      .limit(Math.min(usesPage.most, usesPage.least + known))
      .session(this.#session)
      .lean<EntryRow[]>();
    return rows.map(({ body }) => decodeEntry(body));
  }
}

function byId<T extends { readonly _id: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [row._id, row]));
}

function unread(known: ReadonlyMap<string, unknown>, ids: readonly string[]): string[] {
  return [...new Set(ids)].filter((id) => !known.has(id));
}

function holdIdsOf(operation: Operation): string[] {
  if (operation.type === 'expire') {
    return 'holdId' in operation.target ? [operation.target.holdId] : [];
  }
  return 'holdId' in operation ? [operation.holdId] : [];
}

function lotIdsOf(operation: Operation): string[] {
  if (operation.type === 'expire') {
    return 'lotId' in operation.target ? [operation.target.lotId] : [];
  }
  if (operation.type === 'hold') {
    return operation.onlyLotId === undefined ? [] : [operation.onlyLotId];
  }
  return 'lotId' in operation ? [operation.lotId] : [];
}
