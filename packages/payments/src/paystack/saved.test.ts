import type { PaystackStandIn } from '@telex-credits/payments-testkit';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { ProviderRefusal, ProviderUnknown } from '../errors.js';
import type { PaymentProvider, SavedMethod } from '../provider.js';
import { eachOnStage, order, type Stage } from './testing/stage.js';

let paystack: PaystackStandIn;
let provider: PaymentProvider;
let impatient: PaymentProvider;
let paid: Stage['paid'];
let clock: Stage['clock'];
eachOnStage((stage) => {
  ({ paystack, provider, impatient, paid, clock } = stage);
});

const posts = (path: string) =>
  paystack.requests.filter((request) => request.method === 'POST' && request.path === path);

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
      ...{ orderId: 'pur_topup1', amount: order.amount, description: 'Auto top-up', method },
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
    clock.time += 1000;
    paystack.pay(paymentRef);
  }
  await provider.createCheckout({ ...order, orderId: 'pur_unpaid' });
  const [refunded, disputed, declined] = ['pur-many1', 'pur-many2', 'pur-many3'] as const;
  const refund = paystack.refundInDashboard(refunded, 5000);
  paystack.moveRefund(paystack.refundInDashboard(refunded, 100), 'failed');
  const lost = paystack.openDispute(disputed, 70_000);
  paystack.resolveDispute(lost, 'auto-accepted');
  paystack.resolveDispute(paystack.openDispute(declined), 'declined');
  const to = new Date(clock.time).toISOString();
  clock.time += 1000;
  paystack.refundInDashboard(declined, 1);

  const all = [];
  let cursor: string | null = null;
  do {
    const page = await provider.listMovements({
      from,
      to: new Date(clock.time).toISOString(),
      cursor,
    });
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
