import { type StripeStandIn, startStripeStandIn } from '@telex-credits/payments-testkit';
import type { CheckoutOrder, Fact, PaymentProvider, SavedMethod } from '../../provider.js';
import { createStripeProvider } from '../adapter.js';

/** The adapter in front of a stand-in, over HTTP, with a clock of their own. */
export interface Stage {
  readonly stripe: StripeStandIn;
  readonly provider: PaymentProvider;
  readonly clock: { time: number };
  order(change?: Partial<CheckoutOrder>): CheckoutOrder;
  /** Orders and pays; answers the reference. */
  paid(change?: Partial<CheckoutOrder>): Promise<string>;
  /** Orders, saves the card and answers it. */
  saved(change?: Partial<CheckoutOrder>): Promise<SavedMethod>;
  /** Verifies every event that waits and answers what they mean, oldest first. */
  facts(): Promise<{ readonly type: string; readonly facts: readonly Fact[] }[]>;
  /** Another adapter to the same stand-in. */
  adapter(change?: { timeoutMs?: number; retries?: number; secretKey?: string }): PaymentProvider;
}

/** Opens a stage; close `stripe` afterwards. */
export async function openStage(options: { secretKey?: string } = {}): Promise<Stage> {
  const clock = { time: Date.parse('2026-11-24T10:00:00Z') };
  const now = () => new Date(clock.time);
  const stripe = await startStripeStandIn({ ...options, now });
  let readEvents = 0;
  const adapter: Stage['adapter'] = (change = {}) =>
    createStripeProvider({
      connection: {
        ...{ secretKey: stripe.secretKey, apiBase: stripe.url, retries: 0, timeoutMs: 5000 },
        ...change,
      },
      webhookSecrets: [stripe.webhookSecret],
      now,
    });
  const provider = adapter();
  const order: Stage['order'] = (change = {}) => ({
    orderId: 'pur_1',
    amount: { minor: 2500n, currency: 'USD' },
    description: '5,000 credits (Pro & "Co")',
    email: 'buyer@demo.test',
    saveMethod: false,
    returnUrl: 'http://localhost:4000/purchases/pur_1?a=1&b=2',
    cancelUrl: 'http://localhost:4000/buy',
    expiresAt: new Date(clock.time + 3_600_000).toISOString(),
    ...change,
  });
  const paid: Stage['paid'] = async (change) => {
    const { paymentRef } = await provider.createCheckout(order(change));
    stripe.payer.pay(paymentRef);
    return paymentRef;
  };
  return {
    ...{ stripe, provider, clock, order, paid, adapter },
    async saved(change) {
      const paymentRef = await paid({ ...change, saveMethod: true });
      const { method } = await provider.fetchPayment(paymentRef);
      if (method === null) {
        throw new Error('no method was saved');
      }
      return method;
    },
    async facts() {
      const fresh = stripe.outbox.events.slice(readEvents);
      readEvents = stripe.outbox.events.length;
      const read: { type: string; facts: readonly Fact[] }[] = [];
      for (const { raw } of fresh) {
        const headers = { 'stripe-signature': stripe.sign(raw) };
        const event = provider.verifyWebhook(raw, headers);
        read.push({ type: event.type, facts: await provider.toFacts(event) });
      }
      return read;
    },
  };
}
