import { afterEach, beforeEach, expect, it } from 'vitest';
import { ProviderRefusal, ProviderUnknown } from '../errors.js';
import { openStage, type Stage } from './testing/stage.js';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.stripe.close());

const posts = () => stage.stripe.requests.filter(({ method }) => method === 'POST');

it('makes one session of one order, however often and at once it is asked', async () => {
  const { provider, stripe } = stage;
  const checkouts = await Promise.all(
    Array.from({ length: 5 }, () => provider.createCheckout(stage.order())),
  );
  expect(new Set(checkouts.map(({ paymentRef }) => paymentRef)).size).toBe(1);
  const [checkout] = checkouts;
  expect(checkout).toEqual({
    paymentRef: stripe.sessionOf('pur_1').id,
    url: expect.stringMatching(/^https:\/\/checkout\.stripe\.com\//),
    expiresAt: stage.order().expiresAt,
  });
});

it('sends what was ordered, in whole minor units, under a key of our own and the pinned version', async () => {
  await stage.provider.createCheckout(stage.order({ saveMethod: true }));
  const [request] = posts();
  expect(request?.headers['idempotency-key']).toBe('pur_1:create');
  expect(request?.headers['stripe-version']).toBe('2026-10-28.endive');
  const form = new URLSearchParams(request?.raw.toString());
  expect(Object.fromEntries(form)).toEqual({
    mode: 'payment',
    client_reference_id: 'pur_1',
    'metadata[order_id]': 'pur_1',
    'line_items[0][quantity]': '1',
    'line_items[0][price_data][currency]': 'usd',
    'line_items[0][price_data][unit_amount]': '2500',
    'line_items[0][price_data][product_data][name]': '5,000 credits (Pro & "Co")',
    'adaptive_pricing[enabled]': 'false',
    'payment_intent_data[description]': '5,000 credits (Pro & "Co")',
    'payment_intent_data[metadata][order_id]': 'pur_1',
    'payment_intent_data[metadata][flow]': 'checkout',
    'payment_intent_data[setup_future_usage]': 'off_session',
    customer_email: 'buyer@demo.test',
    customer_creation: 'always',
    success_url: 'http://localhost:4000/purchases/pur_1?a=1&b=2',
    cancel_url: 'http://localhost:4000/buy',
    expires_at: '1795518000',
  });
});

it('saves no method and makes no customer where nobody asked for it', async () => {
  await stage.provider.createCheckout(stage.order({ email: null }));
  expect(posts()[0]?.raw.toString()).not.toMatch(/setup_future_usage|customer/);
  const paymentRef = stage.stripe.sessionOf('pur_1').id;
  stage.stripe.payer.pay(paymentRef);
  expect((await stage.provider.fetchPayment(paymentRef)).method).toBeNull();
});

it.each([
  ['JPY', 500n, '500'],
  ['USD', 500n, '500'],
  ['NGN', 3_200_000n, '3200000'],
] as const)('charges %s in its own smallest unit', async (currency, minor, wire) => {
  const paymentRef = await stage.paid({ amount: { minor, currency } });
  expect(posts()[0]?.raw.toString()).toContain(`[unit_amount]=${wire}&`);
  expect(await stage.provider.fetchPayment(paymentRef)).toMatchObject({ amount: minor, currency });
});

it.each([0n, -1n, 9_007_199_254_740_993n])('never sends %s minor units', async (minor) => {
  const order = stage.order({ amount: { minor, currency: 'USD' } });
  await expect(stage.provider.createCheckout(order)).rejects.toThrow(ProviderRefusal);
  expect(posts()).toEqual([]);
});

it.each([29, 24 * 60 + 1])('is refused a page that ends in %d minutes', async (minutes) => {
  const expiresAt = new Date(stage.clock.time + minutes * 60_000).toISOString();
  const call = stage.provider.createCheckout(stage.order({ expiresAt }));
  await expect(call).rejects.toThrow(ProviderRefusal);
});

it('follows a payment: pending, declined but open, then paid', async () => {
  const { provider, stripe } = stage;
  const { paymentRef } = await provider.createCheckout(stage.order());
  const base = { paymentRef, orderId: 'pur_1', livemode: false, refunded: 0n, disputes: [] };
  const open = { ...base, state: 'pending', amount: 2500n, currency: 'USD', paidAt: null };
  expect(await provider.fetchPayment(paymentRef)).toEqual({
    ...{ ...open, fee: null, method: null, declineCode: null },
  });
  stripe.payer.pay(paymentRef, { outcome: 'declined', declineCode: 'insufficient_funds' });
  expect(await provider.fetchPayment(paymentRef)).toEqual({
    ...{ ...open, fee: null, method: null, declineCode: 'insufficient_funds' },
  });
  stripe.payer.pay(paymentRef);
  expect(await provider.fetchPayment(paymentRef)).toEqual({
    ...{ ...open, state: 'paid', method: null, declineCode: null },
    // 2.9 % of 25 USD, and 30 cents.
    fee: { amount: 103n, currency: 'USD' },
    paidAt: '2026-11-24T10:00:00.000Z',
  });
});

it('calls a delayed payment processing until its money came, or did not', async () => {
  const { provider, stripe } = stage;
  const { paymentRef } = await provider.createCheckout(stage.order());
  const other = await provider.createCheckout(stage.order({ orderId: 'pur_2' }));
  for (const ref of [paymentRef, other.paymentRef]) {
    stripe.payer.pay(ref, { outcome: 'delayed' });
    expect((await provider.fetchPayment(ref)).state).toBe('processing');
  }
  stripe.payer.settle(paymentRef, 'paid');
  stripe.payer.settle(other.paymentRef, 'failed');
  expect((await provider.fetchPayment(paymentRef)).state).toBe('paid');
  expect((await provider.fetchPayment(other.paymentRef)).state).toBe('failed');
  const facts = (await stage.facts()).filter((event) => event.facts.length > 0);
  expect(facts.map(({ type }) => type)).toEqual([
    'checkout.session.completed',
    'checkout.session.completed',
    'checkout.session.async_payment_succeeded',
    'checkout.session.async_payment_failed',
  ]);
});

it('says that a page ended without a payment', async () => {
  const { paymentRef } = await stage.provider.createCheckout(stage.order());
  stage.stripe.payer.expire(paymentRef);
  expect((await stage.provider.fetchPayment(paymentRef)).state).toBe('expired');
  expect(await stage.facts()).toEqual([
    {
      type: 'checkout.session.expired',
      facts: [{ kind: 'payment', orderId: 'pur_1', paymentRef }],
    },
  ]);
});

it('makes one fact of one purchase, although Stripe tells of it three times', async () => {
  const paymentRef = await stage.paid();
  const events = await stage.facts();
  expect(events.map(({ type }) => type)).toEqual([
    'charge.succeeded',
    'payment_intent.succeeded',
    'checkout.session.completed',
  ]);
  expect(events.flatMap(({ facts }) => facts)).toEqual([
    { kind: 'payment', orderId: 'pur_1', paymentRef },
  ]);
});

it.each([
  ['amount', { amount: 10 }, { amount: 10n }],
  ['currency', { currency: 'eur' }, { currency: 'EUR' }],
  ['mode', { livemode: true }, { livemode: true }],
])('reports a wrong %s as it is, for the order to be compared with', async (_, taken, shown) => {
  const { paymentRef } = await stage.provider.createCheckout(stage.order());
  stage.stripe.payer.pay(paymentRef, taken);
  expect(await stage.provider.fetchPayment(paymentRef)).toMatchObject({ state: 'paid', ...shown });
});

it('answers a payment intent of a page as the page', async () => {
  const paymentRef = await stage.paid();
  const [intent] = stage.stripe.intentsOf('pur_1');
  const payment = await stage.provider.fetchPayment(intent?.id ?? '');
  expect(payment).toEqual(await stage.provider.fetchPayment(paymentRef));
});

it('tells by the prefix of the key whether real money moves', async () => {
  const live = await openStage({ secretKey: 'rk_live_standin' });
  expect([stage.provider.livemode, live.provider.livemode]).toEqual([false, true]);
  expect([stage.provider.name, live.provider.name]).toEqual(['Stripe (test mode)', 'Stripe']);
  const paymentRef = await live.paid();
  expect((await live.provider.fetchPayment(paymentRef)).livemode).toBe(true);
  await live.stripe.close();
});

it('shows what a session says that Stripe does not have as a refusal', async () => {
  await expect(stage.provider.fetchPayment('cs_test_other')).rejects.toMatchObject({
    code: 'resource_missing',
  });
  await expect(stage.provider.fetchPayment('pi_other')).rejects.toThrow(ProviderRefusal);
});

it.each([
  ['an answer 500', { kind: 'answer', status: 500 }],
  ['an answer 503', { kind: 'answer', status: 503 }],
  ['an answer 409', { kind: 'answer', status: 409 }],
  ['an answer 429', { kind: 'answer', status: 429 }],
  ['no answer', { kind: 'hang' }],
  // The SDK itself repeats a call once whose connection was closed.
  ['a closed connection', { kind: 'close', times: 2 }],
] as const)('does not know what became of a call with %s', async (_, fault) => {
  const { stripe } = stage;
  for (const when of ['before', 'after'] as const) {
    const provider = stage.adapter({ timeoutMs: 200 });
    const order = stage.order({ orderId: `pur_${when}` });
    stripe.faults.add({ ...fault, when, on: 'POST /v1/checkout/sessions' });
    await expect(provider.createCheckout(order)).rejects.toThrow(ProviderUnknown);
    expect(stripe.faults.left).toBe(0);
  }
  const { paymentRef } = await stage.provider.createCheckout(
    stage.order({ orderId: 'pur_before' }),
  );
  expect(paymentRef).toBe(stripe.sessionOf('pur_before').id);
});

it('gets the page that an unanswered call had made', async () => {
  stage.stripe.faults.add({ kind: 'hang', when: 'after', on: 'POST' });
  const call = stage.adapter({ timeoutMs: 200 }).createCheckout(stage.order());
  await expect(call).rejects.toThrow(ProviderUnknown);
  const { paymentRef } = await stage.provider.createCheckout(stage.order());
  expect(paymentRef).toBe(stage.stripe.sessionOf('pur_1').id);
});

it('is told 500 again under the same key, and never makes a second page out of it', async () => {
  stage.stripe.faults.add({ kind: 'answer', status: 500, when: 'after', on: 'POST' });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await expect(stage.provider.createCheckout(stage.order())).rejects.toThrow(ProviderUnknown);
  }
  expect(stage.stripe.sessionOf('pur_1').status).toBe('open');
});

it('repeats a call by itself at most as often as it was told, each time under the same key', async () => {
  stage.stripe.faults.add({ kind: 'answer', status: 409, when: 'before', times: 9, on: 'POST' });
  const call = stage.adapter({ retries: 1 }).createCheckout(stage.order());
  await expect(call).rejects.toThrow(ProviderUnknown);
  expect(posts().map(({ headers }) => headers['idempotency-key'])).toEqual([
    'pur_1:create',
    'pur_1:create',
  ]);
});

it('takes a key that was used for something else as an open question, not as a no', async () => {
  await stage.provider.createCheckout(stage.order());
  const changed = stage.order({ amount: { minor: 1n, currency: 'USD' } });
  await expect(stage.provider.createCheckout(changed)).rejects.toThrow(ProviderUnknown);
});

it('says that its own key is refused without repeating what Stripe said of it', async () => {
  const call = stage.adapter({ secretKey: 'sk_test_other' }).createCheckout(stage.order());
  await expect(call).rejects.toMatchObject({
    name: 'ProviderRefusal',
    message: 'Stripe does not accept the configured key for this.',
  });
});
