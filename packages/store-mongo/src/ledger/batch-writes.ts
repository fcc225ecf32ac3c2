import type { ClientSession, Model } from 'mongoose';
import type { AccountChange, BatchState } from './batch-state.js';
import type { LedgerModels } from './models.js';
import {
  accountFacts,
  accountId,
  commitRows,
  debtRow,
  type HeadRow,
  holdRow,
  lotRow,
  payoutRow,
  type RefusalRow,
  walletRow,
} from './rows.js';

/** Somebody else wrote what this batch had read: it must read and decide again. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** The net effect of a batch. */
export interface BatchEffect {
  readonly state: BatchState;
  readonly refusals: readonly RefusalRow[];
  readonly attempt: string;
  readonly headBefore: HeadRow;
  readonly headAfter: Omit<HeadRow, 'hash'>;
}

/**
 * Writes a batch's net effect: each journal row and each wallet, lot, hold, debt and account once. The
 * head comes last, so that it is locked for the commit only. Throws `Conflict` when somebody came
 * between.
 */
export async function writeEffect(
  models: LedgerModels,
  session: ClientSession,
  effect: BatchEffect,
): Promise<void> {
  const { state, refusals, attempt, headBefore } = effect;
  const { rows, hash } = commitRows(state.entries, { hash: headBefore.hash, attempt });
  const { stored } = state;
  const write = writerIn(session);
  await write(models.wallets, walletWrites(state));
  await write(models.entries, rows.map(insert));
  await write(models.refusals, refusals.map(insert));
  await write(
    models.lots,
    [...state.changedLots].map((id) => put(lotRow(existing(state.lots, id)), stored.lots.has(id))),
  );
  await write(
    models.holds,
    [...state.changedHolds].map((id) =>
      put(holdRow(existing(state.holds, id)), stored.holds.has(id)),
    ),
  );
  await write(
    models.debts,
    [...state.changedDebts.values()].map((debt) => upsert(debtRow(debt))),
  );
  await write(
    models.payouts,
    [...state.changedPayouts.values()].map((payout) => upsert(payoutRow(payout))),
  );
  await write(
    models.accounts,
    [...state.accountChanges.values()].filter(({ change }) => change !== 0n).map(addToBalance),
  );
  const { batch } = headBefore;
  const headAfter: HeadRow = { ...effect.headAfter, hash };
  await write(models.head, [replace(headAfter, { batch })]);
}

/** One write of a bulk; checked here, because Mongoose's own types know no bigint. */
type Write =
  | { readonly insertOne: { readonly document: Row } }
  | {
      readonly replaceOne: {
        readonly filter: Fields;
        readonly replacement: Fields;
        readonly upsert?: boolean;
      };
    }
  | {
      readonly updateOne: {
        readonly filter: Fields;
        readonly update: Fields;
        readonly upsert?: boolean;
      };
    };
type Fields = Readonly<Record<string, unknown>>;
type Row = { readonly _id: string };

/** Sends writes as one command; every one of them must have found what it was made for. */
function writerIn(session: ClientSession) {
  return async <T>(model: Model<T>, writes: readonly Write[]): Promise<void> => {
    if (writes.length > 0) {
      const done = await model.bulkWrite(
        writes as unknown as Parameters<Model<T>['bulkWrite']>[0],
        { session },
      );
      const found = done.insertedCount + done.matchedCount + done.upsertedCount;
      if (found !== writes.length) {
        throw new Conflict(`${writes.length - found} of ${model.modelName} changed meanwhile`);
      }
    }
  };
}

function walletWrites(state: BatchState): Write[] {
  return [...state.changedWallets].map((id) => {
    const { lots: _, ...wallet } = existing(state.wallets, id);
    const row = walletRow(wallet);
    const version = state.stored.wallets.get(id);
    return version === undefined ? insert(row) : replace(row, { version });
  });
}

function insert(row: Row): Write {
  return { insertOne: { document: { ...row } } };
}

function replace(row: Row, guard: Fields = {}): Write {
  return { replaceOne: { filter: { _id: row._id, ...guard }, replacement: { ...row } } };
}

function upsert(row: Row): Write {
  return { replaceOne: { filter: { _id: row._id }, replacement: { ...row }, upsert: true } };
}

function put(row: Row, isStored: boolean): Write {
  return isStored ? replace(row) : insert(row);
}

/** Earnings never go below zero: the second net, as the rules keep it already. */
const guarded = /^earnings_(?!debt:)/;

function addToBalance({ account, asset, change }: AccountChange): Write {
  const _id = accountId(account, asset);
  if (change < 0n && guarded.test(account)) {
    const filter = { _id, balance: { $gte: -change } };
    return { updateOne: { filter, update: { $inc: { balance: change } } } };
  }
  const { _id: __, ...facts } = accountFacts(account, asset);
  const update = { $inc: { balance: change }, $setOnInsert: facts };
  return { updateOne: { filter: { _id }, update, upsert: true } };
}

function existing<T>(values: ReadonlyMap<string, T | null>, id: string): T {
  const value = values.get(id);
  if (value === undefined || value === null) {
    throw new Error(`${id} was changed and is not there`);
  }
  return value;
}
