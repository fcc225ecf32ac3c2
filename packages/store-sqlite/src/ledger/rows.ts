import {
  type Debt,
  exactJson,
  type HoldState,
  type HoldStatus,
  type LimitCounter,
  type LimitRef,
  type Lot,
  type PaymentSource,
  type Payout,
  type PayoutStatus,
  type TakenPart,
  type Taking,
  type Wallet,
} from '@telex-credits/ledger';
import type { Row, SqlValue } from '../database.js';

/** What never changes of a lot, then what does: the order of the table's columns. */
const lotFixedColumns = [
  'id',
  'wallet_id',
  'kind',
  'size',
  'basis',
  'priority',
  'expires_at',
  'source',
  'seq',
] as const;
export const lotChangingColumns = [
  'held',
  'spent',
  'expired',
  'adjusted',
  'reversed',
  'breakage',
  'indebted',
  'reversal_due',
  'reversed_money',
  'takings',
] as const;
export const lotColumns = [...lotFixedColumns, ...lotChangingColumns];

/** Values of `lotColumns`. */
export function lotValues(lot: Lot): SqlValue[] {
  return [
    lot.id,
    lot.walletId,
    lot.kind,
    lot.size,
    lot.basis,
    lot.priority,
    lot.expiresAt,
    lot.source === null ? null : exactJson(lot.source),
    lot.seq,
    ...lotChangingValues(lot),
  ];
}

/** Values of `lotChangingColumns`. */
export function lotChangingValues(lot: Lot): SqlValue[] {
  return [
    lot.held,
    lot.spent,
    lot.expired,
    lot.adjusted,
    lot.reversed,
    lot.breakage,
    lot.indebted,
    lot.reversalDue,
    lot.reversedMoney,
    exactJson(lot.takings),
  ];
}

export function readLot(row: Row): Lot {
  return {
    id: text(row.id),
    walletId: text(row.wallet_id),
    kind: row.kind === 'paid' ? 'paid' : 'promotional',
    size: amount(row.size),
    basis: amount(row.basis),
    held: amount(row.held),
    spent: amount(row.spent),
    expired: amount(row.expired),
    adjusted: amount(row.adjusted),
    reversed: amount(row.reversed),
    takings: readTakings(text(row.takings)),
    breakage: amount(row.breakage),
    indebted: amount(row.indebted),
    reversalDue: amount(row.reversal_due),
    reversedMoney: amount(row.reversed_money),
    priority: Number(row.priority),
    expiresAt: textOrNull(row.expires_at),
    source: row.source === null ? null : readSource(text(row.source)),
    seq: Number(row.seq),
  };
}

type Written<T> = { readonly [K in keyof T]: T[K] extends bigint ? string : T[K] };

function readTakings(json: string): Taking[] {
  const takings = JSON.parse(json) as Written<Taking>[];
  return takings.map(({ credits, expired, lost, breakage }) => ({
    credits: BigInt(credits),
    expired: BigInt(expired),
    lost: BigInt(lost),
    breakage: BigInt(breakage),
  }));
}

function readTakenFrom(json: string): TakenPart[] {
  const parts = JSON.parse(json) as Written<TakenPart>[];
  return parts.map(({ account, amount }) => ({ account, amount: BigInt(amount) }));
}

function readSource(json: string): PaymentSource {
  const source = JSON.parse(json) as PaymentSource & { paid: string; tax: string };
  return { ...source, paid: BigInt(source.paid), tax: BigInt(source.tax) };
}

/** The parts of a wallet that are kept as JSON: `[frozen, counters]`. */
export function walletJson(wallet: Wallet): [string, string] {
  return [JSON.stringify(wallet.frozen), exactJson(wallet.counters)];
}

export function readWallet(row: Row, lots: readonly Lot[]): Wallet {
  return {
    id: text(row.id),
    posted: amount(row.posted),
    held: amount(row.held),
    debt: amount(row.debt),
    frozen: JSON.parse(text(row.frozen)) as string[],
    counters: readCounters(text(row.counters)),
    lots,
    version: Number(row.version),
  };
}

/** Reads what `walletJson` wrote of the counters. */
function readCounters(json: string): LimitCounter[] {
  const counters = JSON.parse(json) as (LimitCounter & { used: string; held: string })[];
  return counters.map((counter) => ({
    ...counter,
    used: BigInt(counter.used),
    held: BigInt(counter.held),
  }));
}

/** Parameters of a hold: id, wallet, credits, captured, status, end, terms. */
export function holdValues(hold: HoldState): SqlValue[] {
  const { id, walletId, credits, captured, status, expiresAt, ...terms } = hold;
  return [id, walletId, credits, captured, status, expiresAt, exactJson(terms)];
}

type HoldTerms = Omit<
  HoldState,
  'id' | 'walletId' | 'credits' | 'captured' | 'status' | 'expiresAt'
>;

export function readHold(row: Row): HoldState {
  const terms = JSON.parse(text(row.terms)) as HoldTerms & {
    lots: { lotId: string; credits: string }[];
    limits: (LimitRef & { cap: string })[];
  };
  return {
    id: text(row.id),
    walletId: text(row.wallet_id),
    credits: amount(row.credits),
    captured: amount(row.captured),
    status: text(row.status) as HoldStatus,
    expiresAt: text(row.expires_at),
    ...terms,
    lots: terms.lots.map((part) => ({ ...part, credits: BigInt(part.credits) })),
    limits: terms.limits.map((limit) => ({ ...limit, cap: BigInt(limit.cap) })),
  };
}

/** Parameters of a debt, in the order of the table's columns. */
export function debtValues(debt: Debt): SqlValue[] {
  return [
    debt.id,
    debt.walletId,
    debt.lotId,
    debt.useEntryId,
    debt.publisherId,
    debt.credits,
    debt.basis,
    debt.developer,
    exactJson(debt.takenFrom),
    debt.paidCredits,
    debt.paidBasis,
    debt.paidDeveloper,
    debt.seq,
  ];
}

export function readDebt(row: Row): Debt {
  return {
    id: text(row.id),
    walletId: text(row.wallet_id),
    lotId: text(row.lot_id),
    useEntryId: text(row.use_entry_id),
    publisherId: textOrNull(row.publisher_id),
    credits: amount(row.credits),
    basis: amount(row.basis),
    developer: amount(row.developer),
    takenFrom: readTakenFrom(text(row.taken_from)),
    paidCredits: amount(row.paid_credits),
    paidBasis: amount(row.paid_basis),
    paidDeveloper: amount(row.paid_developer),
    seq: Number(row.seq),
  };
}

/** Parameters of a payout, in the order of the table's columns. */
export function payoutValues({ id, publisherId, amount, status, sent }: Payout): SqlValue[] {
  return [id, publisherId, amount, status, sent === null ? null : exactJson(sent)];
}

export function readPayout(row: Row): Payout {
  return {
    id: text(row.id),
    publisherId: text(row.publisher_id),
    amount: amount(row.amount),
    status: text(row.status) as PayoutStatus,
    sent: row.sent === null ? null : readSent(text(row.sent)),
  };
}

function readSent(json: string): Payout['sent'] {
  const sent = JSON.parse(json) as Written<NonNullable<Payout['sent']>>;
  return { ...sent, pays: BigInt(sent.pays) };
}

/** A column that is NOT NULL in the schema. */
export function text(value: SqlValue | undefined): string {
  if (typeof value !== 'string') {
    throw new Error('the ledger file has no text where the schema asks for one');
  }
  return value;
}

/** An INTEGER column that is NOT NULL in the schema. */
export function amount(value: SqlValue | undefined): bigint {
  if (typeof value !== 'bigint') {
    throw new Error('the ledger file has no integer where the schema asks for one');
  }
  return value;
}

export function textOrNull(value: SqlValue | undefined): string | null {
  return value === null ? null : text(value);
}
