import { z } from 'zod';
import type { Fact, ProviderEvent } from '../provider.js';

const payloadSchema = z.object({
  data: z.object({
    object: z.object({
      id: z.string(),
      orderId: z.string(),
      card: z.object({ id: z.string() }).nullish(),
      warning: z.object({ reason: z.string() }).nullish(),
    }),
  }),
});

/** Event types that only say: ask about this payment. */
const paymentTypes: ReadonlySet<string> = new Set([
  'payment.processing',
  'payment.paid',
  'payment.failed',
  'payment.expired',
  'payment.refunded',
  'refund.succeeded',
  'refund.failed',
  'dispute.opened',
  'dispute.updated',
  'dispute.closed',
]);

/** What an event of the sandbox means; nothing for types that we do not use. */
export function factsOf({ type, payload }: Pick<ProviderEvent, 'type' | 'payload'>): Fact[] {
  const isWarning = type === 'warning.created';
  const isDetached = type === 'card.detached';
  if (!(paymentTypes.has(type) || isWarning || isDetached)) {
    return [];
  }
  const { id: paymentRef, orderId, card, warning } = payloadSchema.parse(payload).data.object;
  if (isWarning) {
    return [{ kind: 'warning', orderId, paymentRef, reason: warning?.reason ?? 'unknown' }];
  }
  if (isDetached) {
    return card == null ? [] : [{ kind: 'method', methodRef: card.id, change: 'removed' }];
  }
  return [{ kind: 'payment', orderId, paymentRef }];
}
