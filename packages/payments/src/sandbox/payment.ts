import { type Minor, mulDivCeil } from '@telex-credits/money';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

const minorText = z.string().regex(/^\d{1,18}$/);

const refundSchema = z.strictObject({
  id: z.string(),
  /** The caller's own id of it, which is also its idempotency key. */
  refundId: z.string(),
  amount: minorText,
  reason: z.string(),
  status: z.enum(['pending', 'succeeded', 'failed']),
  createdAt: z.string(),
});

const movedSchema = z.strictObject({ amount: minorText, at: z.string() });

const disputeSchema = z.strictObject({
  id: z.string(),
  status: z.enum(['inquiry', 'open', 'won', 'lost']),
  /** What it is about, in minor units. */
  amount: minorText,
  reason: z.string(),
  /** Money that left and that came back because of it; null until it did. */
  withdrawn: movedSchema.nullable(),
  reinstated: movedSchema.nullable(),
  /** What we keep for it, in minor units. */
  fee: minorText,
  answerBy: z.string(),
  createdAt: z.string(),
});

/** What becomes of a saved card when it is charged without its owner. */
export const cardBehaviours = [
  'paid',
  'processing',
  'action_required',
  'declined',
  'insufficient_funds',
] as const;
export type CardBehaviour = (typeof cardBehaviours)[number];

const cardSchema = z.strictObject({
  id: z.string(),
  brand: z.string(),
  last4: z.string(),
  /** `2029-04`. */
  expiresOn: z.string(),
  behaviour: z.enum(cardBehaviours),
  detachedAt: z.string().nullable(),
});

/** How the events of one payment reach the merchant. */
export const deliveryFaults = ['once', 'twice', 'late', 'out_of_order', 'never', 'forged'] as const;
export type DeliveryFault = (typeof deliveryFaults)[number];

/** An event that waits to be delivered, or was. Its body never changes: it is what gets signed. */
const outgoingSchema = z.strictObject({
  id: z.string(),
  type: z.string(),
  body: z.string(),
  attempts: z.number().int(),
  /** How many deliveries are still to come, whatever is answered. */
  copies: z.number().int(),
  /** Signed with a secret that nobody shares. */
  forged: z.boolean(),
  /** When it is sent next; null once it was delivered or given up. */
  nextAt: z.string().nullable(),
  delivered: z.boolean(),
  lastError: z.string().nullable(),
});

export const sandboxPaymentSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['checkout', 'saved']),
  idempotencyKey: z.string(),
  /** What was asked under that key: another request with it is an error. */
  fingerprint: z.string(),
  orderId: z.string(),
  description: z.string(),
  email: z.string().nullable(),
  /** Minor units: of the order, and from the payment on what was charged. */
  amount: minorText,
  currency: z.string(),
  livemode: z.boolean(),
  status: z.enum(['open', 'processing', 'paid', 'failed', 'expired']),
  declineCode: z.string().nullable(),
  returnUrl: z.string(),
  cancelUrl: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  paidAt: z.string().nullable(),
  /** What a slow method comes to by itself, and when; null where a person decides. */
  settleAt: z.string().nullable(),
  settleTo: z.enum(['paid', 'failed']).nullable(),
  /** Whether the merchant asked to keep the card. */
  saveMethod: z.boolean(),
  /** The card that was saved with it. */
  card: cardSchema.nullable(),
  refunds: z.array(refundSchema),
  /** What a refund is at first. */
  refundsStart: z.enum(['succeeded', 'pending']),
  disputes: z.array(disputeSchema),
  /** When money of it moved last: nothing of it moved after that. */
  movedAt: z.string().nullable(),
  delivery: z.enum(deliveryFaults),
  /** In the same document as the state they tell of, so that a crash loses neither. */
  outgoing: z.array(outgoingSchema),
  /** The earliest `nextAt` of all; null when nothing waits. */
  nextSendAt: z.string().nullable(),
});

/** A checkout session or a charge, its card, refunds and disputes, and the events about them. */
export type SandboxPayment = z.infer<typeof sandboxPaymentSchema>;
export type OutgoingEvent = z.infer<typeof outgoingSchema>;
export type SandboxRefund = z.infer<typeof refundSchema>;
export type SandboxDispute = z.infer<typeof disputeSchema>;

export const sandboxPayments = defineCollection({
  name: 'sandbox_payments',
  schema: sandboxPaymentSchema,
  indexes: {
    by_key: { fields: ['idempotencyKey'], unique: true },
    by_order: { fields: ['orderId', 'createdAt'] },
    by_time: { fields: ['createdAt'] },
    by_end: { fields: ['status', 'expiresAt'] },
    by_sending: { fields: ['nextSendAt'] },
    by_settling: { fields: ['settleAt'] },
    by_moving: { fields: ['movedAt'] },
  },
});

/** What a payment has before anything happened to it. */
export const untouched = {
  ...{ livemode: false, status: 'open', declineCode: null, paidAt: null },
  ...{ settleAt: null, settleTo: null, card: null, movedAt: null },
  ...{ refunds: [], refundsStart: 'succeeded', disputes: [] },
  ...{ delivery: 'once', outgoing: [], nextSendAt: null },
} satisfies Partial<SandboxPayment>;

/** Sum of a payment's refunds that took money, in minor units: one that failed gave it back. */
export function refundedOf(payment: Pick<SandboxPayment, 'refunds'>): Minor {
  return payment.refunds
    .filter(({ status }) => status !== 'failed')
    .reduce((sum, refund) => sum + BigInt(refund.amount), 0n);
}

/** What the sandbox keeps of a payment: 1.5 %, rounded up to a minor unit; null before it is paid. */
function feeOf({ status, amount }: SandboxPayment): Minor | null {
  return status === 'paid' ? mulDivCeil(BigInt(amount), 15n, 1_000n) : null;
}

/** A payment as the sandbox's API and its events show it. */
export function publicView(payment: SandboxPayment) {
  const { id, orderId, amount, currency, livemode, status, createdAt, expiresAt, paidAt } = payment;
  const { declineCode, disputes, email } = payment;
  const refunded = refundedOf(payment).toString();
  const object = 'payment' as const;
  return {
    ...{ id, object, orderId, amount, currency, livemode },
    ...{ status, declineCode, refunded, createdAt, expiresAt, paidAt, email },
    fee: feeOf(payment)?.toString() ?? null,
    disputes,
    card: payment.card === null ? null : cardView(payment.card),
  };
}

function cardView({ id, brand, last4, expiresOn, detachedAt }: z.infer<typeof cardSchema>) {
  return { id, brand, last4, expiresOn, detached: detachedAt !== null };
}
