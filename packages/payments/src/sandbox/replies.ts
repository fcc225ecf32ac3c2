import { z } from 'zod';
import type {
  Dispute,
  Movement,
  Payment,
  ProviderRefund,
  SavedChargeOutcome,
} from '../provider.js';

const minor = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform(BigInt);
const movedSchema = z.object({ amount: minor }).nullable();

const disputeSchema = z.object({
  id: z.string(),
  status: z.enum(['inquiry', 'open', 'won', 'lost']),
  withdrawn: movedSchema,
  reinstated: movedSchema,
  fee: minor,
  reason: z.string(),
  answerBy: z.string(),
});

export const paymentReplySchema = z.object({
  id: z.string(),
  orderId: z.string(),
  amount: minor,
  currency: z.string(),
  livemode: z.boolean(),
  status: z.enum(['open', 'processing', 'paid', 'failed', 'expired']),
  declineCode: z.string().nullable(),
  refunded: minor,
  /** What the sandbox keeps of it, in its own currency. */
  fee: minor.nullable(),
  expiresAt: z.string(),
  paidAt: z.string().nullable(),
  email: z.string().nullable(),
  disputes: z.array(disputeSchema),
  card: z
    .object({
      id: z.string(),
      brand: z.string(),
      last4: z.string(),
      expiresOn: z.string(),
      detached: z.boolean(),
    })
    .nullable(),
  checkoutUrl: z.url(),
});
type PaymentReply = z.output<typeof paymentReplySchema>;

export const refundReplySchema = z.object({
  id: z.string(),
  refundId: z.string(),
  status: z.enum(['pending', 'succeeded', 'failed']),
});
export const refundsReplySchema = z.object({ data: z.array(refundReplySchema) });

/** An answer whose fields nobody needs. */
export const cardReplySchema = z.object({ id: z.string() });

const movementSchema = z.object({
  kind: z.enum(['payment', 'refund', 'dispute_withdrawn', 'dispute_reinstated']),
  ref: z.string(),
  paymentId: z.string(),
  orderId: z.string(),
  amount: minor,
  currency: z.string(),
  at: z.string(),
  livemode: z.boolean(),
});
export const movementsReplySchema = z.object({
  data: z.array(movementSchema),
  nextCursor: z.string().nullable(),
});

export const eventSchema = z.object({
  id: z.string().min(1).max(200),
  type: z.string().min(1).max(100),
  created: z.iso.datetime(),
  livemode: z.boolean(),
});

function toDispute(dispute: z.output<typeof disputeSchema>, feeCurrency: string): Dispute {
  const { id, status, withdrawn, reinstated, fee, reason, answerBy } = dispute;
  return {
    ...{ disputeRef: id, state: status, fee, feeCurrency, reason, answerBy },
    withdrawn: withdrawn?.amount ?? 0n,
    reinstated: reinstated?.amount ?? 0n,
  };
}

/** A payment of the sandbox as the port has it. */
export function toPayment(payment: PaymentReply): Payment {
  const { id, status, card, email, currency, fee } = payment;
  const { orderId, amount, livemode, paidAt, refunded, declineCode } = payment;
  return {
    ...{ paymentRef: id, orderId, amount, currency, livemode, paidAt, refunded, declineCode },
    state: status === 'open' ? 'pending' : status,
    fee: fee === null ? null : { amount: fee, currency },
    disputes: payment.disputes.map((dispute) => toDispute(dispute, currency)),
    method:
      card === null || card.detached
        ? null
        : {
            ...{ customerRef: null, methodRef: card.id, email },
            ...{ brand: card.brand, last4: card.last4, expiresOn: card.expiresOn },
          },
  };
}

/** What became of a charge of a saved card. */
export function toCharge({ id, status, declineCode }: PaymentReply): SavedChargeOutcome {
  const needsPayer = declineCode === 'authentication_required';
  const refusal = needsPayer ? 'action_required' : 'declined';
  const state = status === 'paid' || status === 'processing' ? status : refusal;
  return { paymentRef: id, state, declineCode };
}

/** A refund as the port has it. */
export function toRefund({ id, status }: z.output<typeof refundReplySchema>): ProviderRefund {
  return { refundRef: id, state: status };
}

/** A movement as the port has it. */
export function toMovement({ paymentId, ...same }: z.output<typeof movementSchema>): Movement {
  return { ...same, paymentRef: paymentId };
}
