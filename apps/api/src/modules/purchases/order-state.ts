import type { Purchase } from '@telex-credits/contracts';
import { type Minor, parseMoney } from '@telex-credits/money';
import type { Order, OrderState } from './schemas.js';

/**
 * How far a purchase has come. It only ever goes up: `expired` never undoes `paid`, and a payment
 * that comes after `expired` or `failed` still counts.
 */
const rank: Readonly<Record<OrderState, number>> = {
  pending: 0,
  processing: 1,
  failed: 2,
  expired: 2,
  review: 3,
  paid: 4,
  returned: 4,
};

/** What was paid, in minor units: the price, unless an administrator accepted another amount. */
export function paidOf(order: Pick<Order, 'paid' | 'price'>): Minor {
  return order.paid === null ? parseMoney(order.price).minor : BigInt(order.paid);
}

/** Whether a dispute of it waits for a decision, or took money for good. */
function isDisputed({ disputes }: Pick<Order, 'disputes'>): boolean {
  return disputes.some(
    ({ state, withdrawn, reinstated }) =>
      state === 'inquiry' || state === 'open' || BigInt(withdrawn) > BigInt(reinstated),
  );
}

/** The status that people see: the order's state, refined by disputes and by what was refunded. */
export function statusOf(
  order: Pick<Order, 'state' | 'disputes' | 'refunded' | 'paid' | 'price'>,
): Purchase['status'] {
  if (order.state === 'returned') {
    return 'refunded';
  }
  if (order.state !== 'paid') {
    return order.state;
  }
  if (isDisputed(order)) {
    return 'disputed';
  }
  if (order.refunded === '0') {
    return 'paid';
  }
  return BigInt(order.refunded) < paidOf(order) ? 'partially_refunded' : 'refunded';
}

/** A line of a purchase's history. */
export interface Happened {
  readonly at: string;
  readonly what: string;
  readonly detail: string | null;
}

/** Adds a line to the history. */
export function noted(order: Order, line: Happened): Order {
  return { ...order, history: [...order.history, line] };
}

/** The order one step further, or undefined when it is there already or beyond. */
export function advanced(order: Order, to: OrderState, line: Happened): Order | undefined {
  return rank[to] > rank[order.state] ? noted({ ...order, state: to }, line) : undefined;
}

/** Whether the provider may still have news of a payment. */
export function isOpen(order: Order): boolean {
  return order.state === 'pending' || order.state === 'processing';
}

const minute = 60_000;
const hour = 60 * minute;
/** How long after a checkout ended a payment may still be on its way. */
const grace = 10 * minute;
/** When ended checkouts are asked about once more, counted from their end. */
const lateChecks = [hour, 24 * hour, 72 * hour];

const at = (milliseconds: number) => new Date(milliseconds).toISOString();

/** Whether nobody began to pay an order whose checkout ended so long ago that it can be given up. */
export function isStale(order: Order, now: Date): boolean {
  return order.state === 'pending' && now.getTime() >= Date.parse(order.expiresAt) + grace;
}

/** When to ask the provider about an order next, should no event come: often at first, then less. */
export function nextCheck(order: Order, now: Date): string | null {
  const time = now.getTime();
  const end = Date.parse(order.expiresAt);
  if (order.stepsDone < order.steps.length) {
    return at(time + 2 * minute);
  }
  if (isOpen(order)) {
    const age = time - Date.parse(order.createdAt);
    const wait = Math.min(Math.max(Math.floor(age / 2), 2 * minute), hour);
    const last = end + grace;
    return at(time < last ? Math.min(time + wait, last) : time + hour);
  }
  if (order.state !== 'expired' && order.state !== 'failed') {
    return null;
  }
  const next = lateChecks.find((after) => end + after > time);
  return next === undefined ? null : at(end + next);
}
