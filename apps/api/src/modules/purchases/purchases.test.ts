import { purchaseRoutes, purchaseSchema } from '@telex-credits/contracts';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { deriveSandboxSecrets, signTimestamped } from '@telex-credits/payments';
import { update } from '@telex-credits/store';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../foundation/app-error.js';
import { openShop, type Shop } from '../../testing/shop.js';
import { packageCollection } from './schemas.js';

const minute = 60_000;
let shop: Shop;
let documents: ReturnType<typeof openSqliteDocuments>;

beforeEach(async () => {
  documents = openSqliteDocuments(':memory:');
  shop = await openShop({
    documents,
    ledger: (now) => new ModelLedger({ now, baseCurrency: 'USD' }),
  });
});
afterEach(async () => {
  expect((await shop.ledger.verify()).ok).toBe(true);
  await shop.close();
});

const posted = async () => (await shop.ledger.wallet('org_1'))?.posted ?? 0n;
const purchase = (id: string) => shop.service.get('org_1', id);
const inbox = () => shop.inbox();
const tamper = (ref: string, change: object) =>
  update(shop.sandbox.service.payments, ref, (payment) => ({ ...payment, ...change }));
const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof AppError ? `${error.status} ${error.code}` : error;
};

it('lists the three packages with their prices and how they can be paid', async () => {
  const { data, providers } = await shop.service.packages();
  expect(
    data.map(({ name, credits, prices }) => [name, credits, ...prices.map((p) => p.amount)]),
  ).toEqual([
    ['Starter Pack', '1000', '5.00', '8000.00'],
    ['Pro Bundle', '5000', '20.00', '32000.00'],
    ['Enterprise Pack', '10000', '35.00', '56000.00'],
  ]);
  expect(providers[0]).toMatchObject({ id: 'sandbox', name: 'Sandbox (test mode)' });
  const onSale = await shop.service.pricedPackages();
  const perCredit = onSale
    .filter(({ name }) => name !== 'Custom amount')
    .map(({ credits, price }) => (price * 1_000_000n) / credits);
  expect(perCredit).toEqual([5, 5, 4, 4, 3.5, 3.5].map((cents) => BigInt(cents * 1_000_000)));
  expect(onSale.length).toBeGreaterThan(perCredit.length);
});

it('credits a purchase once it is paid, with its price as the basis of one lot', async () => {
  const id = await shop.buy('1', { packageId: 'pkg_pro', currency: 'NGN' });
  expect(await purchase(id)).toMatchObject({
    status: 'pending',
    checkoutUrl: expect.stringContaining('/sandbox/checkout/'),
  });
  expect(await posted()).toBe(0n);
  await shop.pay(id);
  const paid = purchaseSchema.parse(await purchase(id));
  expect(paid).toMatchObject({
    status: 'paid',
    credits: '5000',
    price: { amount: '32000.00', currency: 'NGN' },
    paidAt: '2026-11-24T10:00:00.000Z',
    checkoutUrl: null,
    refundable: { credits: '5000', amount: { amount: '32000.00', currency: 'NGN' } },
  });
  expect(paid.history.map(({ what }) => what)).toEqual(['created', 'paid']);
  const wallet = await shop.ledger.wallet('org_1');
  expect(wallet?.lots).toMatchObject([
    { kind: 'paid', size: parseCredits('5000'), basis: 20_000_000_000n },
  ]);
  expect(shop.published).toEqual([{ organisationId: 'org_1', data: { id, status: 'paid' } }]);
});

it('credits once when ten deliveries, the return page and the checks come at once', async () => {
  shop.line.isDown = true;
  const id = await shop.buyAndPay();
  shop.line.isDown = false;
  const raw = await shop.eventOf(id);
  shop.clock.time += 3 * minute;
  const work = [
    ...Array.from({ length: 10 }, () => shop.deliver(raw)),
    purchase(id),
    purchase(id),
    shop.job('check-purchases'),
  ];
  const replies = await Promise.all(work);
  expect(replies.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 200));
  await shop.quiet();
  expect(await posted()).toBe(parseCredits('1000'));
  expect(await inbox()).toMatchObject([{ state: 'done', attempts: 1 }]);
  expect(shop.published).toHaveLength(1);
});

it('stores nothing of an event that is forged, altered, unsigned or old', async () => {
  shop.line.isDown = true;
  const id = await shop.buyAndPay();
  shop.line.isDown = false;
  const raw = await shop.eventOf(id);
  const altered = Buffer.from(raw.toString().replace('"500"', '"501"'));
  const now = new Date(shop.clock.time);
  const secret = deriveSandboxSecrets('a secret of this test').webhook;
  const good = signTimestamped(secret, raw, now);
  const old = signTimestamped(secret, raw, new Date(shop.clock.time - 301_000));
  const early = signTimestamped(secret, raw, new Date(shop.clock.time + 301_000));
  expect(altered.equals(raw)).toBe(false);
  expect(await shop.deliver(raw, { signature: signTimestamped('guess', raw, now) })).toBe(401);
  expect(await shop.deliver(raw, { signature: signTimestamped('', raw, now) })).toBe(401);
  expect(await shop.deliver(altered, { signature: good })).toBe(401);
  expect(await shop.deliver(raw, { signature: '' })).toBe(401);
  expect(await shop.deliver(raw, { signature: old })).toBe(401);
  expect(await shop.deliver(raw, { signature: early })).toBe(401);
  expect(await shop.deliver(raw, { provider: 'paystack' })).toBe(404);
  expect(await inbox()).toEqual([]);
  expect(await posted()).toBe(0n);
});

it('credits a purchase whose webhook never came, two minutes later', async () => {
  shop.line.isDown = true;
  const id = await shop.buyAndPay();
  await shop.job('check-purchases');
  expect(await posted()).toBe(0n);
  shop.clock.time += 2 * minute;
  await shop.job('check-purchases');
  expect(await posted()).toBe(parseCredits('1000'));
  expect((await shop.service.list('org_1', { limit: 5 })).data).toMatchObject([
    { id, status: 'paid' },
  ]);
});

it('credits once when the process dies between the grant and what follows', async () => {
  const id = await shop.buy();
  shop.ledger.faults.push('dies_after');
  await shop.pay(id);
  expect(await posted()).toBe(parseCredits('1000'));
  expect(await inbox()).toMatchObject([{ state: 'received', attempts: 1 }]);
  shop.clock.time += 1000;
  await shop.webhooks.drain();
  expect(await inbox()).toMatchObject([{ state: 'done', attempts: 2 }]);
  expect(await posted()).toBe(parseCredits('1000'));
  expect((await purchase(id)).history.map(({ what }) => what)).toEqual(['created', 'paid']);
});

it('works an event again that the ledger could not take the first time', async () => {
  const id = await shop.buy();
  shop.ledger.faults.push('answers_unknown');
  await shop.pay(id);
  expect(await posted()).toBe(0n);
  shop.clock.time += 1000;
  await shop.webhooks.drain();
  expect(await posted()).toBe(parseCredits('1000'));
  expect((await purchase(id)).status).toBe('paid');
});

it('gives a failing event up in the end, with its reason, and wakes it when it is sent again', async () => {
  const id = await shop.buy();
  shop.ledger.faults.push(...Array.from({ length: 11 }, () => 'answers_unknown' as const));
  await shop.pay(id);
  for (let attempt = 0; attempt < 12; attempt += 1) {
    shop.clock.time += 13 * 60 * minute;
    await shop.webhooks.drain();
  }
  expect(await inbox()).toMatchObject([
    { state: 'dead', attempts: 11, reason: expect.stringContaining('ledger_unavailable') },
  ]);
  expect(await shop.deliver(await shop.eventOf(id))).toBe(200);
  await shop.quiet();
  expect(await inbox()).toMatchObject([{ state: 'done' }]);
  expect(await posted()).toBe(parseCredits('1000'));
});

it("lets no provider's event touch a purchase that was made with another one", async () => {
  shop.line.isDown = true;
  const id = await shop.buyAndPay();
  shop.line.isDown = false;
  expect(await shop.deliver(await shop.eventOf(id), { provider: 'stripe' })).toBe(200);
  await shop.quiet();
  expect(await inbox()).toMatchObject([{ provider: 'stripe', state: 'refused' }]);
  expect(await posted()).toBe(0n);
  expect(shop.audited).toMatchObject([{ action: 'purchase.foreign_event', objectId: id }]);
});

it('keeps events of unknown types and of strangers, and does nothing about them', async () => {
  const at = new Date(shop.clock.time).toISOString();
  const event = (more: object) =>
    Buffer.from(JSON.stringify({ created: at, livemode: false, ...more }));
  const stranger = { data: { object: { id: 'sbp_x', orderId: 'pur_x' } } };
  expect(await shop.deliver(event({ id: 'evt_a', type: 'customer.created' }))).toBe(200);
  expect(await shop.deliver(event({ id: 'evt_b', type: 'payment.paid', ...stranger }))).toBe(200);
  expect(
    await shop.deliver(event({ id: 'evt_c', type: 'payment.paid', livemode: true, ...stranger })),
  ).toBe(200);
  await shop.quiet();
  expect((await inbox()).map(({ state }) => state)).toEqual(['ignored', 'ignored', 'refused']);
});

it.each([
  ['less than the price', { amount: '499' }, 'paid 499 minor units instead of 500'],
  ['more than the price', { amount: '50000' }, 'paid 50000 minor units instead of 500'],
  ['another currency', { currency: 'JPY' }, 'paid in JPY instead of USD'],
  ['the other mode', { livemode: true }, 'the payment is of another mode (test or live)'],
  ['another order', { orderId: 'pur_other' }, 'the payment is for another order'],
])('credits nothing when what was paid is %s, and has a person look', async (_, change, why) => {
  shop.line.isDown = true;
  const id = await shop.buyAndPay();
  const ref = await shop.paymentRef(id);
  await tamper(ref, change);
  const answered = await purchase(id);
  expect(answered.status).toBe('review');
  expect(answered.history.at(-1)).toMatchObject({ what: 'review', detail: why });
  expect(await posted()).toBe(0n);
  expect(shop.audited).toMatchObject([{ action: 'purchase.review', objectId: id }]);
});

it('expires what nobody paid, after asking, and still credits a payment that comes late', async () => {
  const id = await shop.buy();
  shop.clock.time += 71 * minute;
  await shop.job('check-purchases');
  expect((await purchase(id)).status).toBe('expired');
  const paidAt = new Date(shop.clock.time).toISOString();
  await tamper(await shop.paymentRef(id), { status: 'paid', paidAt });
  shop.clock.time += 60 * minute;
  await shop.job('check-purchases');
  expect(await purchase(id)).toMatchObject({ status: 'paid', paidAt });
  expect(await posted()).toBe(parseCredits('1000'));
});

it('gives up an order whose provider never ends it, and credits it when it is paid after all', async () => {
  const id = await shop.buy();
  const expiresAt = new Date(shop.clock.time + 24 * 60 * minute).toISOString();
  await tamper(await shop.paymentRef(id), { expiresAt });
  shop.clock.time += 69 * minute;
  await shop.job('check-purchases');
  expect((await purchase(id)).status).toBe('pending');
  shop.clock.time += minute;
  await shop.job('check-purchases');
  expect((await purchase(id)).status).toBe('expired');
  await shop.pay(id);
  expect((await purchase(id)).status).toBe('paid');
  expect(await posted()).toBe(parseCredits('1000'));
});

it('never takes a paid purchase back to expired or failed', async () => {
  const id = await shop.buyAndPay();
  for (const status of ['expired', 'failed', 'open']) {
    await tamper(await shop.paymentRef(id), { status });
    expect((await shop.service.fulfil(id)).status).toBe('paid');
  }
});

it('shows a declined payment as failed', async () => {
  const id = await shop.buy();
  await shop.sandbox.service.decline(await shop.paymentRef(id));
  await shop.quiet();
  expect((await purchase(id)).status).toBe('failed');
});

it('makes one checkout of one key, also in parallel and after a crash', async () => {
  const ids = await Promise.all([shop.buy('same'), shop.buy('same'), shop.buy('same')]);
  expect(new Set(ids).size).toBe(1);
  const payments = await shop.sandbox.service.payments.find({
    ...{ index: 'by_order', equals: ['pur_same'], limit: 10 },
  });
  expect(payments.items).toHaveLength(1);
  expect(await refusal(shop.buy('same', { packageId: 'pkg_pro' }))).toBe(
    '422 idempotency_key_reused',
  );
});

it('keeps what was sold when a package changes', async () => {
  const id = await shop.buy();
  await update(documents.collection(packageCollection), 'pkg_starter', (item) => ({
    ...item,
    credits: '1',
    prices: [{ amount: '99.00', currency: 'USD' as const }],
  }));
  await shop.service.seed();
  await shop.pay(id);
  expect(await purchase(id)).toMatchObject({ status: 'paid', credits: '1000' });
  expect((await shop.service.packages()).data[0]?.prices[0]?.amount).toBe('99.00');
});

it.each([
  ['too small a custom amount', { credits: '10' }, '400 custom_amount_not_available'],
  ['no package', {}, '400 package_required'],
  ['an unknown package', { packageId: 'pkg_x' }, '404 package_not_found'],
  [
    'a currency without a price',
    { packageId: 'pkg_pro', currency: 'EUR' },
    '400 currency_not_available',
  ],
  [
    'a provider that is off',
    { packageId: 'pkg_pro', provider: 'paystack' },
    '400 provider_not_available',
  ],
  [
    'a saved method where none is kept',
    { packageId: 'pkg_pro', provider: 'stripe', saveMethod: true },
    '400 not_supported',
  ],
])('refuses %s in words', async (_, change, expected) => {
  const body = purchaseRoutes.create.body.parse({
    ...{ currency: 'USD', provider: 'sandbox' },
    ...change,
  });
  const request = { id: 'pur_1', organisationId: 'org_1', personId: 'usr_1', email: null, body };
  expect(await refusal(shop.service.create(request))).toBe(expected);
});

it("answers another organisation's purchase like one that is not there", async () => {
  const id = await shop.buyAndPay();
  const missing = await refusal(shop.service.get('org_2', 'pur_none'));
  expect(await refusal(shop.service.get('org_2', id))).toBe(missing);
  expect((await shop.service.list('org_2', { limit: 5 })).data).toEqual([]);
});
