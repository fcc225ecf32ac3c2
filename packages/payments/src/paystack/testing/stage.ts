import { type PaystackStandIn, startPaystackStandIn } from '@telex-credits/payments-testkit';
import { afterEach, beforeEach, expect } from 'vitest';
import type { CheckoutOrder, Payment, PaymentProvider } from '../../provider.js';
import { createPaystackProvider } from '../adapter.js';

type PayerChoice = Parameters<PaystackStandIn['pay']>[1];

/** The adapter in front of a stand-in, over HTTP, with a clock that the test moves. */
export interface Stage {
  readonly paystack: PaystackStandIn;
  readonly provider: PaymentProvider;
  /** Gives up after a second, for answers that never come. */
  readonly impatient: PaymentProvider;
  readonly clock: { time: number };
  /** Orders and pays `order`. */
  paid(payment?: PayerChoice): Promise<Payment>;
}

/** What is bought on every stage, and the reference that follows from it. */
export const order: CheckoutOrder = {
  orderId: 'pur_0Ab9zZ',
  amount: { minor: 3_200_000n, currency: 'NGN' },
  description: '5,500 credits (Pro Bundle)',
  email: 'buyer@demo.test',
  saveMethod: true,
  returnUrl: 'https://app.example/purchases/pur_0Ab9zZ',
  cancelUrl: 'https://app.example/purchases/pur_0Ab9zZ',
  expiresAt: '2026-11-25T11:00:00.000Z',
};
export const ref = 'pur-0Ab9zZ';

/**
 * A fresh stage for each test of a file; afterwards nothing that was sent may have been against
 * Paystack's description, and every fault must have been met.
 */
export function eachOnStage(set: (stage: Stage) => void): void {
  let current: Stage;
  beforeEach(async () => {
    current = await openStage();
    set(current);
  });
  afterEach(async () => {
    const { violations, faults } = current.paystack;
    await current.paystack.close();
    expect(violations).toEqual([]);
    expect(faults.left).toBe(0);
  });
}

async function openStage(): Promise<Stage> {
  const clock = { time: Date.parse('2026-11-25T10:00:00Z') };
  const now = () => new Date(clock.time);
  const paystack = await startPaystackStandIn({ now });
  const api = { baseUrl: paystack.url, secretKey: paystack.secretKey, now };
  const provider = createPaystackProvider(api);
  return {
    ...{ paystack, provider, clock },
    impatient: createPaystackProvider({ ...api, timeoutMs: 1000 }),
    async paid(payment = {}) {
      const { paymentRef } = await provider.createCheckout(order);
      paystack.pay(paymentRef, payment);
      return provider.fetchPayment(paymentRef);
    },
  };
}
