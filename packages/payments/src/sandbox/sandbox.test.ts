import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ProviderRefusal, ProviderUnknown } from '../errors.js';
import type { CheckoutOrder, ProviderEvent } from '../provider.js';
import { createSandbox, type Sandbox } from './sandbox.js';
import { deriveSandboxSecrets } from './secrets.js';

const secrets = deriveSandboxSecrets('a secret of this test');
const minute = 60_000;
let clock: number;
let server: Server;
let base: string;
let sandbox: Sandbox;
let documents: ReturnType<typeof openSqliteDocuments>;
let received: ProviderEvent[];
let rawBodies: { raw: Buffer; signature: string }[];
let answers: number[];
let ids = 0;

function newId(prefix: string): string {
  ids += 1;
  return `${prefix}_${String(ids).padStart(6, '0')}`;
}

function open(): Sandbox {
  return createSandbox({
    documents,
    environment: {
      now: () => new Date(clock),
      newId,
    },
    secrets,
    merchant: 'Telex <Credits>',
    serverUrl: () => base,
    publicUrl: () => base,
    onError: (error) => {
      throw error;
    },
  });
}

beforeEach(async () => {
  clock = Date.parse('2026-11-24T10:00:00Z');
  [received, rawBodies, answers] = [[], [], []];
  documents = openSqliteDocuments(':memory:');
  server = createServer(async (req, res) => {
    if (await sandbox.handle(req, res)) {
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of req) {
      chunks.push(chunk as Buffer);
    }
    const raw = Buffer.concat(chunks);
    rawBodies.push({ raw, signature: String(req.headers['sandbox-signature']) });
    received.push(sandbox.provider.verifyWebhook(raw, req.headers));
    res.writeHead(answers.shift() ?? 200).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  sandbox = open();
});

afterEach(async () => {
  await sandbox.idle();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await documents.close();
});

const order = (change: Partial<CheckoutOrder> = {}): CheckoutOrder => ({
  orderId: 'pur_1',
  amount: { minor: 3_200_000n, currency: 'NGN' },
  description: '5,000 credits <b>"Pro"</b>',
  email: 'buyer@demo.test',
  saveMethod: false,
  returnUrl: 'http://localhost:4000/purchases/pur_1?a=1&b=2',
  cancelUrl: 'http://localhost:4000/buy',
  expiresAt: new Date(clock + 60 * minute).toISOString(),
  ...change,
});

const choose = (id: string, choice: string) =>
  fetch(`${base}/sandbox/checkout/${id}`, {
    method: 'POST',
    body: new URLSearchParams({ choice }),
    redirect: 'manual',
  });

it('makes one session of one order, however often and at once it is asked', async () => {
  const checkouts = await Promise.all(
    Array.from({ length: 5 }, () => sandbox.provider.createCheckout(order())),
  );
  expect(new Set(checkouts.map(({ paymentRef }) => paymentRef)).size).toBe(1);
  await expect(
    sandbox.provider.createCheckout(order({ amount: { minor: 1n, currency: 'NGN' } })),
  ).rejects.toThrow(ProviderRefusal);
});

it('shows who is paid and how much, escaped, in test mode, under a policy that blocks scripts', async () => {
  const { url } = await sandbox.provider.createCheckout(order());
  const reply = await fetch(url);
  const page = await reply.text();
  expect(page).toContain('TEST MODE');
  expect(page).toContain('Pay Telex &lt;Credits&gt;');
  expect(page).toContain('NGN 32,000.00');
  expect(page).toContain('5,000 credits &lt;b&gt;&quot;Pro&quot;&lt;/b&gt;');
  expect(page).not.toMatch(/ on[a-z]+=|<script/i);
  const policy = reply.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("form-action 'self' http://localhost:4000;");
  expect(policy).not.toContain('unsafe-inline');
});

it('pays, sends the payer back, and tells us by a signed event that says test mode', async () => {
  const { paymentRef } = await sandbox.provider.createCheckout(order());
  const reply = await choose(paymentRef, 'pay');
  expect([reply.status, reply.headers.get('location')]).toEqual([303, order().returnUrl]);
  await sandbox.idle();
  expect(received).toMatchObject([{ type: 'payment.paid', livemode: false }]);
  const [event] = received;
  expect(event && (await sandbox.provider.toFacts(event))).toEqual([
    { kind: 'payment', orderId: 'pur_1', paymentRef },
  ]);
  expect(await sandbox.provider.fetchPayment(paymentRef)).toEqual({
    paymentRef,
    orderId: 'pur_1',
    state: 'paid',
    amount: 3_200_000n,
    currency: 'NGN',
    livemode: false,
    paidAt: '2026-11-24T10:00:00.000Z',
    refunded: 0n,
    // 1.5 % of 32,000 NGN.
    fee: { amount: 48_000n, currency: 'NGN' },
    disputes: [],
    method: null,
    declineCode: null,
  });
});

it('collects once, however often the form is sent', async () => {
  const { paymentRef } = await sandbox.provider.createCheckout(order());
  await Promise.all([choose(paymentRef, 'pay'), choose(paymentRef, 'pay')]);
  const late = await choose(paymentRef, 'decline');
  expect(late.headers.get('location')).toBe(order().returnUrl);
  await sandbox.idle();
  expect(received.map(({ type }) => type)).toEqual(['payment.paid']);
});

it('sends the payer to the cancel address when declined or abandoned', async () => {
  const { paymentRef } = await sandbox.provider.createCheckout(order());
  const abandoned = await choose(paymentRef, 'abandon');
  expect([abandoned.status, abandoned.headers.get('location')]).toEqual([303, order().cancelUrl]);
  expect((await sandbox.provider.fetchPayment(paymentRef)).state).toBe('pending');
  expect((await choose(paymentRef, 'decline')).headers.get('location')).toBe(order().cancelUrl);
  expect((await sandbox.provider.fetchPayment(paymentRef)).state).toBe('failed');
  expect((await choose(paymentRef, 'pay')).status).toBe(409);
});

it('lets nobody pay a session that is over, and says so by an event', async () => {
  const { paymentRef, url } = await sandbox.provider.createCheckout(order());
  clock += 61 * minute;
  await sandbox.tick();
  expect(received.map(({ type }) => type)).toEqual(['payment.expired']);
  expect((await choose(paymentRef, 'pay')).status).toBe(409);
  expect(await (await fetch(url)).text()).toContain('expired');
  expect((await sandbox.provider.fetchPayment(paymentRef)).state).toBe('expired');
});

it('keeps its payments and the events that wait over a restart', async () => {
  const { paymentRef } = await sandbox.provider.createCheckout(order());
  answers = [500];
  await choose(paymentRef, 'pay');
  await sandbox.idle();
  sandbox = open();
  expect((await sandbox.provider.fetchPayment(paymentRef)).state).toBe('paid');
  clock += 2000;
  await sandbox.tick();
  expect(received.map(({ eventKey }) => eventKey)).toEqual([
    received[0]?.eventKey,
    received[0]?.eventKey,
  ]);
});

it('repeats an event with growing pauses until it is taken, a redirect counting as failure', async () => {
  const { paymentRef } = await sandbox.provider.createCheckout(order());
  answers = [503, 307];
  await choose(paymentRef, 'pay');
  await sandbox.idle();
  await sandbox.tick();
  expect(received).toHaveLength(1);
  clock += 2000;
  await sandbox.tick();
  clock += 9000;
  await sandbox.tick();
  expect(received).toHaveLength(2);
  clock += 1000;
  await sandbox.tick();
  expect(received).toHaveLength(3);
  clock += 24 * 60 * minute;
  await sandbox.tick();
  expect(received).toHaveLength(3);
});

it('refunds in parts up to what was paid, each refund id once', async () => {
  const { paymentRef } = await sandbox.provider.createCheckout(order());
  const part = (refundId: string, minor: bigint) =>
    sandbox.provider.refund({
      refundId,
      paymentRef,
      amount: { minor, currency: 'NGN' },
      reason: 'unspent',
    });
  await expect(part('rfd_0', 1n)).rejects.toThrow(ProviderRefusal);
  await choose(paymentRef, 'pay');
  const first = await part('rfd_1', 1_200_000n);
  expect(await part('rfd_1', 1_200_000n)).toEqual(first);
  await expect(part('rfd_1', 1n)).rejects.toThrow(ProviderRefusal);
  await expect(part('rfd_2', 2_000_001n)).rejects.toThrow(ProviderRefusal);
  await part('rfd_2', 2_000_000n);
  expect((await sandbox.provider.fetchPayment(paymentRef)).refunded).toBe(3_200_000n);
  expect(await sandbox.provider.findRefund({ refundId: 'rfd_1', paymentRef })).toEqual(first);
  expect(await sandbox.provider.findRefund({ refundId: 'rfd_9', paymentRef })).toBeUndefined();
});

it('answers its API to the holder of the key only, and takes no unknown or float field', async () => {
  const post = (key: string, body: unknown) =>
    fetch(`${base}/sandbox/api/payments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'idempotency-key': 'k' },
      body: JSON.stringify(body),
    });
  const { orderId, description, email, returnUrl, cancelUrl, expiresAt } = order();
  const body = {
    ...{ orderId, description, email, returnUrl, cancelUrl, expiresAt },
    ...{ amount: '2000', currency: 'USD', saveMethod: false },
  };
  expect((await post('wrong', body)).status).toBe(401);
  expect((await post(secrets.apiKey, { ...body, amount: '20.00' })).status).toBe(400);
  expect((await post(secrets.apiKey, { ...body, amount: 2000 })).status).toBe(400);
  expect((await post(secrets.apiKey, { ...body, card: '4242' })).status).toBe(400);
  expect((await post(secrets.apiKey, { ...body, returnUrl: 'javascript:alert(1)' })).status).toBe(
    400,
  );
  expect((await post(secrets.apiKey, body)).status).toBe(201);
});

it('says unknown, not refused, when there is no answer', async () => {
  const { paymentRef } = await sandbox.provider.createCheckout(order());
  const real = base;
  base = 'http://127.0.0.1:1';
  await expect(sandbox.provider.fetchPayment(paymentRef)).rejects.toThrow(ProviderUnknown);
  base = real;
});

it('refuses an event whose bytes were changed on the way', async () => {
  const { paymentRef } = await sandbox.provider.createCheckout(order());
  await choose(paymentRef, 'pay');
  await sandbox.idle();
  const [sent] = rawBodies;
  const altered = Buffer.from(sent?.raw.toString().replace('3200000', '3200001') ?? '');
  const headers = { 'sandbox-signature': sent?.signature };
  expect(() => sandbox.provider.verifyWebhook(altered, headers)).toThrow('no signature matches');
});
