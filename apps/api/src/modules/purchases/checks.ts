import { AppError } from '../../foundation/app-error.js';
import { giveUp } from './advance.js';
import { type PurchasesContext, timeOf } from './context.js';
import { followPayment } from './news.js';
import { isStale, nextCheck } from './order-state.js';
import { continueRefund } from './refund-steps.js';
import type { Order } from './schemas.js';

/** Plans an order's next check from how it is now. */
async function planCheck(context: PurchasesContext, order: Order): Promise<void> {
  const now = context.environment.now();
  await context.repository.changeOrder(order.id, (before) => ({
    ...before,
    checkAt: nextCheck(before, now),
  }));
}

async function check(context: PurchasesContext, order: Order): Promise<void> {
  // A checkout without a payment never had a page to pay on.
  const isAskable = order.paymentRef !== null || order.kind === 'auto_top_up';
  const after = isAskable ? await followPayment(context, order.id) : order;
  if (isStale(after, context.environment.now())) {
    await giveUp(context, after);
  }
}

/**
 * Asks the provider about every order that is due: open ones from two minutes after their start on,
 * so a purchase whose webhook never came is credited; those whose checkout ended are given up only
 * now; and ended ones a few times more, for a payment that came late. Run it every minute.
 * Answers the errors of those that could not be asked about; they are due again later.
 */
export async function checkDueOrders(context: PurchasesContext): Promise<unknown[]> {
  const errors: unknown[] = [];
  for (const order of await context.repository.ordersToCheck(timeOf(context))) {
    await check(context, order).catch((error: unknown) => errors.push(error));
    await planCheck(context, order);
  }
  return errors;
}

/** Goes on with refunds whose provider did not answer, or that a crash cut short. */
export async function continueDueRefunds(context: PurchasesContext): Promise<unknown[]> {
  const errors: unknown[] = [];
  for (const { id } of await context.repository.refundsDue(timeOf(context))) {
    await continueRefund(context, id).catch((error: unknown) => errors.push(error));
  }
  return errors;
}

/** Throws one error for all that went wrong, so that the job's log tells of it. */
export function raise(errors: readonly unknown[]): void {
  if (errors.length > 0) {
    const cause = new AggregateError(errors);
    throw new AppError(
      503,
      'purchase_checks_failed',
      `${errors.length} could not be finished.`,
      {},
      { cause },
    );
  }
}
