import { type Connection, type Model, Schema, type SchemaDefinition } from 'mongoose';
import { ensureCollections } from '../ensure-collection.js';
import type {
  AccountRow,
  DebtRow,
  EntryRow,
  HeadRow,
  HoldRow,
  LotRow,
  PayoutRow,
  RefusalRow,
  WalletRow,
} from './rows.js';

/** The ledger's collections. */
export interface LedgerModels {
  readonly head: Model<HeadRow>;
  readonly entries: Model<EntryRow>;
  readonly refusals: Model<RefusalRow>;
  readonly wallets: Model<WalletRow>;
  readonly lots: Model<LotRow>;
  readonly holds: Model<HoldRow>;
  readonly debts: Model<DebtRow>;
  readonly payouts: Model<PayoutRow>;
  readonly accounts: Model<AccountRow>;
}

/** The id of the one head. */
export const headId = 'head';

interface Declaration {
  /** What queries and validators name; other fields of the state are kept as they are. */
  readonly fields: SchemaDefinition;
  /** Fields that are amounts (64-bit integers), and whether they may be below zero. */
  readonly amounts?: { readonly [field: string]: 'any' | 'not_negative' };
  readonly texts: readonly string[];
  readonly indexes?: readonly {
    readonly name: string;
    readonly key: Record<string, 1>;
    readonly unique?: boolean;
    /** Only documents that match are in the index; a query must repeat it to use the index. */
    readonly only?: Record<string, unknown>;
  }[];
}

const text = { type: String, required: true };
const textOrNull = { type: String, default: null };
const amount = { type: Schema.Types.BigInt, required: true };
const notNegative = 'not_negative';

const declarations = {
  head: { fields: { seq: Number, at: String, batch: Number }, texts: [] },
  entries: {
    fields: {
      ...{ seq: { type: Number, required: true }, type: text, at: text, body: text },
      ...{ walletId: textOrNull, moduleId: textOrNull, keyId: textOrNull, lotIds: [String] },
      commit: textOrNull,
    },
    texts: ['type', 'at', 'body', 'attempt'],
    indexes: [
      { name: 'seq', key: { seq: 1 }, unique: true },
      { name: 'at', key: { at: 1, seq: 1 } },
      { name: 'wallet', key: { walletId: 1, seq: 1 }, only: { walletId: { $gt: '' } } },
    ],
  },
  refusals: {
    fields: { fingerprint: text, at: text, refusal: text },
    texts: ['fingerprint', 'at', 'refusal', 'attempt'],
  },
  wallets: {
    fields: { posted: amount, held: amount, debt: amount, version: Number },
    amounts: { posted: notNegative, held: notNegative, debt: notNegative },
    texts: [],
  },
  lots: {
    fields: { walletId: text, size: amount, held: amount, spent: amount, lapsesAt: textOrNull },
    amounts: {
      ...{ size: notNegative, basis: notNegative, held: notNegative, spent: notNegative },
      ...{ expired: notNegative, adjusted: notNegative, reversed: notNegative },
      ...{ breakage: notNegative, indebted: notNegative, reversalDue: notNegative },
      ...{ reversedMoney: notNegative },
    },
    texts: ['walletId', 'kind'],
    indexes: [
      { name: 'active', key: { walletId: 1, seq: 1 }, only: { active: true } },
      { name: 'lapsing', key: { lapsesAt: 1 }, only: { lapsesAt: { $gt: '' } } },
    ],
  },
  holds: {
    fields: { walletId: text, status: text, expiresAt: text, credits: amount, captured: amount },
    amounts: { credits: notNegative, captured: notNegative },
    texts: ['walletId', 'status', 'expiresAt', 'moduleId'],
    indexes: [
      { name: 'open', key: { walletId: 1, expiresAt: 1 }, only: { status: 'held' } },
      { name: 'expiring', key: { expiresAt: 1 }, only: { status: 'held' } },
    ],
  },
  debts: {
    fields: { walletId: text, lotId: text, credits: amount, paidCredits: amount },
    amounts: {
      ...{ credits: notNegative, basis: notNegative, developer: notNegative },
      ...{ paidCredits: notNegative, paidBasis: notNegative, paidDeveloper: notNegative },
    },
    texts: ['walletId', 'lotId', 'useEntryId'],
    indexes: [
      { name: 'lot', key: { lotId: 1 } },
      { name: 'open', key: { walletId: 1, seq: 1 }, only: { open: true } },
    ],
  },
  payouts: {
    fields: { publisherId: text, status: text, amount },
    amounts: { amount: notNegative },
    texts: ['publisherId', 'status'],
  },
  accounts: {
    fields: {
      ...{ account: text, asset: text, balance: amount },
      ...{ publisherId: textOrNull, day: textOrNull },
    },
    amounts: { balance: 'any' },
    texts: ['account', 'asset'],
    indexes: [
      { name: 'account', key: { account: 1, asset: 1 } },
      { name: 'publisher', key: { publisherId: 1 }, only: { publisherId: { $gt: '' } } },
      { name: 'pending', key: { day: 1 }, only: { day: { $gt: '' }, balance: { $gt: 0 } } },
    ],
  },
} satisfies { readonly [K in keyof LedgerModels]: Declaration };

/** Makes the ledger's models on a connection on which 64-bit integers are bigints. */
export function makeModels(connection: Connection): LedgerModels {
  const make = <T>(name: keyof LedgerModels): Model<T> =>
    connection.model<T>(`Ledger ${name}`, schemaOf<T>(name, declarations[name]));
  return {
    head: make('head'),
    entries: make('entries'),
    refusals: make('refusals'),
    wallets: make('wallets'),
    lots: make('lots'),
    holds: make('holds'),
    debts: make('debts'),
    payouts: make('payouts'),
    accounts: make('accounts'),
  };
}

/** Fields that a declaration does not name are kept: the state's shape is the ledger's, not ours. */
function schemaOf<T>(name: string, { fields, indexes = [] }: Declaration): Schema<T> {
  const schema = new Schema(
    { _id: { type: String, required: true }, ...fields } as SchemaDefinition,
    {
      collection: `ledger_${name}`,
      minimize: false,
      strict: false,
      versionKey: false,
    },
  );
  for (const { key, only, unique, ...index } of indexes as NonNullable<Declaration['indexes']>) {
    schema.index(key, {
      name: index.name,
      ...(unique === true ? { unique } : {}),
      ...(only === undefined ? {} : { partialFilterExpression: only }),
    });
  }
  return schema as unknown as Schema<T>;
}

/** Makes collections, validators and indexes that are missing. Never in a transaction. */
export async function ensureLedgerCollections(
  connection: Connection,
  models: LedgerModels,
): Promise<void> {
  const names = Object.keys(declarations) as (keyof LedgerModels)[];
  await ensureCollections(
    connection,
    names.map((name) => ({ model: models[name], validator: validatorOf(declarations[name]) })),
  );
}

/** The second net: an amount that is no 64-bit integer, or below zero, is never stored. */
function validatorOf({ amounts = {}, texts }: Declaration) {
  const amountRules = Object.entries(amounts).map(([field, sign]) => [
    field,
    { bsonType: 'long', ...(sign === notNegative ? { minimum: 0 } : {}) },
  ]);
  const textRules = texts.map((field) => [field, { bsonType: 'string' }]);
  return {
    $jsonSchema: {
      bsonType: 'object',
      required: ['_id', ...Object.keys(amounts), ...texts],
      properties: {
        _id: { bsonType: 'string' },
        ...Object.fromEntries([...amountRules, ...textRules]),
      },
    },
  };
}
