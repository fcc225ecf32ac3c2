import {
  type Currency,
  isCurrency,
  type Minor,
  type Nanos,
  printMoney,
} from '@telex-credits/money';
import type { Fee, Payment } from '@telex-credits/payments';
import { noted } from './order-state.js';
import { atOrderRate, type Rate, toBase } from './rates.js';
import type { ExpenseStep, Order } from './schemas.js';

type Kind = ExpenseStep['kind'];

/** All that a provider kept of one kind and currency, as it reports it now. */
interface Kept extends Fee {
  readonly kind: Kind;
}

/** What the steps of an order have booked already of one kind and currency. */
interface Booked {
  readonly amount: Minor;
  readonly base: Nanos;
}

/** When an order is looked at, and the dated rates of that time. */
interface Moment {
  readonly at: string;
  readonly rates: readonly Rate[];
}

/** A line of the history for admins: buyers are not shown what a provider costs the platform. */
export const feeNotBooked = 'fee_not_booked';

/** The sums that are reported, one for each kind and currency; of what is not known, none. */
function reported({ fee, disputes }: Payment): Kept[] {
  const kept: Kept[] = fee === null ? [] : [{ kind: 'payment_fee', ...fee }];
  for (const currency of new Set(disputes.map(({ feeCurrency }) => feeCurrency))) {
    const amount = disputes.reduce(
      (sum, dispute) => sum + (dispute.feeCurrency === currency ? dispute.fee : 0n),
      0n,
    );
    kept.push({ kind: 'dispute_fee', amount, currency });
  }
  // More given back than was ever kept is no sum of ours.
  return kept.map((one) => (one.amount < 0n ? { ...one, amount: 0n } : one));
}

const isExpense = (step: Order['steps'][number]): step is ExpenseStep => step.type === 'expense';

function bookedOf(order: Order, { kind, currency }: Pick<Kept, 'kind' | 'currency'>): Booked {
  return order.steps
    .filter(isExpense)
    .filter((step) => step.kind === kind && step.currency === currency)
    .reduce(
      ({ amount, base }, step) => ({
        amount: amount + BigInt(step.amount),
        base: base + BigInt(step.base),
      }),
      { amount: 0n, base: 0n },
    );
}

/** Sums that were booked in a currency in which nothing of their kind is reported any more: zero now. */
function moved(order: Order, sums: readonly Kept[]): Kept[] {
  const isTold = (step: ExpenseStep) =>
    sums.some(({ kind, currency }) => kind === step.kind && currency === step.currency);
  const gone = order.steps
    .filter(isExpense)
    .filter((step) => !isTold(step) && sums.some(({ kind }) => kind === step.kind));
  return gone.map(({ kind, currency }) => ({ kind, currency, amount: 0n }));
}

/**
 * What a whole sum is in base currency: at the order's own rate, rounded down once. In another
 * currency than the order's and the books', what is new counts at the rate of the day, and what is
 * given back at that at which it was booked. Undefined where there is no rate.
 */
function baseOf(
  order: Order,
  { sum, booked, moment }: SumToBook & { readonly moment: Moment },
): Nanos | undefined {
  const own = atOrderRate(order, sum);
  if (own !== undefined) {
    return own;
  }
  if (sum.minor < booked.amount) {
    return (booked.base * sum.minor) / booked.amount;
  }
  const more = { minor: sum.minor - booked.amount, currency: sum.currency };
  const { baseCurrency: base } = order;
  const day = moment.at.slice(0, 10);
  const added = toBase(more, { base, rates: moment.rates, day, taxBps: 0 });
  return added && booked.base + added.basis;
}

interface SumToBook {
  readonly sum: { readonly minor: Minor; readonly currency: Currency };
  readonly booked: Booked;
}

const reasons = { payment_fee: 'for the payment', dispute_fee: 'for disputes' } as const;

/** Says, once for each sum, that it cannot be booked. */
function notBooked(order: Order, { kind, amount, currency }: Kept, at: string): Order {
  const sum = isCurrency(currency)
    ? `${printMoney({ minor: amount, currency }).amount} ${currency}`
    : `${amount} minor units of ${currency}`;
  const detail = `the provider kept ${sum} ${reasons[kind]}; there is no exchange rate to book it at`;
  const isKnown = order.history.some(
    (line) => line.what === feeNotBooked && line.detail === detail,
  );
  return isKnown ? order : noted(order, { at, what: feeNotBooked, detail });
}

function withExpense(order: Order, kept: Kept, moment: Moment): Order {
  const { kind, currency, amount: minor } = kept;
  const booked = bookedOf(order, kept);
  if (minor === booked.amount) {
    return order;
  }
  const sum = isCurrency(currency) ? { minor, currency } : undefined;
  const base = sum && baseOf(order, { sum, booked, moment });
  if (sum === undefined || base === undefined) {
    return notBooked(order, kept, moment.at);
  }
  const step: ExpenseStep = {
    ...{ type: 'expense', kind, currency: sum.currency },
    amount: (minor - booked.amount).toString(),
    base: (base - booked.base).toString(),
  };
  return { ...order, steps: [...order.steps, step] };
}

/**
 * A paid order with a step for each fee that its provider keeps now and had not kept before, or gave
 * back. Sums are cumulative, and only the difference to what the steps booked before is a new one.
 */
export function withExpenses(order: Order, payment: Payment, moment: Moment): Order {
  const sums = reported(payment);
  return [...sums, ...moved(order, sums)].reduce(
    (before, kept) => withExpense(before, kept, moment),
    order,
  );
}
