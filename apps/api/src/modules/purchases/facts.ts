import type { Fact, PaymentFact, WarningFact } from '@telex-credits/payments';
import { announce, type PurchasesContext, timeOf } from './context.js';
import { noteForeignEvent } from './foreign-events.js';
import { freezeForWarning, warningCause } from './freezes.js';
import { followPayment } from './news.js';
import { noted, statusOf } from './order-state.js';
import type { Order } from './schemas.js';
import { workSteps } from './steps.js';

/** What a fact did: worked, not ours, or refused because it must not be worked. */
export type FactOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'ignored' | 'refused'; readonly reason: string };

const done: FactOutcome = { kind: 'done' };

/** By our id where the event repeats it, by the payment otherwise. */
async function orderOf(
  context: PurchasesContext,
  provider: string,
  { orderId, paymentRef }: PaymentFact | WarningFact,
): Promise<Order | undefined> {
  const { repository } = context;
  const byId = orderId === null ? undefined : await repository.order(orderId);
  if (byId !== undefined || paymentRef === null) {
    return byId;
  }
  return repository.orderByPayment(provider, paymentRef);
}

/** Stops the wallet's spending until a platform admin has looked; once for each purchase. */
async function applyWarning(
  context: PurchasesContext,
  order: Order,
  reason: string,
): Promise<FactOutcome> {
  if (order.state !== 'paid') {
    return { kind: 'ignored', reason: `purchase ${order.id} is ${order.state}: nothing to stop` };
  }
  const at = timeOf(context);
  let isNew = false;
  const after = await context.repository.changeOrder(order.id, (before) => {
    const frozen = freezeForWarning(before, at);
    isNew = !before.freezes.some(({ cause }) => cause === warningCause(before));
    return isNew ? noted(frozen, { at, what: 'fraud_warning', detail: reason }) : undefined;
  });
  await workSteps(context, after);
  if (isNew) {
    await announce(context, after, statusOf(after));
    await context.audit.record({
      actorId: `webhook:${order.provider}`,
      organisationId: order.organisationId,
      action: 'wallet.frozen',
      objectId: order.id,
      detail: { cause: warningCause(order), reason },
    });
  }
  return done;
}

/** Works a fact of a verified event; throws when it could not be finished: then work it again. */
export async function applyFact(
  context: PurchasesContext,
  provider: string,
  fact: Fact,
): Promise<FactOutcome> {
  if (fact.kind === 'method') {
    return { kind: 'ignored', reason: 'it is about no purchase' };
  }
  const order = await orderOf(context, provider, fact);
  if (order === undefined) {
    return { kind: 'ignored', reason: 'it is about no purchase of ours' };
  }
  if (order.provider !== provider) {
    await noteForeignEvent(context, order, provider);
    return { kind: 'refused', reason: `purchase ${order.id} is paid with ${order.provider}` };
  }
  const after = await followPayment(context, order.id);
  return fact.kind === 'warning' ? applyWarning(context, after, fact.reason) : done;
}
