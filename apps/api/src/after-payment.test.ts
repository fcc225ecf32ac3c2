import {
  type PaystackStandIn,
  type StripeStandIn,
  startPaystackStandIn,
  startStripeStandIn,
} from '@telex-credits/payments-testkit';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inboxCollection } from './modules/webhooks/schemas.js';
import {
  openTestApplication,
  type TestApplication,
  type TestPerson,
} from './testing/test-application.js';

const paystackKey = 'sk_test_0123456789abcdef';
let stripe: StripeStandIn;
let paystack: PaystackStandIn;
let application: TestApplication;
let admin: TestPerson;
let base: string;

beforeAll(async () => {
  [stripe, paystack] = await Promise.all([
    startStripeStandIn(),
    startPaystackStandIn({ secretKey: paystackKey }),
  ]);
  application = await openTestApplication(
    {},
    {
      PAYMENTS: 'stripe,paystack',
      ...{ STRIPE_SECRET_KEY: stripe.secretKey, STRIPE_WEBHOOK_SECRET: stripe.webhookSecret },
      ...{ STRIPE_API_BASE: stripe.url, PAYSTACK_API_BASE: paystack.url },
      PAYSTACK_SECRET_KEY: paystackKey,
    },
  );
  admin = await application.signUp('Admin');
  await application.people.service.setPlatformRole(admin.id, 'platform_admin', null);
  base = `http://127.0.0.1:${(await application.start()).port}`;
  stripe.webhookUrl = `${base}/webhooks/stripe`;
  paystack.webhookUrl = `${base}/webhooks/paystack`;
}, 60_000);
afterAll(async () => {
  expect((await application.core.ledger.verify()).ok).toBe(true);
  await application.close();
  expect(paystack.violations).toEqual([]);
  await Promise.all([stripe.close(), paystack.close()]);
}, 30_000);

let keys = 0;
function as(person: TestPerson) {
  const send = (method: 'get' | 'post' | 'put' | 'delete', path: string, body?: object) => {
    keys += 1;
    const sent = request(base)[method](`/api/v1${path}`).set(person.headers);
    return sent.set('Idempotency-Key', `key-${keys}`).send(body);
  };
  return {
    get: async (path: string) => (await send('get', path).expect(200)).body,
    send,
    wallet: async () => (await send('get', '/wallet').expect(200)).body,
  };
}
type Caller = ReturnType<typeof as>;

const bounded = { timeout: 15_000 };
const posted = (buyer: Caller, credits: string) =>
  expect.poll(async () => (await buyer.wallet()).posted, bounded).toBe(credits);

async function buyWithStripe(buyer: Caller, saveMethod = false) {
  const order = { packageId: 'pkg_starter', currency: 'USD', provider: 'stripe', saveMethod };
  const { body } = await buyer.send('post', '/purchases', order).expect(201);
  const sessionId = stripe.sessionOf(body.id).id;
  stripe.payer.pay(sessionId);
  await stripe.outbox.deliver();
  return { id: String(body.id), sessionId };
}

async function spend(person: TestPerson, id: string, credits: bigint) {
  const terms = { moduleId: 'mod_1', publisherId: null, developerBps: 0, keyId: null, limits: [] };
  const [result] = await application.core.ledger.submit([
    { ...{ type: 'charge', id, walletId: person.organisationId, credits }, ...terms },
  ]);
  return result?.ok === true ? 'charged' : result?.refusal.code;
}

it('follows a Stripe payment through partial refunds and a lost dispute, and an admin lifts the freeze', async () => {
  const person = await application.signUp('Buyer One');
  const buyer = as(person);
  const { id, sessionId } = await buyWithStripe(buyer);
  await posted(buyer, '1000');
  stripe.dashboard.refund(sessionId, { amount: 100 });
  await stripe.outbox.deliver({ copies: 3, reversed: true });
  await posted(buyer, '800');
  expect(await spend(person, 'use_1', 300_000_000n)).toBe('charged');
  const dispute = stripe.dashboard.dispute(sessionId, { amount: 400 });
  stripe.dashboard.closeDispute(dispute, 'lost');
  await stripe.outbox.deliver({ copies: 2, reversed: true });
  await posted(buyer, '0');
  expect(await buyer.wallet()).toMatchObject({ debt: '300', frozen: true });
  expect(await buyer.get(`/purchases/${id}`)).toMatchObject({
    status: 'disputed',
    refunded: { amount: '1.00', currency: 'USD' },
    disputes: [{ ref: dispute, status: 'lost', withdrawn: { amount: '4.00', currency: 'USD' } }],
  });
  const office = as(admin);
  const disputes = await office.get('/admin/disputes?status=closed');
  expect(disputes.data).toMatchObject([{ ref: dispute, purchaseId: id, freeze: { active: true } }]);
  const lift = { cause: `dispute:${dispute}`, reason: 'they paid the debt' };
  const lifting = `/admin/purchases/${id}/lift-freeze`;
  await buyer.send('post', lifting, lift).expect(403);
  await office.send('post', lifting, lift).expect(200);
  await office.send('post', lifting, lift).expect(404);
  expect(await buyer.wallet()).toMatchObject({ debt: '300', frozen: false });
  await buyWithStripe(buyer);
  await posted(buyer, '700');
  expect(await buyer.wallet()).toMatchObject({ debt: '0' });
}, 60_000);

it('stops spending at a fraud warning of the card network', async () => {
  const person = await application.signUp('Buyer Two');
  const buyer = as(person);
  const { sessionId } = await buyWithStripe(buyer);
  await posted(buyer, '1000');
  stripe.dashboard.warnOfFraud(sessionId);
  await stripe.outbox.deliver();
  await expect.poll(async () => (await buyer.wallet()).frozen, bounded).toBe(true);
  expect(await spend(person, 'use_2', 1n)).toBe('wallet_frozen');
}, 60_000);

it('tops a wallet up with the saved card, once, and stops when the bank asks the payer', async () => {
  const person = await application.signUp('Buyer Three');
  const buyer = as(person);
  await buyWithStripe(buyer, true);
  await posted(buyer, '1000');
  const { data } = await buyer.get('/payment-methods');
  expect(data).toMatchObject([{ provider: 'stripe', brand: 'visa', last4: '4242' }]);
  const { consentText } = await buyer.get('/wallet/auto-top-up');
  const rule = {
    ...{ enabled: true, threshold: '500', refill: { kind: 'package', packageId: 'pkg_starter' } },
    monthlyCap: { amount: '20.00', currency: 'USD' },
    ...{ paymentMethodId: data[0].id, consentTextVersion: consentText.version },
  };
  await buyer.send('put', '/wallet/auto-top-up', rule).expect(200);
  await Promise.all(
    Array.from({ length: 20 }, (_, at) => spend(person, `use_3_${at}`, 30_000_000n)),
  );
  await posted(buyer, '1400');
  await stripe.outbox.deliver({ copies: 2 });
  const purchases = await buyer.get('/purchases');
  expect(purchases.data.map(({ kind }: { kind: string }) => kind)).toEqual([
    ...['auto_top_up', 'checkout'],
  ]);
  const [topUp] = purchases.data;
  expect(stripe.intentsOf(topUp.id)).toHaveLength(1);
  const [intent] = stripe.intentsOf(topUp.id);
  stripe.payer.behave(String(intent?.payment_method), { kind: 'requires_authentication' });
  application.clock.advance(120);
  expect(await spend(person, 'use_4', 1_000_000_000n)).toBe('charged');
  await expect
    .poll(async () => (await buyer.get('/wallet/auto-top-up')).paused?.reason, bounded)
    .toBe('authentication_required');
  await posted(buyer, '400');
  await buyer.send('delete', `/payment-methods/${data[0].id}`).expect(204);
  expect((await buyer.get('/payment-methods')).data).toEqual([]);
}, 60_000);

it('takes a partial refund and a lost dispute of Paystack, and tops up with its card', async () => {
  const person = await application.signUp('Buyer Four');
  const buyer = as(person);
  const order = { packageId: 'pkg_starter', currency: 'NGN', provider: 'paystack' };
  const { body } = await buyer
    .send('post', '/purchases', { ...order, saveMethod: true })
    .expect(201);
  const reference = String(body.id).replace('_', '-');
  paystack.pay(reference);
  await paystack.outbox.deliver();
  await posted(buyer, '1000');
  const amount = { amount: { amount: '2000.00', currency: 'NGN' } };
  await buyer.send('post', `/purchases/${body.id}/refunds`, amount).expect(201);
  const [refund] = paystack.refundsOf(reference);
  if (refund === undefined) {
    throw new Error('nothing was refunded');
  }
  paystack.moveRefund(refund, 'processing');
  paystack.moveRefund(refund, 'processed');
  await paystack.outbox.deliver({ reversed: true });
  await posted(buyer, '750');
  const dispute = paystack.openDispute(reference, paystack.transaction(reference).amount / 4);
  await paystack.outbox.deliver();
  await expect.poll(async () => (await buyer.wallet()).frozen, bounded).toBe(true);
  paystack.resolveDispute(dispute, 'declined');
  await paystack.outbox.deliver();
  await expect.poll(async () => (await buyer.wallet()).frozen, bounded).toBe(false);
  await posted(buyer, '750');
  const { data } = await buyer.get('/payment-methods');
  expect(data).toMatchObject([{ provider: 'paystack' }]);
  const { consentText } = await buyer.get('/wallet/auto-top-up');
  await buyer
    .send('put', '/wallet/auto-top-up', {
      ...{ enabled: true, threshold: '800', refill: { kind: 'package', packageId: 'pkg_starter' } },
      monthlyCap: { amount: '8000.00', currency: 'NGN' },
      ...{ paymentMethodId: data[0].id, consentTextVersion: consentText.version },
    })
    .expect(200);
  await application.core.jobs.runNow('auto-top-ups');
  await posted(buyer, '1750');
}, 60_000);

it('shows administrators the inbox without persons and secrets, and works an event again', async () => {
  const buyer = as(await application.signUp('Buyer Five'));
  const { id } = await buyWithStripe(buyer);
  await posted(buyer, '1000');
  const office = as(admin);
  const done = await office.get('/admin/inbox?provider=stripe&state=done&limit=1');
  expect(done.data).toHaveLength(1);
  const event = await office.get(`/admin/inbox/${done.data[0].id}`);
  const shown = JSON.stringify(event.payload);
  expect(shown).toContain('checkout.session');
  expect(shown).not.toMatch(/@example\.test|_secret_|checkout\.stripe\.com/);
  const ignored = await office.get('/admin/inbox?state=ignored&limit=200');
  const reasons: string[] = ignored.data.map(({ reason }: { reason: string }) => reason);
  expect(new Set(reasons)).toContain(
    'the session or the saved charge says it: one purchase, one fact',
  );
  expect(reasons.every((reason) => reason !== '')).toBe(true);
  const replayed = await office.send('post', `/admin/inbox/${done.data[0].id}/replay`).expect(200);
  expect(replayed.body).toMatchObject({ state: 'done', attempts: 1 });
  await posted(buyer, '1000');
  expect((await buyer.get(`/purchases/${id}`)).history).toHaveLength(2);
  await buyer.send('get', '/admin/inbox').expect(403);
  await buyer.send('post', `/admin/inbox/${done.data[0].id}/replay`).expect(403);
  await office.send('post', '/admin/inbox/whk_none/replay').expect(404);
}, 60_000);

it("compares yesterday with both providers' lists, and agrees", async () => {
  application.clock.advance(26 * 3600);
  await application.core.jobs.runNow('reconcile');
  const office = as(admin);
  const { data } = await office.get('/admin/reconciliation');
  expect(data.length).toBeGreaterThan(0);
  for (const report of data) {
    expect(report.failures).toEqual([]);
    // Around midnight the two may date a payment to different days.
    const open = report.differences.filter(({ kind }: { kind: string }) => kind !== 'other_day');
    expect([report.day, open]).toEqual([report.day, []]);
    expect(await office.get(`/admin/reconciliation/${report.day}`)).toEqual(report);
  }
  await as(await application.signUp('Buyer Six'))
    .send('get', '/admin/reconciliation')
    .expect(403);
}, 60_000);

it('keeps every event that came, each once', async () => {
  const inbox = application.core.documents.collection(inboxCollection);
  const { items } = await inbox.find({ index: 'by_time', equals: [], limit: 1000 });
  const names = items.map(({ doc }) => `${doc.provider} ${doc.eventKey}`);
  expect(new Set(names).size).toBe(names.length);
  expect(items.filter(({ doc }) => doc.state === 'dead' || doc.state === 'received')).toEqual([]);
});
