import type { CardBehaviour, DeliveryFault, SandboxPayment } from './payment.js';

/** What a payer does on the hosted page. */
export type PayerAct =
  | { readonly kind: 'pay' }
  | { readonly kind: 'decline'; readonly code: string }
  /** A method that takes its time: settles by itself, or when somebody says so. */
  | { readonly kind: 'delay'; readonly settle: 'paid' | 'failed' | null }
  | { readonly kind: 'expire' }
  /** A payment that is not what was ordered. */
  | { readonly kind: 'wrong'; readonly what: 'amount' | 'currency' | 'mode' };

/** How a payer's act is worked. */
export interface Paying {
  readonly act: PayerAct;
  /** What the card does later, where the merchant keeps it. */
  readonly card: CardBehaviour;
  readonly delivery: DeliveryFault;
}

const slowSeconds = 10;

const numbers: Readonly<Record<CardBehaviour, { readonly brand: string; readonly last4: string }>> =
  {
    paid: { brand: 'visa', last4: '4242' },
    processing: { brand: 'mastercard', last4: '4444' },
    action_required: { brand: 'visa', last4: '3155' },
    declined: { brand: 'visa', last4: '0341' },
    insufficient_funds: { brand: 'visa', last4: '9995' },
  };

/** The payment with its card kept; its id follows from the payment's, as one has one at most. */
function withCard(payment: SandboxPayment, behaviour: CardBehaviour, at: string): SandboxPayment {
  if (!payment.saveMethod) {
    return payment;
  }
  const expiresOn = `${Number(at.slice(0, 4)) + 3}-04`;
  const id = payment.id.replace(/^sbp_/, 'sbm_');
  const card = { id, ...numbers[behaviour], expiresOn, behaviour, detachedAt: null };
  return { ...payment, card };
}

/** The payment as it stands once its money is there. */
function paid(payment: SandboxPayment, at: string): SandboxPayment {
  return { ...payment, status: 'paid', paidAt: at, movedAt: at, settleAt: null, settleTo: null };
}

/** The payment as it stands once it was declined. */
function declined(payment: SandboxPayment, declineCode: string): SandboxPayment {
  return { ...payment, status: 'failed', declineCode, settleAt: null, settleTo: null };
}

/** What was charged instead of the order. */
function wrong(payment: SandboxPayment, what: 'amount' | 'currency' | 'mode'): SandboxPayment {
  switch (what) {
    case 'amount':
      return { ...payment, amount: (BigInt(payment.amount) / 2n || 1n).toString() };
    case 'currency':
      return { ...payment, currency: payment.currency === 'GHS' ? 'KES' : 'GHS' };
    case 'mode':
      return { ...payment, livemode: true };
  }
}

/** A change of a payment, with the types of the events that tell of it, in their order. */
export interface Step {
  readonly type: string;
  readonly payment: SandboxPayment;
}

/** What an act makes of an open session, step by step. */
export function stepsOf(
  payment: SandboxPayment,
  { act, card, delivery }: Paying,
  at: string,
): Step[] {
  const chosen = { ...payment, delivery };
  const kept = withCard(chosen, card, at);
  const pay = (from: SandboxPayment): Step[] => {
    const done = { type: 'payment.paid', payment: paid(from, at) };
    // Two events, so that there is an order to be mixed up.
    const under = {
      type: 'payment.processing',
      payment: { ...from, status: 'processing' } as const,
    };
    return delivery === 'out_of_order' ? [under, done] : [done];
  };
  switch (act.kind) {
    case 'pay':
      return pay(kept);
    case 'wrong':
      return pay(wrong(kept, act.what));
    case 'decline':
      return [{ type: 'payment.failed', payment: declined(chosen, act.code) }];
    case 'expire':
      return [
        { type: 'payment.expired', payment: { ...chosen, status: 'expired', expiresAt: at } },
      ];
    case 'delay': {
      const settleTo = act.settle;
      const settleAt =
        settleTo === null ? null : new Date(Date.parse(at) + slowSeconds * 1000).toISOString();
      const processing = { ...kept, status: 'processing', settleAt, settleTo } as const;
      return [{ type: 'payment.processing', payment: processing }];
    }
  }
}

/** A slow payment that came to its end; undefined where it is none. */
export function settled(
  payment: SandboxPayment,
  to: 'paid' | 'failed',
  at: string,
): Step | undefined {
  if (payment.status !== 'processing') {
    return undefined;
  }
  return to === 'paid'
    ? { type: 'payment.paid', payment: paid(payment, at) }
    : { type: 'payment.failed', payment: declined({ ...payment, card: null }, 'debit_failed') };
}

/** What became of a charge of a saved card while its owner was away. */
export function chargedSaved(payment: SandboxPayment, behaviour: CardBehaviour, at: string): Step {
  switch (behaviour) {
    case 'paid':
      return { type: 'payment.paid', payment: paid(payment, at) };
    case 'processing':
      return { type: 'payment.processing', payment: { ...payment, status: 'processing' } };
    case 'action_required':
      return { type: 'payment.failed', payment: declined(payment, 'authentication_required') };
    case 'declined':
      return { type: 'payment.failed', payment: declined(payment, 'card_declined') };
    case 'insufficient_funds':
      return { type: 'payment.failed', payment: declined(payment, 'insufficient_funds') };
  }
}
