import type { Minor } from '@telex-credits/money';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

const minorText = z.string().regex(/^\d{1,18}$/);

const refundSchema = z.strictObject({
  id: z.string(),
  /** The caller's own id of it, which is also its idempotency key. */
  refundId: z.string(),
  amount: minorText,
  reason: z.string(),
  createdAt: z.string(),
});

/** An event that waits to be delivered, or was. Its body never changes: it is what gets signed. */
const outgoingSchema = z.strictObject({
  id: z.string(),
  type: z.string(),
  body: z.string(),
  attempts: z.number().int(),
  /** When it is sent next; null once it was delivered or given up. */
  nextAt: z.string().nullable(),
  delivered: z.boolean(),
  lastError: z.string().nullable(),
});

export const sandboxPaymentSchema = z.strictObject({
  id: z.string(),
  idempotencyKey: z.string(),
  /** What was asked under that key: another request with it is an error. */
  fingerprint: z.string(),
  orderId: z.string(),
  description: z.string(),
  email: z.string().nullable(),
  /** Minor units. */
  amount: minorText,
  currency: z.string(),
  livemode: z.boolean(),
  status: z.enum(['open', 'paid', 'failed', 'expired']),
  returnUrl: z.string(),
  cancelUrl: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  paidAt: z.string().nullable(),
  refunds: z.array(refundSchema),
  /** In the same document as the state they tell of, so that a crash loses neither. */
  outgoing: z.array(outgoingSchema),
  /** The earliest `nextAt` of all; null when nothing waits. */
  nextSendAt: z.string().nullable(),
});

/** A checkout session, its payment, its refunds and the events about them. */
export type SandboxPayment = z.infer<typeof sandboxPaymentSchema>;
export type OutgoingEvent = z.infer<typeof outgoingSchema>;
export type SandboxRefund = z.infer<typeof refundSchema>;

export const sandboxPayments = defineCollection({
  name: 'sandbox_payments',
  schema: sandboxPaymentSchema,
  indexes: {
    by_key: { fields: ['idempotencyKey'], unique: true },
    by_order: { fields: ['orderId', 'createdAt'] },
    by_time: { fields: ['createdAt'] },
    by_end: { fields: ['status', 'expiresAt'] },
    by_sending: { fields: ['nextSendAt'] },
  },
});

/** Sum of a payment's refunds, in minor units. */
export function refundedOf(payment: SandboxPayment): Minor {
  return payment.refunds.reduce((sum, refund) => sum + BigInt(refund.amount), 0n);
}

/** A payment as the sandbox's API and its events show it. */
export function publicView(payment: SandboxPayment) {
  const { id, orderId, amount, currency, livemode, status, createdAt, expiresAt, paidAt } = payment;
  const refunded = refundedOf(payment).toString();
  const object = 'payment' as const;
  return {
    ...{ id, object, orderId, amount, currency, livemode },
    ...{ status, refunded, createdAt, expiresAt, paidAt },
  };
}

/** When an event is sent next, of all that wait. */
export function earliestSend(outgoing: readonly OutgoingEvent[]): string | null {
  return outgoing.reduce<string | null>(
    (first, { nextAt }) => (nextAt !== null && (first === null || nextAt < first) ? nextAt : first),
    null,
  );
}

/** Adds an event about the payment as it is now. */
export function withEvent(
  payment: SandboxPayment,
  event: { readonly id: string; readonly type: string; readonly at: string },
): SandboxPayment {
  const body = JSON.stringify({
    id: event.id,
    object: 'event',
    type: event.type,
    created: event.at,
    livemode: payment.livemode,
    data: { object: publicView(payment) },
  });
  const waiting = { attempts: 0, nextAt: event.at, delivered: false, lastError: null };
  const outgoing = [...payment.outgoing, { id: event.id, type: event.type, body, ...waiting }];
  return { ...payment, outgoing, nextSendAt: earliestSend(outgoing) };
}
