import { type PaystackStandIn, startPaystackStandIn } from '@telex-credits/payments-testkit';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  openTestApplication,
  type TestApplication,
  type TestPerson,
} from './testing/test-application.js';

const secretKey = 'sk_test_0123456789abcdef';
let paystack: PaystackStandIn;
let application: TestApplication;
let buyer: TestPerson;
let base: string;

beforeAll(async () => {
  paystack = await startPaystackStandIn({ secretKey });
  application = await openTestApplication(
    {},
    {
      ...{ PAYMENTS: 'sandbox,paystack', PAYSTACK_SECRET_KEY: secretKey },
      PAYSTACK_API_BASE: paystack.url,
    },
  );
  buyer = await application.signUp('Buyer');
  base = `http://127.0.0.1:${(await application.start()).port}`;
  paystack.webhookUrl = `${base}/webhooks/paystack`;
});
afterAll(async () => {
  await application.close();
  expect(paystack.violations).toEqual([]);
  await paystack.close();
});

const post = (path: string, key: string, body?: object) =>
  request(base).post(path).set(buyer.headers).set('Idempotency-Key', key).send(body);
const get = (path: string) => request(base).get(path).set(buyer.headers);
const posted = async () => (await get('/api/v1/wallet').expect(200)).body.posted;

async function buy(key: string): Promise<{ id: string; reference: string }> {
  const body = { packageId: 'pkg_starter', currency: 'NGN', provider: 'paystack' };
  const { body: purchase } = await post('/api/v1/purchases', key, body).expect(201);
  expect(purchase.checkoutUrl).toMatch(/^https:\/\/checkout\.paystack\.com\//);
  return { id: purchase.id, reference: purchase.id.replace('_', '-') };
}

it('buys and gives back through Paystack, each once, however often it is told', async () => {
  const { id, reference } = await buy('key-1');
  expect(await posted()).toBe('0');
  paystack.pay(reference);
  expect(await paystack.outbox.deliver({ copies: 5 })).toEqual([200, 200, 200, 200, 200]);
  await expect.poll(posted).toBe('1000');
  const path = `/api/v1/purchases/${id}`;
  expect((await get(path).expect(200)).body).toMatchObject({ status: 'paid' });

  const { body: refund } = await post(`${path}/refunds`, 'key-2').expect(201);
  expect(refund).toMatchObject({ status: 'pending' });
  const [made] = paystack.refundsOf(reference);
  if (made === undefined) {
    throw new Error('nothing was refunded');
  }
  paystack.moveRefund(made, 'processing');
  paystack.moveRefund(made, 'processed');
  await paystack.outbox.deliver({ reversed: true });
  application.clock.advance(10);
  await expect.poll(async () => (await get(path)).body.status).toBe('refunded');
  // The refund's own hold ends when the refund is settled, by the event or by the job.
  await expect
    .poll(async () => (await get('/api/v1/wallet')).body, { timeout: 20_000 })
    .toMatchObject({ posted: '0', held: '0', debt: '0' });
  expect(paystack.refundsOf(reference)).toHaveLength(1);

  // Signed for ever: the first event once more changes nothing.
  const [first] = paystack.outbox.events;
  expect(await paystack.outbox.replay(first?.id ?? '')).toEqual([200]);
  expect(await posted()).toBe('0');
  expect((await application.core.ledger.verify()).ok).toBe(true);
});

it('credits without any webhook when the buyer comes back', async () => {
  const { id, reference } = await buy('key-3');
  paystack.pay(reference);
  await expect.poll(async () => (await get(`/api/v1/purchases/${id}`)).body.status).toBe('paid');
  // The event comes late, and is too late to do anything.
  const before = await posted();
  expect(await paystack.outbox.deliver()).toEqual([200]);
  expect(await posted()).toBe(before);
});

it.each([
  ['another amount', { amount: 100 }],
  ['another currency', { currency: 'GHS' }],
  ['live mode', { domain: 'live' }],
])('credits nothing for a payment of %s: a person looks at it', async (what, payment) => {
  const before = await posted();
  const wrong = await buy(`key-${what.replaceAll(' ', '-')}`);
  paystack.pay(wrong.reference, payment);
  await paystack.outbox.deliver();
  // An event of another mode is not even worked; the buyer's return asks all the same.
  const status = async () => (await get(`/api/v1/purchases/${wrong.id}`)).body.status;
  await expect.poll(status).toBe('review');
  expect(await posted()).toBe(before);
});

it('takes credits with a refund of the dashboard, and gives them back when it fails', async () => {
  const before = Number(await posted());
  const { id, reference } = await buy('key-6');
  paystack.pay(reference);
  await paystack.outbox.deliver();
  await expect.poll(posted).toBe(String(before + 1000));
  const refund = paystack.refundInDashboard(reference);
  await paystack.outbox.deliver({ copies: 2 });
  await expect.poll(posted).toBe(String(before));
  paystack.moveRefund(refund, 'failed');
  await paystack.outbox.deliver({ copies: 2 });
  await expect.poll(posted).toBe(String(before + 1000));
  expect((await get(`/api/v1/purchases/${id}`)).body.status).toBe('paid');
});

it('takes what a lost dispute took, once, whatever the order of its events', async () => {
  const before = Number(await posted());
  const { reference } = await buy('key-7');
  paystack.pay(reference);
  await paystack.outbox.deliver();
  await expect.poll(posted).toBe(String(before + 1000));
  const half = paystack.transaction(reference).amount / 2;
  const dispute = paystack.openDispute(reference, half);
  paystack.remindDispute(dispute);
  paystack.resolveDispute(dispute, 'auto-accepted');
  await paystack.outbox.deliver({ reversed: true, copies: 2 });
  await expect.poll(posted).toBe(String(before + 500));
  expect((await application.core.ledger.verify()).ok).toBe(true);
});

it('never pays the order of another provider', async () => {
  const before = await posted();
  const body = { packageId: 'pkg_starter', currency: 'NGN', provider: 'sandbox' };
  const { body: purchase } = await post('/api/v1/purchases', 'key-8', body).expect(201);
  const reference = purchase.id.replace('_', '-');
  await request(paystack.url)
    .post('/transaction/initialize')
    .set('authorization', `Bearer ${secretKey}`)
    .send({ email: 'a@b.co', amount: 100, currency: 'NGN', reference })
    .expect(200);
  paystack.pay(reference);
  expect(await paystack.outbox.deliver()).toEqual([200]);
  expect((await get(`/api/v1/purchases/${purchase.id}`)).body.status).toBe('pending');
  expect(await posted()).toBe(before);
});

it('stores nothing of an event that is forged, altered or signed with another key', async () => {
  const before = await posted();
  const { reference } = await buy('key-5');
  paystack.pay(reference);
  const tamper = (raw: Buffer) => Buffer.from(String(raw).replace('success', 'Success'));
  expect(await paystack.outbox.deliver({ tamper })).toEqual([401]);
  expect(await paystack.outbox.deliver({ secret: 'sk_test_guessed00000' })).toEqual([401]);
  expect(await posted()).toBe(before);
});
