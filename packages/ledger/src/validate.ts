import { bpsWhole, isCurrency, minorToNanos } from '@telex-credits/money';
import { amountMax, isAmount } from './amounts.js';
import type { DecisionContext } from './decision.js';
import type {
  Adjust,
  Expense,
  Grant,
  Hold,
  LimitRef,
  Operation,
  PaymentSource,
  PayoutStart,
  Reservation,
  Reserve,
} from './operations.js';
import { isDay, isTimestamp } from './timestamps.js';

/** A rule with what to say when it is broken. */
type Rule = readonly [holds: boolean, otherwise: string];

/** What the first broken rule says, or null. */
function firstBroken(rules: readonly Rule[]): string | null {
  return rules.find(([holds]) => !holds)?.[1] ?? null;
}

const named = (text: string, what: string): Rule => [text !== '', `${what} is empty`];

const positive = (amount: bigint, what: string): Rule => [
  isAmount(amount, 1n),
  `${what} must be above zero and fit 64 bits`,
];

const notNegative = (amount: bigint, what: string): Rule => [
  isAmount(amount, 0n),
  `${what} must not be below zero and fit 64 bits`,
];

const timestamp = (text: string | null, what: string): Rule => [
  text === null || isTimestamp(text),
  `${what} must be a time like 2026-11-24T09:00:00.000Z`,
];

const inFuture = (text: string, now: string): Rule => [
  !isTimestamp(text) || text > now,
  `expiresAt ${text} has passed`,
];

/** Own currency and base currency of one payment must agree where they are the same currency. */
function sourceProblem(source: PaymentSource, grant: Grant, context: DecisionContext) {
  const { currency, paid, tax } = source;
  const inBase = currency === context.baseCurrency;
  const collected = isCurrency(currency) ? minorToNanos(paid, currency) : 0n;
  return firstBroken([
    named(source.purchaseId, 'source.purchaseId'),
    named(source.provider, 'source.provider'),
    [isCurrency(currency), `source.currency ${currency} is not on the list`],
    positive(paid, 'source.paid'),
    notNegative(tax, 'source.tax'),
    [isAmount(grant.basis + tax, 0n), 'basis and tax do not fit 64 bits'],
    [!inBase || isAmount(collected, 0n), 'source.paid in nano-units does not fit 64 bits'],
    [!inBase || grant.basis + tax === collected, 'basis and tax must add up to what was paid'],
  ]);
}

function grantProblem(grant: Grant, context: DecisionContext): string | null {
  const { source, kind } = grant;
  const problem = firstBroken([
    named(grant.walletId, 'walletId'),
    positive(grant.credits, 'credits'),
    notNegative(grant.basis, 'basis'),
    [Number.isSafeInteger(grant.priority), 'priority must be an integer'],
    timestamp(grant.expiresAt, 'expiresAt'),
    [(kind === 'paid') === (source !== null), 'paid credits, and only those, have a source'],
  ]);
  return problem ?? (source === null ? null : sourceProblem(source, grant, context));
}

function limitProblem(limit: LimitRef): string | null {
  return firstBroken([
    named(limit.id, 'a limit id'),
    named(limit.period, `the period of limit ${limit.id}`),
    timestamp(limit.periodEndsAt, `periodEndsAt of limit ${limit.id}`),
    notNegative(limit.cap, `the cap of limit ${limit.id}`),
  ]);
}

function limitsProblem(limits: readonly LimitRef[]): string | null {
  const counted = limits.filter(({ level }) => level !== 'call');
  const distinct = new Set(counted.map(({ id, period }) => JSON.stringify([id, period])));
  const problem = limits.map(limitProblem).find((one) => one !== null) ?? null;
  return problem ?? (distinct.size < counted.length ? 'a limit is given twice' : null);
}

function reservationProblem(reservation: Reservation): string | null {
  const { developerBps } = reservation;
  const problem = firstBroken([
    named(reservation.walletId, 'walletId'),
    named(reservation.moduleId, 'moduleId'),
    [reservation.publisherId !== '', 'publisherId is empty'],
    // Zero is a call of a free module: it has a receipt like any other.
    notNegative(reservation.credits, 'credits'),
    [
      Number.isSafeInteger(developerBps) && developerBps >= 0 && developerBps <= Number(bpsWhole),
      'developerBps must be 0 to 10000',
    ],
  ]);
  return problem ?? limitsProblem(reservation.limits);
}

function holdProblem(hold: Hold, context: DecisionContext): string | null {
  const problem = firstBroken([
    timestamp(hold.expiresAt, 'expiresAt'),
    inFuture(hold.expiresAt, context.now),
    [hold.onlyLotId !== '', 'onlyLotId is empty'],
  ]);
  return problem ?? reservationProblem(hold);
}

function adjustProblem(adjust: Adjust): string | null {
  const { credits } = adjust;
  return firstBroken([
    named(adjust.walletId, 'walletId'),
    named(adjust.reason, 'reason'),
    [
      credits !== 0n && credits >= -amountMax && credits <= amountMax,
      'credits must not be zero and fit 64 bits',
    ],
  ]);
}

function reserveProblem(reserve: Reserve, { baseCurrency }: DecisionContext): string | null {
  const { publisherId, amount } = reserve;
  return firstBroken([
    named(publisherId, 'publisherId'),
    positive(amount, 'amount'),
    [
      amount % minorToNanos(1n, baseCurrency) === 0n,
      `amount must be whole minor units of ${baseCurrency}`,
    ],
  ]);
}

function payoutStartProblem(start: PayoutStart, { baseCurrency }: DecisionContext): string | null {
  const { payoutId, provider, currency, rate } = start;
  return firstBroken([
    named(payoutId, 'payoutId'),
    named(provider, 'provider'),
    [isCurrency(currency), `currency ${currency} is not on the list`],
    [(rate === null) === (currency === baseCurrency), 'a rate, and only with another currency'],
    positive(rate?.nanos ?? 1n, 'rate.nanos'),
    positive(rate?.minor ?? 1n, 'rate.minor'),
  ]);
}

const magnitude = (amount: bigint): bigint => (amount < 0n ? -amount : amount);

/** Own currency and base currency must say the same, as in a payment (`sourceProblem`). */
function expenseProblem(expense: Expense, { baseCurrency }: DecisionContext): string | null {
  const { provider, purchaseId, currency, amount, base } = expense;
  const inBase = currency === baseCurrency;
  return firstBroken([
    named(provider, 'provider'),
    named(purchaseId, 'purchaseId'),
    [isCurrency(currency), `currency ${currency} is not on the list`],
    [isAmount(magnitude(amount), 1n), 'amount must not be zero and fit 64 bits'],
    [isAmount(magnitude(base), 0n), 'base must fit 64 bits'],
    [base === 0n || base > 0n === amount > 0n, 'base must have the sign of amount'],
    [
      !inBase || base === minorToNanos(amount, baseCurrency),
      'base must be the amount where both are the base currency',
    ],
  ]);
}

function bodyProblem(operation: Operation, context: DecisionContext): string | null {
  switch (operation.type) {
    case 'open':
    case 'repay':
      return firstBroken([named(operation.walletId, 'walletId')]);
    case 'grant':
      return grantProblem(operation, context);
    case 'hold':
      return holdProblem(operation, context);
    case 'charge':
      return (
        reservationProblem(operation) ??
        firstBroken([notNegative(operation.upstreamCost ?? 0n, 'upstreamCost')])
      );
    case 'extend':
      return firstBroken([
        named(operation.holdId, 'holdId'),
        timestamp(operation.expiresAt, 'expiresAt'),
        inFuture(operation.expiresAt, context.now),
      ]);
    case 'capture':
      return firstBroken([
        named(operation.holdId, 'holdId'),
        notNegative(operation.credits, 'credits'),
        notNegative(operation.upstreamCost ?? 0n, 'upstreamCost'),
      ]);
    case 'release':
      return firstBroken([named(operation.holdId, 'holdId')]);
    case 'expire':
      return null;
    case 'freeze':
    case 'unfreeze':
      return firstBroken([named(operation.walletId, 'walletId'), named(operation.cause, 'cause')]);
    case 'reverse':
    case 'reinstate':
      return firstBroken([named(operation.lotId, 'lotId'), notNegative(operation.total, 'total')]);
    case 'adjust':
      return adjustProblem(operation);
    case 'reserve':
      return reserveProblem(operation, context);
    case 'payout-start':
      return payoutStartProblem(operation, context);
    case 'unreserve':
    case 'payout-settle':
    case 'payout-return':
      return firstBroken([named(operation.payoutId, 'payoutId')]);
    case 'expense':
      return expenseProblem(operation, context);
    case 'mature':
      return firstBroken([
        named(operation.publisherId, 'publisherId'),
        [isDay(operation.day), 'day must be a UTC day like 2026-11-24'],
      ]);
  }
}

/** What is wrong with the operation itself, whatever the ledger's state; null when nothing is. */
export function operationProblem(operation: Operation, context: DecisionContext): string | null {
  return operation.id === '' ? 'id is empty' : bodyProblem(operation, context);
}
