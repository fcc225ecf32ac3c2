import type { PaystackStandIn } from '@telex-credits/payments-testkit';
import { describe, expect, it, test } from 'vitest';
import { ProviderRefusal, ProviderUnknown } from '../errors.js';
import type { PaymentProvider } from '../provider.js';
import { createPaystackProvider } from './adapter.js';
import { eachOnStage, order, ref, type Stage } from './testing/stage.js';

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
const back = (refundId: string, minor: bigint) => ({
  ...{ refundId, paymentRef: ref, reason: 'requested by the customer' },
  amount: { minor, currency: 'NGN' as const },
});

describe('a checkout', () => {
  it('is a page for exactly the order, under a reference that follows from its id', async () => {
    const checkout = await provider.createCheckout(order);
    expect(checkout).toMatchObject({ paymentRef: ref, expiresAt: order.expiresAt });
    expect(checkout.url).toMatch(/^https:\/\/checkout\.paystack\.com\//);
    expect(JSON.parse(String(posts('/transaction/initialize')[0]?.raw))).toEqual({
      ...{ email: 'buyer@demo.test', amount: 3_200_000, currency: 'NGN', reference: ref },
      ...{ callback_url: order.returnUrl, channels: ['card'] },
      metadata: {
        ...{ order_id: order.orderId, expires_at: order.expiresAt, cancel_action: order.cancelUrl },
        save_method: true,
        custom_fields: [
          { display_name: 'Purchase', variable_name: 'purchase', value: order.description },
        ],
      },
    });
    expect(provider).toMatchObject({ livemode: false, savesMethods: true });
  });

  it.each([
    ['without an e-mail', { email: null }, 'email_required'],
    [
      'in a currency that Paystack does not take',
      { amount: { minor: 500n, currency: 'JPY' } },
      'currency_not_supported',
    ],
  ] as const)('%s is refused before anything is sent', async (_, change, code) => {
    const refusal = await provider.createCheckout({ ...order, ...change }).catch((error) => error);
    expect(refusal).toBeInstanceOf(ProviderRefusal);
    expect(refusal).toMatchObject({ code });
    expect(paystack.requests).toEqual([]);
  });

  it.each([
    { kind: 'answer', status: 500, when: 'after' },
    { kind: 'close', when: 'after' },
    { kind: 'hang', when: 'after' },
  ] as const)(
    'whose address was lost ($kind) is replaced by one that can be paid',
    async (fault) => {
      paystack.faults.add({ ...fault, on: 'POST /transaction/initialize' });
      await expect(impatient.createCheckout(order)).rejects.toThrow(ProviderUnknown);
      const again = await provider.createCheckout(order);
      expect(again.paymentRef).toBe(`${ref}.2`);
      paystack.pay(again.paymentRef);
      const payment = await provider.fetchPayment(again.paymentRef);
      expect(payment).toMatchObject({ state: 'paid', orderId: order.orderId });
    },
  );

  it.each([
    { kind: 'answer', status: 500, when: 'before' },
    { kind: 'answer', status: 409, when: 'before' },
    { kind: 'answer', status: 429, when: 'before' },
    { kind: 'hang', when: 'before' },
  ] as const)(
    'that never reached Paystack ($kind $status) is the same one later',
    async (fault) => {
      paystack.faults.add(fault);
      await expect(impatient.createCheckout(order)).rejects.toThrow(ProviderUnknown);
      expect((await provider.createCheckout(order)).paymentRef).toBe(ref);
    },
  );

  it('that was paid meanwhile sends the payer back instead of asking for money again', async () => {
    await paid();
    const again = await provider.createCheckout(order);
    expect(again).toMatchObject({ paymentRef: ref, url: order.returnUrl });
  });
});

describe('a payment', () => {
  it('is told with amount, mode, time and the card that can be charged again', async () => {
    expect(await paid()).toEqual({
      ...{ paymentRef: ref, orderId: 'pur_0Ab9zZ', state: 'paid', amount: 3_200_000n },
      ...{ currency: 'NGN', livemode: false, paidAt: '2026-11-25T10:00:00.000Z', refunded: 0n },
      // 1.5 % of 32,000 NGN, and 100 NGN.
      ...{ disputes: [], declineCode: null, fee: { amount: 58_000n, currency: 'NGN' } },
      method: {
        ...{ customerRef: expect.stringMatching(/^CUS_/), email: 'buyer@demo.test' },
        ...{ methodRef: expect.stringMatching(/^AUTH_/), brand: 'visa', last4: '4081' },
        expiresOn: '2030-12',
      },
    });
  });

  it('by bank transfer or with a card that is not reusable leaves no method', async () => {
    expect((await paid({ channel: 'bank_transfer' })).method).toBeNull();
    paystack.pay(ref, { reusable: false });
    expect((await provider.fetchPayment(ref)).method).toBeNull();
  });

  it('keeps no card whose owner was not asked', async () => {
    await provider.createCheckout({ ...order, saveMethod: false });
    expect(paystack.requests[0]?.raw.toString()).not.toContain('channels');
    paystack.pay(ref);
    expect(await provider.fetchPayment(ref)).toMatchObject({ state: 'paid', method: null });
  });

  it('of another amount, currency or mode is told as it is, for the caller to refuse', async () => {
    expect(await paid({ amount: 100, currency: 'GHS', domain: 'live' })).toMatchObject({
      ...{ amount: 100n, currency: 'GHS', livemode: true },
    });
  });

  it.each(['', null, 0, {}, [], 'text', '{broken', { order_id: 'pur_other' }])(
    'is found by its reference, whatever its metadata (%j)',
    async (metadata) => {
      await provider.createCheckout(order);
      paystack.set(ref, { metadata });
      expect(await provider.fetchPayment(ref)).toMatchObject({ orderId: 'pur_0Ab9zZ' });
      paystack.pay(ref);
      expect(await provider.fetchPayment(ref)).toMatchObject({ state: 'paid' });
    },
  );

  it.each([
    ['abandoned', 'pending', 'expired'],
    ['ongoing', 'pending', 'expired'],
    ['failed', 'pending', 'failed'],
    ['pending', 'processing', 'processing'],
    ['processing', 'processing', 'processing'],
    ['queued', 'processing', 'processing'],
    ['something new', 'pending', 'expired'],
  ])('that is %s is %s, and after the end of its page %s', async (status, before, after) => {
    await provider.createCheckout(order);
    paystack.set(ref, { status, gatewayResponse: 'Declined' });
    const declineCode = status === 'failed' ? 'Declined' : null;
    const open = await provider.fetchPayment(ref);
    expect(open).toMatchObject({ state: before, declineCode, paidAt: null, method: null });
    clock.time = Date.parse(order.expiresAt);
    expect(await provider.fetchPayment(ref)).toMatchObject({ state: after });
    paystack.pay(ref);
    expect(await provider.fetchPayment(ref)).toMatchObject({ state: 'paid' });
  });

  it('without readable metadata is waited for during a day', async () => {
    await provider.createCheckout(order);
    paystack.set(ref, { metadata: '' });
    clock.time += 86_400_000 - 1;
    expect(await provider.fetchPayment(ref)).toMatchObject({ state: 'pending' });
    clock.time += 1;
    expect(await provider.fetchPayment(ref)).toMatchObject({ state: 'expired' });
  });

  it('that Paystack never heard of is refused; a wrong key says so', async () => {
    await expect(provider.fetchPayment('pur-other')).rejects.toThrow(ProviderRefusal);
    const now = () => new Date();
    const other = { baseUrl: paystack.url, secretKey: 'sk_test_othersecret', now };
    const call = createPaystackProvider(other).fetchPayment(ref);
    await expect(call).rejects.toThrow('Invalid key');
  });
});

describe('refunds', () => {
  it('add up as they are made, by us or in the dashboard, and a failed one leaves the sum', async () => {
    await paid();
    expect((await provider.refund(back('ref_1', 1_000_000n))).state).toBe('pending');
    const refunded = async () => (await provider.fetchPayment(ref)).refunded;
    expect(await refunded()).toBe(1_000_000n);
    const [first] = paystack.refundsOf(ref);
    const second = paystack.refundInDashboard(ref, 200_000);
    expect(await refunded()).toBe(1_200_000n);
    if (first !== undefined) {
      paystack.moveRefund(first, 'processed');
    }
    paystack.moveRefund(second, 'needs-attention');
    expect(await refunded()).toBe(1_200_000n);
    paystack.moveRefund(second, 'failed');
    expect(await refunded()).toBe(1_000_000n);
    const find = { refundId: 'ref_1', paymentRef: ref };
    expect(await provider.findRefund(find)).toEqual({
      ...{ refundRef: String(first?.id), state: 'succeeded' },
    });
  });

  it('of everything leave the payment paid, and all of it refunded', async () => {
    await paid();
    paystack.moveRefund(paystack.refundInDashboard(ref), 'processed');
    expect(paystack.transaction(ref).status).toBe('reversed');
    const all = { state: 'paid', refunded: 3_200_000n };
    expect(await provider.fetchPayment(ref)).toMatchObject(all);
  });

  it('that only the status tells of are taken as complete', async () => {
    await paid();
    paystack.set(ref, { status: 'reversed' });
    const payment = await provider.fetchPayment(ref);
    expect(payment).toMatchObject({ state: 'paid', refunded: 3_200_000n });
  });

  it.each([
    { kind: 'answer', status: 500, when: 'after' },
    { kind: 'close', when: 'after' },
    { kind: 'hang', when: 'after' },
    { kind: 'answer', status: 500, when: 'before' },
    { kind: 'hang', when: 'before' },
    { kind: 'answer', status: 429, when: 'before' },
  ] as const)('whose answer was lost ($kind, $when) are never made twice', async (fault) => {
    await paid();
    paystack.faults.add({ ...fault, on: 'POST /refund' });
    const asked = back('ref_1', 1_000_000n);
    await expect(impatient.refund(asked)).rejects.toThrow(ProviderUnknown);
    await provider.refund(asked);
    await provider.refund(asked);
    expect(paystack.refundsOf(ref).map(({ amount }) => amount)).toEqual([1_000_000]);
  });

  it('of the same amount are two when they are two of ours', async () => {
    await paid();
    paystack.refundInDashboard(ref, 1_000_000);
    await provider.refund(back('ref_1', 1_000_000n));
    await provider.refund(back('ref_10', 1_000_000n));
    expect(paystack.refundsOf(ref)).toHaveLength(3);
    expect(await provider.findRefund({ refundId: 'ref_2', paymentRef: ref })).toBeUndefined();
  });

  it('of other payments are not counted, even where the list is not filtered for us', async () => {
    await paid();
    const other = await provider.createCheckout({ ...order, orderId: 'pur_other' });
    paystack.pay(other.paymentRef);
    for (let count = 0; count < 120; count += 1) {
      paystack.refundInDashboard(other.paymentRef, 1);
    }
    paystack.refundInDashboard(ref, 7);
    paystack.ignoreRefundFilter();
    expect((await provider.fetchPayment(ref)).refunded).toBe(7n);
    expect((await provider.fetchPayment(other.paymentRef)).refunded).toBe(120n);
  });

  it('above what is left are refused, and nothing happened', async () => {
    await paid();
    await expect(provider.refund(back('ref_1', 3_200_001n))).rejects.toThrow(ProviderRefusal);
    expect(paystack.refundsOf(ref)).toEqual([]);
  });
});

describe('a dispute', () => {
  it('takes nothing while it is open, and what was accepted once it is lost', async () => {
    await paid();
    const dispute = paystack.openDispute(ref, 1_200_000);
    const { disputes, refunded } = await provider.fetchPayment(ref);
    expect(refunded).toBe(0n);
    expect(disputes).toEqual([
      {
        ...{ disputeRef: String(dispute.id), state: 'open', withdrawn: 0n, reinstated: 0n },
        ...{ fee: 0n, feeCurrency: 'NGN', reason: 'chargeback' },
        answerBy: '2026-11-26T10:00:00.000Z',
      },
    ]);
    paystack.resolveDispute(dispute, 'merchant-accepted');
    const lost = await provider.fetchPayment(ref);
    // The refund that paid it is the dispute's: counted once.
    expect(lost).toMatchObject({ state: 'paid', refunded: 0n });
    expect(lost.disputes).toMatchObject([{ state: 'lost', withdrawn: 1_200_000n }]);
  });

  it('of everything that nobody answered is lost, beside a refund before it', async () => {
    await paid();
    paystack.moveRefund(paystack.refundInDashboard(ref, 200_000), 'processed');
    paystack.resolveDispute(paystack.openDispute(ref, 3_000_000), 'auto-accepted');
    const payment = await provider.fetchPayment(ref);
    expect(payment).toMatchObject({ state: 'paid', refunded: 200_000n });
    expect(payment.disputes).toMatchObject([{ state: 'lost', withdrawn: 3_000_000n }]);
  });

  it('that was declined is won, and one after it is another', async () => {
    await paid();
    paystack.resolveDispute(paystack.openDispute(ref), 'declined');
    paystack.openDispute(ref);
    const { disputes } = await provider.fetchPayment(ref);
    expect(disputes.map(({ state, withdrawn }) => [state, withdrawn])).toEqual([
      ['open', 0n],
      ['won', 0n],
    ]);
  });
});

test('only a secret key makes a provider, and it says whether money is real', () => {
  const make = (key: string) =>
    createPaystackProvider({
      baseUrl: 'https://api.paystack.co',
      secretKey: key,
      now: () => new Date(),
    });
  expect(make('sk_live_0123456789abcdef')).toMatchObject({ livemode: true, name: 'Paystack' });
  expect(() => make('pk_test_0123456789abcdef')).toThrow('secret key');
  expect(() => make('')).toThrow('secret key');
});
