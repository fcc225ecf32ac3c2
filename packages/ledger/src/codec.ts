import type { Entry } from './entries.js';
import { exactJson } from './exact-json.js';
import type { Operation, OperationType } from './operations.js';
import type { LotUse, Refusal } from './results.js';
import type { Debt, HoldState, Lot, Payout } from './state.js';

/** Where amounts stand inside a value: by field name, in each item of a list, or the value itself. */
type Shape = 'amount' | readonly [Shape] | { readonly [field: string]: Shape };

/** Names of all amounts among the fields of `T` itself; a shape that lacks one does not compile. */
type Amounts<T> = {
  readonly [K in keyof T as NonNullable<T[K]> extends bigint ? K : never]-?: 'amount';
};

const source = { paid: 'amount', tax: 'amount' } as const;
const limits = [{ cap: 'amount' }] as const;
const reservation = { credits: 'amount', limits } as const;
const none = {} as const;

const operationShapes = {
  open: none,
  grant: { credits: 'amount', basis: 'amount', source },
  hold: reservation,
  extend: none,
  capture: { credits: 'amount', upstreamCost: 'amount' },
  release: none,
  charge: { ...reservation, upstreamCost: 'amount' },
  expire: none,
  freeze: none,
  unfreeze: none,
  reverse: { total: 'amount' },
  reinstate: { total: 'amount' },
  repay: none,
  adjust: { credits: 'amount' },
  mature: none,
  reserve: { amount: 'amount' },
  unreserve: none,
  'payout-start': { rate: { nanos: 'amount', minor: 'amount' } },
  'payout-settle': none,
  'payout-return': none,
  expense: { amount: 'amount', base: 'amount' },
} as const satisfies {
  readonly [T in OperationType]: Amounts<Extract<Operation, { type: T }>> & Shape;
};

const use = {
  credits: 'amount',
  basis: 'amount',
  developer: 'amount',
} as const satisfies Amounts<LotUse>;

const entryShape = {
  transfers: [{ amount: 'amount' }],
  uses: [use],
  after: { posted: 'amount', held: 'amount', debt: 'amount' },
} as const;

const refusalShape = {
  debt: 'amount',
  used: 'amount',
  held: 'amount',
  needed: 'amount',
  available: 'amount',
  reversed: 'amount',
  limit: { cap: 'amount' },
} as const;

const lotShape = {
  size: 'amount',
  basis: 'amount',
  held: 'amount',
  spent: 'amount',
  expired: 'amount',
  adjusted: 'amount',
  reversed: 'amount',
  takings: [{ credits: 'amount', expired: 'amount', lost: 'amount', breakage: 'amount' }],
  breakage: 'amount',
  indebted: 'amount',
  reversalDue: 'amount',
  reversedMoney: 'amount',
  source,
} as const satisfies Amounts<Lot> & Shape;

const holdShape = {
  credits: 'amount',
  captured: 'amount',
  lots: [{ credits: 'amount' }],
  limits,
} as const satisfies Amounts<HoldState> & Shape;

const debtShape = {
  credits: 'amount',
  basis: 'amount',
  developer: 'amount',
  takenFrom: [{ amount: 'amount' }],
  paidCredits: 'amount',
  paidBasis: 'amount',
  paidDeveloper: 'amount',
} as const satisfies Amounts<Debt> & Shape;

const payoutShape = {
  amount: 'amount',
  sent: { pays: 'amount' },
} as const satisfies Amounts<Payout> & Shape;

function readAmount(value: unknown): bigint {
  if (typeof value !== 'string' || !/^-?\d+$/.test(value)) {
    throw new TypeError(`${JSON.stringify(value)} is not an amount as the ledger writes it`);
  }
  return BigInt(value);
}

const isList = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape);

/** The value with its amounts read; null and everything without a shape stay as they are. */
function revive(value: unknown, shape: Shape): unknown {
  if (value === null) {
    return null;
  }
  if (shape === 'amount') {
    return readAmount(value);
  }
  if (isList(shape)) {
    const [each] = shape;
    return Array.isArray(value) ? value.map((item) => revive(item, each)) : value;
  }
  const revived: Record<string, unknown> = { ...(value as object) };
  for (const [field, inner] of Object.entries(shape)) {
    if (revived[field] !== undefined) {
      revived[field] = revive(revived[field], inner);
    }
  }
  return revived;
}

function reviveOperation(value: unknown): Operation {
  const { type } = value as Operation;
  if (!Object.hasOwn(operationShapes, type)) {
    throw new TypeError(`${JSON.stringify(type)} is no operation of this ledger`);
  }
  return revive(value, operationShapes[type]) as Operation;
}

/** Writes an operation as JSON, amounts as decimal strings. */
export const encodeOperation = (operation: Operation): string => exactJson(operation);

/** Reads what `encodeOperation` wrote, exactly; throws a `TypeError` or `SyntaxError` on other text. */
export const decodeOperation = (text: string): Operation => reviveOperation(JSON.parse(text));

/** Writes an entry, its operation inside, as JSON with amounts as decimal strings. */
export const encodeEntry = (entry: Entry): string => exactJson(entry);

/** Reads what `encodeEntry` wrote, exactly. */
export function decodeEntry(text: string): Entry {
  const entry = revive(JSON.parse(text), entryShape) as Entry;
  return { ...entry, operation: reviveOperation(entry.operation) };
}

/** Writes a refusal as JSON with amounts as decimal strings. */
export const encodeRefusal = (refusal: Refusal): string => exactJson(refusal);

/** Reads what `encodeRefusal` wrote, exactly. */
export const decodeRefusal = (text: string): Refusal =>
  revive(JSON.parse(text), refusalShape) as Refusal;

/** Writes a lot as JSON with amounts as decimal strings. */
export const encodeLot = (lot: Lot): string => exactJson(lot);

/** Reads what `encodeLot` wrote, exactly. */
export const decodeLot = (text: string): Lot => revive(JSON.parse(text), lotShape) as Lot;

/** Writes a hold as JSON with amounts as decimal strings. */
export const encodeHold = (hold: HoldState): string => exactJson(hold);

/** Reads what `encodeHold` wrote, exactly. */
export const decodeHold = (text: string): HoldState =>
  revive(JSON.parse(text), holdShape) as HoldState;

/** Writes a debt as JSON with amounts as decimal strings. */
export const encodeDebt = (debt: Debt): string => exactJson(debt);

/** Reads what `encodeDebt` wrote, exactly. */
export const decodeDebt = (text: string): Debt => revive(JSON.parse(text), debtShape) as Debt;

/** Writes a payout as JSON with amounts as decimal strings. */
export const encodePayout = (payout: Payout): string => exactJson(payout);

/** Reads what `encodePayout` wrote, exactly. */
export const decodePayout = (text: string): Payout =>
  revive(JSON.parse(text), payoutShape) as Payout;
