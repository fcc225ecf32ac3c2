import { type PurchasesContext, timeOf } from './context.js';
import { noted } from './order-state.js';
import type { Order } from './schemas.js';

/** Notes an event that named this order but came from a provider that it was not made with. */
export async function noteForeignEvent(
  context: PurchasesContext,
  order: Order,
  provider: string,
): Promise<void> {
  const detail = `an event of ${provider} named this purchase, which is paid with ${order.provider}`;
  await context.repository.changeOrder(order.id, (before) =>
    before.history.some((line) => line.detail === detail)
      ? undefined
      : noted(before, { at: timeOf(context), what: 'refused_event', detail }),
  );
  await context.audit.record({
    actorId: `webhook:${provider}`,
    organisationId: order.organisationId,
    action: 'purchase.foreign_event',
    objectId: order.id,
    detail: { provider },
  });
}
