import { openPaystackStandIn, type PaystackStandIn } from '@telex-credits/payments-testkit';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { ProviderRefusal, ProviderUnknown } from '../errors.js';
import type { CheckoutOrder, PaymentProvider, SavedMethod } from '../provider.js';
import { createPaystackProvider } from './adapter.js';

const secretKey = 'sk_test_0123456789abcdef';
let time = 0;
const now = () => new Date(time);
let paystack: PaystackStandIn;
let provider: PaymentProvider;
/** Gives up after a second, for answers that never come. */
let impatient: PaymentProvider;

beforeEach(async () => {
  time = Date.parse('2026-11-25T10:00:00Z');
  paystack = await openPaystackStandIn({ secretKey, now });
  const api = { baseUrl: paystack.url, secretKey, now };
  provider = createPaystackProvider(api);
  impatient = createPaystackProvider({ ...api, timeoutMs: 1000 });
});
afterEach(async () => {
  expect(paystack.violations).toEqual([]);
  expect(paystack.faults.left).toBe(0);
  await paystack.close();
});

const price = { minor: 3_200_000n, currency: 'NGN' } as const;
const order: CheckoutOrder = {
  orderId: 'pur_0Ab9zZ',
  amount: price,
  description: '5,500 credits (Pro Bundle)',
  email: 'buyer@demo.test',
  saveMethod: false,
  returnUrl: 'https://app.example/purchases/pur_0Ab9zZ',
  cancelUrl: 'https://app.example/purchases/pur_0Ab9zZ',
  expiresAt: '2026-11-25T11:00:00.000Z',
};
const ref = 'pur-0Ab9zZ';
const posts = (path: string) =>
  paystack.requests.filter((request) => request.method === 'POST' && request.path === path);

async function paid(payment: Parameters<PaystackStandIn['pay']>[1] = {}) {
  await provider.createCheckout(order);
  paystack.pay(ref, payment);
  return provider.fetchPayment(ref);
}
describe('a saved card', () => {
  let method: SavedMethod;
  beforeEach(async () => {
    const payment = await paid();
    if (payment.method === null) {
      throw new Error('no method');
    }
    method = payment.method;
  });
  const charge = (by = provider) =>
    by.chargeSaved({
      ...{ orderId: 'pur_topup1', amount: price, description: 'Auto top-up', method },
    });

  it('is charged once per order, under the e-mail it was saved with', async () => {
    const outcome = { paymentRef: 'pur-topup1.saved', state: 'paid', declineCode: null };
    expect(await charge()).toEqual(outcome);
    expect(await charge()).toEqual(outcome);
    const payment = await provider.fetchPayment('pur-topup1.saved');
    expect(payment).toMatchObject({ state: 'paid', orderId: 'pur_topup1', amount: 3_200_000n });
    const [sent] = posts('/transaction/charge_authorization');
    const body = JSON.parse(String(sent?.raw));
    expect(body).toMatchObject({ email: 'buyer@demo.test', metadata: expect.any(String) });
  });

  it.each([
    { kind: 'answer', status: 500, when: 'after' },
    { kind: 'close', when: 'after' },
    { kind: 'hang', when: 'after' },
    { kind: 'hang', when: 'before' },
    { kind: 'answer', status: 429, when: 'before' },
  ] as const)('is charged once when the answer is lost ($kind, $when)', async (fault) => {
    paystack.faults.add({ ...fault, on: 'POST /transaction/charge_authorization' });
    await expect(charge(impatient)).rejects.toThrow(ProviderUnknown);
    expect(await charge()).toMatchObject({ state: 'paid' });
    const total = paystack.requests.filter(({ path }) => path.includes('charge_authorization'));
    expect(total).toHaveLength(2);
    const { items } = await provider.listMovements({
      ...{ from: '2026-11-25T00:00:00Z', to: '2026-11-26T00:00:00Z', cursor: null },
    });
    expect(items.map(({ orderId }) => orderId).sort()).toEqual(['pur_0Ab9zZ', 'pur_topup1']);
  });

  it.each([
    ['decline', 'declined', 'Insufficient Funds', 'failed'],
    ['challenge', 'action_required', null, 'pending'],
    ['pending', 'processing', null, 'processing'],
  ] as const)(
    'that answers %s is %s, at the second asking too',
    async (next, state, code, then) => {
      paystack.nextCharges(next);
      expect(await charge()).toMatchObject({ state, declineCode: code });
      expect(await charge()).toMatchObject({ state, declineCode: code });
      expect(await provider.fetchPayment('pur-topup1.saved')).toMatchObject({ state: then });
    },
  );

  it('without its e-mail, or with another one, is not charged', async () => {
    method = { ...method, email: null };
    await expect(charge()).rejects.toThrow('e-mail');
    method = { ...method, email: 'new@demo.test' };
    await expect(charge()).rejects.toThrow(ProviderRefusal);
  });

  it('is forgotten, as often as asked, and cannot be charged then', async () => {
    await provider.forgetMethod(method);
    await provider.forgetMethod(method);
    await expect(charge()).rejects.toThrow(ProviderRefusal);
    paystack.faults.add({ kind: 'answer', status: 500, when: 'before' });
    await expect(provider.forgetMethod(method)).rejects.toThrow(ProviderUnknown);
  });
});

test('movements are all that came and went in the period, over all pages, each once', async () => {
  const from = '2026-11-25T10:00:00.000Z';
  for (let count = 0; count < 105; count += 1) {
    const orderId = `pur_many${count}`;
    const { paymentRef } = await provider.createCheckout({ ...order, orderId });
    time += 1000;
    paystack.pay(paymentRef);
  }
  await provider.createCheckout({ ...order, orderId: 'pur_unpaid' });
  const [refunded, disputed, declined] = ['pur-many1', 'pur-many2', 'pur-many3'] as const;
  const refund = paystack.refundInDashboard(refunded, 5000);
  paystack.moveRefund(paystack.refundInDashboard(refunded, 100), 'failed');
  const lost = paystack.openDispute(disputed, 70_000);
  paystack.resolveDispute(lost, 'auto-accepted');
  paystack.resolveDispute(paystack.openDispute(declined), 'declined');
  const to = now().toISOString();
  time += 1000;
  paystack.refundInDashboard(declined, 1);

  const all = [];
  let cursor: string | null = null;
  do {
    const page = await provider.listMovements({ from, to: new Date(time).toISOString(), cursor });
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  const payments = all.filter(({ kind }) => kind === 'payment');
  expect(new Set(payments.map(({ orderId }) => orderId)).size).toBe(105);
  expect(payments).toHaveLength(105);
  const common = { currency: 'NGN', at: to, livemode: false };
  expect(all.filter(({ kind }) => kind !== 'payment')).toEqual([
    {
      ...{ kind: 'refund', ref: String(refund.id), paymentRef: refunded, orderId: 'pur_many1' },
      ...{ amount: 5000n, ...common },
    },
    {
      ...{ kind: 'dispute_withdrawn', ref: String(lost.id), paymentRef: disputed },
      ...{ orderId: 'pur_many2', amount: 70_000n, ...common },
    },
  ]);
});
