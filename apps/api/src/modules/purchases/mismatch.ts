import type { Payment } from '@telex-credits/payments';
import { paidOf } from './order-state.js';
import type { Order } from './schemas.js';

/** Where order and payment disagree, as a sentence; null when the payment is what was ordered. */
export function mismatch(order: Order, payment: Payment): string | null {
  const { currency } = order.price;
  const due = paidOf(order);
  const rules: readonly (readonly [boolean, string])[] = [
    [payment.orderId === order.id, 'the payment is for another order'],
    [payment.livemode === order.livemode, 'the payment is of another mode (test or live)'],
    [payment.currency === currency, `paid in ${payment.currency} instead of ${currency}`],
    [payment.amount === due, `paid ${payment.amount} minor units instead of ${due}`],
  ];
  return rules.find(([holds]) => !holds)?.[1] ?? null;
}
