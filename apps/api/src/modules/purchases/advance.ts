import { announce, type PurchasesContext } from './context.js';
import { advanced, nextCheck, statusOf } from './order-state.js';
import type { Order, OrderState } from './schemas.js';

/** Moves an order on, once, and tells about it. */
export async function advance(
  context: PurchasesContext,
  order: Order,
  step: {
    readonly to: OrderState;
    readonly detail: string | null;
    readonly more?: Partial<Order>;
  },
): Promise<Order> {
  const now = context.environment.now();
  let changed = false;
  const after = await context.repository.changeOrder(order.id, (before) => {
    const line = { at: now.toISOString(), what: step.to, detail: step.detail };
    const next = advanced(before, step.to, line);
    changed = next !== undefined;
    const moved = next && { ...next, ...step.more };
    return moved && { ...moved, checkAt: nextCheck(moved, now) };
  });
  if (changed) {
    await announce(context, after, statusOf(after));
  }
  return after;
}

/**
 * Ends an order that nobody paid; only after the provider was asked. An automatic charge whose
 * outcome was never learnt may have been paid: a person has to look.
 */
export function giveUp(context: PurchasesContext, order: Order): Promise<Order> {
  return order.kind === 'auto_top_up' && order.paymentRef === null
    ? advance(context, order, {
        to: 'review',
        detail: 'what became of the charge could not be learnt from the provider',
      })
    : advance(context, order, { to: 'expired', detail: 'not paid in time' });
}
