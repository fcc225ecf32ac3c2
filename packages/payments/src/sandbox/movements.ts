import type { SandboxPayment } from './payment.js';

/** One movement of money in the sandbox's list. */
export interface SandboxMovement {
  readonly kind: 'payment' | 'refund' | 'dispute_withdrawn' | 'dispute_reinstated';
  readonly ref: string;
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: string;
  readonly currency: string;
  readonly at: string;
  readonly livemode: boolean;
}

/** All movements of one payment. A refund that failed took nothing, so it is none. */
export function movementsOf(payment: SandboxPayment): SandboxMovement[] {
  const { id: paymentId, orderId, currency, livemode, paidAt, amount } = payment;
  const base = { paymentId, orderId, currency, livemode };
  const own: SandboxMovement[] =
    paidAt === null ? [] : [{ ...base, kind: 'payment', ref: paymentId, amount, at: paidAt }];
  const refunds = payment.refunds
    .filter(({ status }) => status !== 'failed')
    .map(({ id: ref, amount, createdAt: at }) => ({
      ...base,
      ...{ kind: 'refund' as const, ref, amount, at },
    }));
  const disputes = payment.disputes.flatMap(({ id: ref, withdrawn, reinstated }) => [
    ...(withdrawn === null
      ? []
      : [{ ...base, kind: 'dispute_withdrawn' as const, ref, ...withdrawn }]),
    ...(reinstated === null
      ? []
      : [{ ...base, kind: 'dispute_reinstated' as const, ref, ...reinstated }]),
  ]);
  return [...own, ...refunds, ...disputes];
}
