import { type StripeStandIn, startStripeStandIn } from '@telex-credits/payments-testkit';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  openTestApplication,
  type TestApplication,
  type TestPerson,
} from './testing/test-application.js';

let stripe: StripeStandIn;
let application: TestApplication;
let buyer: TestPerson;
let base: string;

beforeAll(async () => {
  stripe = await startStripeStandIn();
  application = await openTestApplication(
    {},
    {
      PAYMENTS: 'stripe',
      STRIPE_SECRET_KEY: stripe.secretKey,
      STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
      STRIPE_API_BASE: stripe.url,
    },
  );
  buyer = await application.signUp('Buyer');
  base = `http://127.0.0.1:${(await application.start()).port}`;
  stripe.webhookUrl = `${base}/webhooks/stripe`;
});
afterAll(async () => {
  await application.close();
  await stripe.close();
});

const get = (path: string) => request(base).get(path).set(buyer.headers);
const post = (path: string, key: string, body?: object) =>
  request(base).post(path).set(buyer.headers).set('Idempotency-Key', key).send(body);
const wallet = async () => (await get('/api/v1/wallet').expect(200)).body;

async function buy(key: string): Promise<{ id: string; sessionId: string }> {
  const order = { packageId: 'pkg_starter', currency: 'USD', provider: 'stripe' };
  const { body } = await post('/api/v1/purchases', key, order).expect(201);
  expect(body.checkoutUrl).toMatch(/^https:\/\/checkout\.stripe\.com\//);
  return { id: body.id, sessionId: stripe.sessionOf(body.id).id };
}

it('offers Stripe in test mode and not the sandbox', async () => {
  const { body } = await request(base).get('/api/v1/packages').expect(200);
  expect(body.providers).toMatchObject([{ id: 'stripe', name: 'Stripe (test mode)' }]);
  await request(base).post('/webhooks/sandbox').send('{}').expect(404);
});

it('buys once with every event delivered three times and newest first, and gives back', async () => {
  const { id, sessionId } = await buy('key-1');
  stripe.payer.pay(sessionId);
  const statuses = await stripe.outbox.deliver({ copies: 3, reversed: true });
  expect(new Set(statuses)).toEqual(new Set([200]));
  await expect.poll(async () => (await wallet()).posted).toBe('1000');
  const { body: paid } = await get(`/api/v1/purchases/${id}`).expect(200);
  expect(paid).toMatchObject({ status: 'paid', provider: 'stripe' });
  const { body: refund } = await post(`/api/v1/purchases/${id}/refunds`, 'key-2').expect(201);
  expect(refund).toMatchObject({ status: 'succeeded', credits: '1000' });
  await stripe.outbox.deliver({ copies: 2 });
  await expect.poll(async () => (await wallet()).posted).toBe('0');
  expect(await wallet()).toMatchObject({ held: '0', debt: '0' });
  expect((await application.core.ledger.verify()).ok).toBe(true);
});

it('takes no forged, altered or late event, and keeps nothing of it', async () => {
  const { sessionId } = await buy('key-3');
  stripe.payer.pay(sessionId);
  const forged = { secret: 'whsec_guess' };
  const altered = { tamper: (raw: Buffer) => Buffer.concat([raw, Buffer.from(' ')]) };
  const late = { at: new Date(Date.now() - 301_000) };
  // Well ahead: a signature counts whole seconds, and time goes on until it is checked.
  const early = { at: new Date(Date.now() + 330_000) };
  for (const how of [forged, altered, late, early]) {
    expect(new Set(await stripe.outbox.deliver(how))).toEqual(new Set([401]));
  }
  expect((await wallet()).posted).toBe('0');
  await stripe.outbox.deliver();
  await expect.poll(async () => (await wallet()).posted).toBe('1000');
});

it('credits nothing where amount, currency or mode are not those of the order', async () => {
  const before = (await wallet()).posted;
  const wrong = { amount: { amount: 10 }, currency: { currency: 'ngn' }, mode: { livemode: true } };
  for (const [name, taken] of Object.entries(wrong)) {
    const { id, sessionId } = await buy(`key-${name}`);
    stripe.payer.pay(sessionId, taken);
    await stripe.outbox.deliver();
    // An event of the other mode is not worked at all; the return page asks all the same.
    await expect
      .poll(async () => (await get(`/api/v1/purchases/${id}`)).body.status)
      .toBe('review');
  }
  expect((await wallet()).posted).toBe(before);
});

it('answers 502 or 503 while Stripe refuses or is down, and the same key buys once it is up', async () => {
  const on = 'POST /v1/checkout/sessions';
  stripe.faults.add({ kind: 'answer', status: 409, when: 'before', on });
  const order = { packageId: 'pkg_starter', currency: 'USD', provider: 'stripe' };
  await post('/api/v1/purchases', 'key-down', order).expect(503);
  expect(stripe.faults.left).toBe(0);
  await buy('key-down');
});
