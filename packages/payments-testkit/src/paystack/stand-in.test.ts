import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { paystackDescription, reducePaystackDescription } from './description.js';
import { signPaystack } from './events.js';
import { type PaystackStandIn, startPaystackStandIn } from './stand-in.js';

const secretKey = 'sk_test_0123456789abcdef';
let paystack: PaystackStandIn;
beforeEach(async () => {
  paystack = await startPaystackStandIn({ secretKey });
});
afterEach(() => paystack.close());

interface Answer {
  readonly status: number;
  readonly body: { readonly message: string; readonly data: Record<string, unknown> };
}

async function send(path: string, body?: unknown, headers: object = {}): Promise<Answer> {
  const reply = await fetch(paystack.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...{ authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: reply.status, body: (await reply.json()) as Answer['body'] };
}
const order = { email: 'a@b.co', amount: 5000, currency: 'NGN', reference: 'pur-1' };

describe('a request that the real one would not take is refused, and noted', () => {
  it.each([
    ['an unknown field', { ...order, refrence: 'pur-1' }],
    ['a fraction', { ...order, amount: 10.5 }],
    ['an amount as text', { ...order, amount: '5000' }],
    ['a missing field', { amount: 5000 }],
    ['a currency it does not take', { ...order, currency: 'EUR' }],
    ['metadata as text', { ...order, metadata: '{}' }],
    ['broken JSON', '{"email":'],
    ['JSON that is no object', 'null'],
  ])('%s', async (_, body) => {
    expect((await send('/transaction/initialize', body)).status).toBe(400);
    expect(paystack.violations.length).toBeGreaterThan(0);
  });

  it('a body of another type, or none', async () => {
    const headers = { 'content-type': 'text/plain' };
    expect((await send('/transaction/initialize', order, headers)).status).toBe(400);
    expect((await send('/transaction/initialize', '')).status).toBe(400);
    expect(paystack.violations).toHaveLength(2);
  });

  it('an unknown path or filter', async () => {
    expect((await send('/transactions')).status).toBe(404);
    expect((await send('/refund?transction=1')).status).toBe(400);
    expect(paystack.violations).toHaveLength(2);
  });
});

it('answers a wrong key and a used reference as the real one does', async () => {
  const stranger = await send('/balance', undefined, { authorization: 'Bearer sk_test_else' });
  expect([stranger.status, stranger.body.message]).toEqual([401, 'Invalid key']);
  expect((await send('/transaction/initialize', order)).status).toBe(200);
  const again = await send('/transaction/initialize', order);
  expect([again.status, again.body.message]).toEqual([400, 'Duplicate Transaction Reference']);
  const odd = await send('/transaction/initialize', { ...order, reference: 'pur_1' });
  expect(odd.status).toBe(400);
});

it('remembers what was paid, and tells of it in a signed event with escaped slashes', async () => {
  const bodies: { readonly raw: string; readonly signature: unknown }[] = [];
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) {
      chunks.push(chunk as Buffer);
    }
    const signature = req.headers['x-paystack-signature'];
    bodies.push({ raw: Buffer.concat(chunks).toString(), signature });
    res.end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  paystack.webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const metadata = { page: 'https://app.example/' };
  await send('/transaction/initialize', { ...order, metadata });
  paystack.pay('pur-1');
  expect(await paystack.outbox.deliver({ copies: 2 })).toEqual([200, 200]);
  expect(await paystack.outbox.deliver()).toEqual([]);
  const raw = bodies[0]?.raw ?? '';
  expect(raw).toContain('https:\\/\\/app.example\\/');
  expect(bodies[0]?.signature).toBe(
    signPaystack(secretKey, Buffer.from(raw))['x-paystack-signature'],
  );
  const { body } = await send('/transaction/verify/pur-1');
  expect(body.data).toEqual(JSON.parse(raw).data);
  expect(body.data).toMatchObject({ status: 'success', domain: 'test', metadata });
  server.closeAllConnections();
  server.close();
});

/** Beside the repository where it is developed; elsewhere its part in `data/` has to do. */
const published = new URL(
  '../../../../../shared/reference/payments/paystack-openapi-2025-10-24.yaml',
  import.meta.url,
);
test.skipIf(!existsSync(published))('the description in data/ is what Paystack published', () => {
  expect(paystackDescription()).toEqual(reducePaystackDescription(published));
});
