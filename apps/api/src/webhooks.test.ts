import { createClient } from '@telex-credits/sdk';
import { Webhook } from 'standardwebhooks';
import request from 'supertest';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { json, type StubServer, startStub } from './gateway/testing/stub.js';
import {
  openTestApplication,
  type TestApplication,
  type TestPerson,
} from './testing/test-application.js';

let server: TestApplication;
let base: string;
let receiver: StubServer;
let ada: TestPerson;

beforeAll(async () => {
  server = await openTestApplication({}, { ALLOW_PRIVATE_UPSTREAMS: '1' });
  base = `http://127.0.0.1:${(await server.start()).port}`;
  receiver = await startStub((_req, res) => json(res, { ok: true }));
  ada = await server.signUp('Ada');
});
afterAll(async () => {
  await server.close();
  await receiver.close();
});

const clientOf = ({ token }: TestPerson) => createClient({ baseUrl: base, token });

it('the program tells an endpoint of a purchase, and no secret is logged', async () => {
  const { webhookEndpoints } = clientOf(ada);
  const { id, secret } = await webhookEndpoints.create({ url: `${receiver.origin}/hook` });
  const order = { packageId: 'pkg_starter', currency: 'USD', provider: 'sandbox' } as const;
  const { id: purchaseId } = await clientOf(ada).purchases.create(order);
  await server.core.ledger.submit([
    {
      ...{ type: 'grant', id: 'lot_1', walletId: ada.organisationId, kind: 'promotional' },
      ...{ credits: 1_000_000n, basis: 0n, priority: 0, expiresAt: null, source: null },
    },
  ]);
  const tested = await webhookEndpoints.test(id);
  expect(tested).toMatchObject({ status: 'delivered', attempts: [{ status: 200 }] });
  const { secret: second } = await webhookEndpoints.rotate(id, { overlapSeconds: 0 });
  // The ledger's event comes by itself, from the journal.
  await vi.waitFor(
    () => expect(receiver.heard.map(({ body }) => body).join()).toContain('wallet.updated'),
    { timeout: 30_000, interval: 20 },
  );
  await server.modules.webhookEndpoints.idle();
  for (const { headers, body } of receiver.heard) {
    const signed = [secret, second].some((one) => {
      try {
        return new Webhook(one).verify(body, headers as Record<string, string>) !== undefined;
      } catch {
        return false;
      }
    });
    expect([body, signed]).toEqual([body, true]);
  }
  const { data } = await webhookEndpoints.deliveries(id).page();
  const types = data.map(({ type }) => type);
  expect(new Set(types)).toEqual(new Set(['webhook.test', 'wallet.updated']));
  const first = data[0] ?? expect.fail('no delivery');
  expect(await webhookEndpoints.delivery(id, first.id)).toMatchObject({
    payload: expect.stringContaining('"timestamp"'),
  });
  expect((await webhookEndpoints.redeliver(id, first.id)).attempts.length).toBeGreaterThan(1);
  expect(purchaseId).toMatch(/^pur_/);
  for (const hidden of [secret, second]) {
    expect(server.logs.join('')).not.toContain(hidden);
  }
  await webhookEndpoints.remove(id);
  await expect(webhookEndpoints.get(id)).rejects.toMatchObject({
    code: 'webhook_endpoint_not_found',
  });
});

it('only administrators and managers with a confirmed address have endpoints, and no plain key', async () => {
  const body = { url: `${receiver.origin}/hook` };
  const path = '/api/v1/webhook-endpoints';
  const made = await clientOf(ada).keys.create({ name: 'A program', scopes: ['wallet:read'] });
  const byKey = await request(server.app).get(path).set('x-api-key', made.secret);
  expect([byKey.status, byKey.body.code]).toEqual([403, 'forbidden']);
  const bob = await server.signUp('Bob', { verified: false });
  const unconfirmed = await request(server.app).post(path).set(bob.headers).send(body);
  expect([unconfirmed.status, unconfirmed.body.code]).toEqual([403, 'email_not_verified']);
});
