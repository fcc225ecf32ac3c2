import type { Operation, RefusalCode } from '@telex-credits/ledger';
import { type PurchasesContext, settled } from './context.js';
import { nextCheck } from './order-state.js';
import { repayIfPossible } from './repayments.js';
import type { Order, Step } from './schemas.js';

/** The hold of a refund of ours, and the id under which it is let go. */
export interface RefundHold {
  readonly holdId: string;
  readonly releaseId: string;
}

/** Ends the hold of a refund; a hold that has ended by itself is as good. */
const holdEnded: readonly RefusalCode[] = [
  'hold_already_released',
  'hold_already_captured',
  'hold_expired',
  'hold_not_found',
];

function operationOf(order: Order, step: Step, number: number): Operation {
  const { lotId, organisationId: walletId, id: purchaseId, provider } = order;
  const id = `${lotId}:${number}`;
  switch (step.type) {
    case 'reverse':
    case 'reinstate': {
      const note = { kind: step.why, purchaseId };
      return { type: step.type, id, lotId, total: BigInt(step.total), note };
    }
    case 'freeze':
    case 'unfreeze':
      return { type: step.type, id, walletId, cause: step.cause, note: { purchaseId } };
    case 'expense': {
      const { type, kind, currency } = step;
      const amounts = { amount: BigInt(step.amount), base: BigInt(step.base) };
      return { type, id, provider, purchaseId, kind, currency, ...amounts };
    }
  }
}

/**
 * Has the ledger do what it has not done yet of an order's steps, strictly in their order: a later
 * one is only sent once the one before is known to be done. Several workers may do so at once; each
 * step happens once. Throws 503 while an outcome is not known.
 */
export async function workSteps(context: PurchasesContext, order: Order): Promise<Order> {
  const { steps, stepsDone } = order;
  if (stepsDone >= steps.length) {
    return order;
  }
  for (const [at, step] of steps.slice(stepsDone).entries()) {
    const [result] = await context.ledger.submit([operationOf(order, step, stepsDone + at + 1)]);
    settled(result);
  }
  await repayIfPossible(context, order.organisationId);
  return context.repository.changeOrder(order.id, (before) => {
    const after = { ...before, stepsDone: Math.max(before.stepsDone, steps.length) };
    return after.stepsDone === before.stepsDone
      ? undefined
      : { ...after, checkAt: nextCheck(after, context.environment.now()) };
  });
}

/** Lets a refund's hold go: its credits can be spent again. */
export async function releaseHold(
  context: PurchasesContext,
  order: Order,
  { holdId, releaseId }: RefundHold,
): Promise<void> {
  const note = { kind: 'refund', purchaseId: order.id };
  const results = await context.ledger.submit([{ type: 'release', id: releaseId, holdId, note }]);
  settled(results[0], holdEnded);
}
