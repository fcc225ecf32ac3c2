import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { signTimestamped } from '@telex-credits/payments';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  openTestApplication,
  type TestApplication,
  type TestPerson,
} from './testing/test-application.js';

let application: TestApplication;
let buyer: TestPerson;
let base: string;

beforeAll(async () => {
  application = await openTestApplication();
  buyer = await application.signUp('Buyer');
  base = `http://127.0.0.1:${(await application.start()).port}`;
});
afterAll(() => application.close());

const post = (path: string, key: string, body?: object) =>
  request(base).post(path).set(buyer.headers).set('Idempotency-Key', key).send(body);
const get = (path: string) => request(base).get(path).set(buyer.headers);
const order = { packageId: 'pkg_starter', currency: 'USD', provider: 'sandbox' };

/** A POST that announces no body: the parser then leaves none, not even an empty one. */
async function withoutBody(path: string): Promise<string> {
  const socket = connect(Number(new URL(base).port), '127.0.0.1');
  socket.end(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
  }
  return text;
}

/** Asks until it is so, at most twenty seconds. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (await isSo()) {
      return;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('it did not become so in time');
}

it('buys and gives back over HTTP, with the statement and the wallet agreeing', async () => {
  const { body: packages } = await request(base).get('/api/v1/packages').expect(200);
  expect(packages.providers.map(({ id }: { id: string }) => id)).toEqual(['sandbox']);
  const { body: purchase } = await post('/api/v1/purchases', 'key-1', order).expect(201);
  const again = await post('/api/v1/purchases', 'key-1', order).expect(201);
  expect(again.body.id).toBe(purchase.id);
  expect(again.headers['idempotent-replayed']).toBe('true');
  const checkout = new URL(purchase.checkoutUrl).pathname;
  const page = await request(base).get(checkout).expect(200);
  expect(page.text).toContain('TEST MODE');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  await request(base).post(checkout).type('form').send({ choice: 'pay' }).expect(303);
  await until(async () => (await get('/api/v1/wallet')).body.posted === '1000');
  const { body: paid } = await get(`/api/v1/purchases/${purchase.id}`).expect(200);
  expect(paid).toMatchObject({ status: 'paid', refundable: { credits: '1000' } });
  const refunds = `/api/v1/purchases/${purchase.id}/refunds`;
  const amount = { amount: '1.25', currency: 'USD' };
  const { body: refund } = await post(refunds, 'key-2', { amount }).expect(201);
  expect(refund).toMatchObject({ status: 'succeeded', credits: '250', amount });
  await post(refunds, 'key-3').expect(201);
  const { body: wallet } = await get('/api/v1/wallet').expect(200);
  expect(wallet).toMatchObject({ posted: '0', held: '0', debt: '0', available: '0' });
  const { body: statement } = await get('/api/v1/wallet/transactions').expect(200);
  const lines = statement.data.map((line: Record<string, string>) => [line.type, line.credits]);
  expect(lines).toEqual([
    ['release', '-750'],
    ['reverse', '-250'],
    ['grant', '1000'],
  ]);
  expect(statement.data[0]).toMatchObject({
    posted: wallet.posted,
    purchaseId: purchase.id,
    description: 'Purchase refunded: its credits were taken back',
  });
  const csv = await get('/api/v1/wallet/transactions').set('Accept', 'text/csv').expect(200);
  expect(csv.text.split('\r\n').length).toBeGreaterThan(3);
  expect((await application.core.ledger.verify()).ok).toBe(true);
});

it('counts what calls took into the burn rate, from the usage sums', async () => {
  const walletId = buyer.organisationId;
  const terms = { moduleId: 'mod_1', publisherId: null, developerBps: 0, keyId: null, limits: [] };
  await application.core.ledger.submit([
    { ...{ type: 'adjust', id: 'lot_x', walletId, reason: 'test' }, credits: 100_000_000n },
    { ...{ type: 'charge', id: 'use_x', walletId, credits: 14_000_000n }, ...terms },
  ]);
  const { body } = await get('/api/v1/wallet').expect(200);
  expect(body).toMatchObject({ posted: '86', burnRate: '2' });
  expect(Date.parse(body.runsOutAt) - Date.parse(body.asOf)).toBe(43 * 86_400_000);
});

it('sets and shows the limits of the wallet', async () => {
  const limits = {
    ...{ timezone: 'Asia/Kathmandu', perCall: '5', perDay: null, perMonth: '100' },
    modules: [],
  };
  await request(base).put('/api/v1/wallet/limits').set(buyer.headers).send(limits).expect(200);
  expect((await get('/api/v1/wallet/limits').expect(200)).body).toEqual(limits);
});

it('answers forged events with 401, other providers with 404 and no body at all with 400', async () => {
  const raw = JSON.stringify({ id: 'evt_1', type: 'payment.paid' });
  const forged = signTimestamped('guess', Buffer.from(raw), new Date());
  const reply = await request(base)
    .post('/webhooks/sandbox')
    .set('Sandbox-Signature', forged)
    .set('Content-Type', 'application/json; charset=utf-8')
    .send(raw);
  expect([reply.status, reply.body.code]).toEqual([401, 'invalid_signature']);
  const other = await request(base).post('/webhooks/stripe').send(raw);
  expect([other.status, other.body.code]).toEqual([404, 'provider_not_configured']);
  await request(base).post('/webhooks/sandbox').expect(401);
  expect(await withoutBody('/webhooks/sandbox')).toContain('HTTP/1.1 400');
});

it('issues one receipt of a paid purchase, as a PDF and by mail, to its organisation only', async () => {
  const details = {
    ...{ legalName: 'Buyer & Sons', address: ['1 High Street'], taxId: 'X-1' },
    email: 'books@example.test',
  };
  const path = '/api/v1/billing-details';
  await request(base).put(path).set(buyer.headers).send(details).expect(200);
  expect((await get(path).expect(200)).body).toEqual(details);
  const { body: purchase } = await post('/api/v1/purchases', 'key-4', order).expect(201);
  const pdf = `/api/v1/purchases/${purchase.id}/receipt.pdf`;
  expect((await get(pdf).expect(404)).body.code).toBe('receipt_not_found');
  const checkout = new URL(purchase.checkoutUrl).pathname;
  await request(base).post(checkout).type('form').send({ choice: 'pay' }).expect(303);
  await until(async () => (await get(pdf)).status === 200);
  const reply = await get(pdf).expect(200);
  expect(reply.headers['content-type']).toBe('application/pdf');
  expect(reply.headers['content-disposition']).toContain('receipt-TEST-000002.pdf');
  const { body: list } = await get('/api/v1/receipts').expect(200);
  expect(list.data.map(({ number }: { number: string }) => number)).toEqual([
    'TEST-000002',
    'TEST-000001',
  ]);
  expect(list.data[0]).toMatchObject({
    purchaseId: purchase.id,
    net: { amount: '5.00', currency: 'USD' },
    tax: { amount: '0.00', currency: 'USD' },
    total: { amount: '5.00', currency: 'USD' },
  });
  const other = await application.signUp('Somebody else');
  const theirs = await request(base).get(pdf).set(other.headers);
  expect([theirs.status, theirs.body.code]).toEqual([404, 'receipt_not_found']);
  await until(async () =>
    (await readdir(join(application.folder, 'mail'))).some((name) =>
      name.endsWith('receipt-TEST-000002.pdf'),
    ),
  );
}, 30_000);
