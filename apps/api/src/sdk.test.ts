import {
  addCredits,
  type Client,
  createClient,
  isCode,
  metered,
  type StreamEvent,
  subtractCredits,
  verifyReceipt,
  verifyWebhook,
} from '@telex-credits/sdk';
import express from 'express';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestApplication, type TestApplication } from './testing/test-application.js';
import { payAtCheckout } from './tour/client.js';

let application: TestApplication;
let base: string;
let password: string;
/** The demo's buyer: as a person, and as a program of theirs. */
let buyer: Client;
let program: Client;
let moduleId: string;

beforeAll(async () => {
  application = await openTestApplication({}, { DEMO: '1' });
  const { port, greeting } = await application.start();
  base = `http://127.0.0.1:${port}`;
  password = /password (\S+)/.exec(greeting.join('\n'))?.[1] ?? '';
  buyer = await signIn('buyer@demo.test');
  const { secret } = await buyer.keys.create({
    name: 'A program',
    scopes: ['gateway', 'wallet:read', 'charges:write', 'usage:read'],
  });
  program = createClient({ baseUrl: base, apiKey: secret });
  moduleId = (await program.marketplace.get('word-count')).id;
});
afterAll(() => application.close());

async function signIn(email: string): Promise<Client> {
  const reply = await fetch(`${base}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  return createClient({ baseUrl: base, token: reply.headers.get('set-auth-token') ?? '' });
}

const available = async () => (await program.wallet.get()).available;

/** Every receipt of the buyer computes again. */
async function checkReceipts(): Promise<number> {
  let count = 0;
  for await (const { id } of program.usage.list({ limit: 2 })) {
    count += 1;
    const receipt = await program.usage.receipt(id);
    expect(verifyReceipt(receipt), receipt.route).toMatchObject({ ok: true, disagreements: [] });
  }
  return count;
}

it('calls an agent, and is told its words, its price and what is left', async () => {
  const before = await available();
  const answer = await program.agents.send('word-count', 'one two three');
  expect(answer.text).toContain('3');
  expect(answer.charged).toBe('0.5');
  expect(answer.balance).toBe(subtractCredits(before, '0.5'));
  const receipt = await program.usage.receipt(answer.usageId ?? '');
  expect(receipt).toMatchObject({ credits: '0.5', moduleName: 'Word count' });
});

it('charges, and holds and captures, once however often the same key is sent', async () => {
  const before = await available();
  const order = { moduleId, credits: '0.25', reference: 'order-7' };
  const receipt = await program.charges.create(order, { idempotencyKey: 'order-7' });
  const again = await program.charges.create(order, { idempotencyKey: 'order-7' });
  expect(again).toEqual(receipt);
  const hold = await program.holds.create({ moduleId, credits: '0.5' });
  expect(await program.holds.get(hold.id)).toEqual(hold);
  await program.holds.extend(hold.id, 1200);
  const captured = await program.holds.capture(hold.id, '0.125');
  expect(captured).toMatchObject({ status: 'captured', captured: '0.125' });
  const other = await program.holds.create({ moduleId, credits: '0.5' });
  expect(await program.holds.release(other.id)).toMatchObject({ status: 'released' });
  expect(await available()).toBe(subtractCredits(before, '0.375'));
});

it('an answer that was lost on its way is asked for again, and nothing is done twice', async () => {
  const before = await available();
  let lost = 0;
  const flaky: typeof fetch = async (input, init) => {
    const reply = await fetch(input, init);
    if (init?.method === 'POST' && lost === 0) {
      lost += 1;
      throw new TypeError('the connection broke');
    }
    return reply;
  };
  const { secret } = await buyer.keys.create({ name: 'Flaky', scopes: ['charges:write'] });
  const client = createClient({ baseUrl: base, apiKey: secret, fetch: flaky });
  await client.charges.create({ moduleId, credits: '0.5' });
  expect(lost).toBe(1);
  expect(await available()).toBe(subtractCredits(before, '0.5'));
});

it('a refusal has its code and its numbers', async () => {
  const { secret } = await buyer.keys.create({
    ...{ name: 'Capped', scopes: ['charges:write'] },
    cap: { credits: '0.1', period: 'total' },
  });
  const capped = createClient({ baseUrl: base, apiKey: secret });
  const error = await capped.charges.create({ moduleId, credits: '0.5' }).catch((e) => e);
  expect(isCode(error, 'key_limit_reached')).toBe(true);
  const poor = await signIn('pm@demo.test');
  const refused = await poor.holds.create({ moduleId, credits: '0.5' }).catch((e) => e);
  expect(isCode(refused, 'insufficient_credits')).toBe(true);
  expect(refused).toMatchObject({ status: 402, numbers: { needed: '0.5', available: '0' } });
  expect(refused.requestId).toMatch(/^req_/);
});

it('buys and gives back, and the statement adds up to the wallet', async () => {
  const { data, providers } = await buyer.packages.list();
  const [first] = data;
  const purchase = await buyer.purchases.create({
    ...{ packageId: first?.id, currency: 'USD' },
    provider: providers[0]?.id ?? 'sandbox',
  });
  await payAtCheckout(purchase.checkoutUrl ?? '');
  const status = async () => (await buyer.purchases.get(purchase.id)).status;
  await expect.poll(status).toBe('paid');
  const refund = await buyer.purchases.refund(purchase.id);
  expect(refund).toMatchObject({ status: 'succeeded', credits: first?.credits });
  let sum = '0';
  for await (const { credits } of buyer.wallet.transactions({ limit: 3 })) {
    sum = addCredits(sum, credits);
  }
  expect(sum).toBe((await buyer.wallet.get()).posted);
  expect((await buyer.receipts.list().page()).data).toHaveLength(1);
  const pdf = await buyer.receipts.pdf(purchase.id);
  expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-');
});

it('reads events as they happen, and resumes behind the last one', async () => {
  const take = async (lastEventId: string): Promise<StreamEvent> => {
    for await (const event of program.events({ lastEventId })) {
      if (event.type === 'usage.created') {
        return event;
      }
    }
    throw new Error('the stream ended');
  };
  const first = await take('0');
  await program.charges.create({ moduleId, credits: '0.01' });
  const second = await take(first.id);
  expect(Number(second.id)).toBeGreaterThan(Number(first.id));
}, 30_000);

it('bills a route of an Express app: captured when it went well, released when not', async () => {
  const bill = metered<express.Request, express.Response>({
    ...{ client: program, moduleId, price: '0.2' },
    reference: (req) => `ticket ${req.path}`,
  });
  const app = express();
  app.get('/good', bill, (_req, res) => {
    res.send('done');
  });
  app.get('/bad', bill, (_req, res) => {
    res.sendStatus(500);
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  try {
    const before = await available();
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    expect((await fetch(`${url}/good`)).status).toBe(200);
    expect((await fetch(`${url}/bad`)).status).toBe(500);
    await bill.settled();
    await expect.poll(async () => (await program.wallet.get()).held).toBe('0');
    expect(await available()).toBe(subtractCredits(before, '0.2'));
    const newest = async () => (await program.usage.list().page({ limit: 1 })).data[0];
    await expect.poll(async () => (await newest())?.credits).toBe('0.2');
    const receipt = await program.usage.receipt((await newest())?.id ?? '');
    expect(receipt.reference).toBe('ticket /good');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

it('every receipt that these tests made computes again, also per token and for nothing', async () => {
  const telexai = `${base}/gateway/telexai/chat`;
  const { secret } = await buyer.keys.create({ name: 'Chat' });
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
  const models = await (await fetch(`${base}/gateway/telexai/models`, { headers })).json();
  const model = JSON.stringify(models).match(/"id":"([^"]+)"/)?.[1];
  for (const content of ['Hello', 'Tell me more. '.repeat(200)]) {
    const body = JSON.stringify({ model, messages: [{ role: 'user', content }] });
    const reply = await fetch(telexai, { method: 'POST', headers, body });
    expect([reply.status, await reply.text()]).toEqual([200, expect.any(String)]);
  }
  await fetch(`${base}/gateway/http/text-tools/nowhere`, { headers });
  const sums = await program.usage.sums({ groupBy: ['module'] }).page();
  await expect.poll(checkReceipts).toBeGreaterThanOrEqual(9);
  expect(sums.data.map(({ moduleName }) => moduleName)).toContain('Word count');
});

it('reads webhooks that another implementation of Standard Webhooks signed', async () => {
  const secret = `whsec_${Buffer.from('a secret of this test').toString('base64')}`;
  const body = '{"type":"usage.created"}';
  const now = new Date();
  const signature = new Webhook(secret).sign('msg_1', now, body);
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': signature,
  };
  expect(await verifyWebhook(secret, headers, body)).toEqual({ type: 'usage.created' });
});
