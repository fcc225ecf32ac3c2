import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Client,
  createClient,
  isCode,
  publisher,
  TelexCreditsError,
} from '@telex-credits/sdk';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AuthorisedShop, openAuthorisedShop } from './testing/authorised.js';

let shop: AuthorisedShop;
let customer: Client;
let program: Client;

beforeAll(async () => {
  shop = await openAuthorisedShop();
  const { baseUrl } = shop;
  customer = createClient({ baseUrl, token: shop.customer.token });
  const apiKey = shop.program.authorization?.replace('Bearer ', '');
  program = createClient({ baseUrl, apiKey });
});
afterAll(() => shop.server.close());

const give = (credits = '100') =>
  customer.authorisations.create({
    ...{ moduleId: shop.moduleId, expiresAt: shop.soon(30) },
    cap: { credits, period: 'month' },
  });

it('a customer gives, sees the use of, and ends an authorisation; both read it', async () => {
  const given = await give('3');
  const receipt = await program.charges.create({
    ...{ moduleId: shop.moduleId, credits: '2', authorisation: given.id },
  });
  expect(receipt).toMatchObject({ authorisationId: given.id, credits: '2' });
  const [newest] = (await customer.authorisations.list().page({ limit: 1 })).data;
  expect(newest).toMatchObject({ id: given.id, cap: { credits: '3', used: '2' } });
  for await (const one of program.authorisations.ofModule(shop.moduleId, { limit: 1 })) {
    expect(one).toEqual(newest);
    break;
  }
  const more = { moduleId: shop.moduleId, credits: '2', authorisation: given.id };
  const over = await program.charges.create(more).catch((error: unknown) => error);
  expect(isCode(over, 'authorisation_limit_reached')).toBe(true);
  expect(await customer.authorisations.end(given.id)).toMatchObject({ state: 'ended' });
  const late = await program.holds.create(more).catch((error: unknown) => error);
  expect(isCode(late, 'authorisation_ended')).toBe(true);
});

it('an app bills its customers: a request that comes thirty times at once is charged once', async () => {
  const { id } = await give();
  let runs = 0;
  const billing = publisher<express.Request, express.Response>({
    ...{ client: program, moduleId: shop.moduleId, authorisationOf: () => id },
  });
  const app = express();
  app.post('/report', billing.charge({ credits: '2' }), (_req, res) => {
    runs += 1;
    res.send('A report');
  });
  app.post('/bad', billing.charge({ credits: '2' }), (_req, res) => {
    res.sendStatus(500);
  });
  app.post('/now', async (req, res) => {
    const { credits } = await billing.charge(req, { credits: '0.5', reference: 'now' });
    res.send(credits);
  });
  const answer: express.ErrorRequestHandler = (error, _req, res, next) =>
    error instanceof TelexCreditsError ? res.status(error.status ?? 500).send(error.code) : next();
  app.use(answer);
  const server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = async (path: string, key?: string) => {
    const headers = key === undefined ? {} : { 'idempotency-key': key };
    const reply = await fetch(`${url}${path}`, { method: 'POST', headers });
    return [reply.status, await reply.text()];
  };
  const before = await shop.balance();
  try {
    const all = await Promise.all(Array.from({ length: 30 }, () => call('/report', 'order-7')));
    await billing.settled();
    expect(all.filter(([status]) => status === 200)).toEqual([[200, 'A report']]);
    expect(all.filter(([status]) => status === 409)).toHaveLength(29);
    expect(await call('/report', 'order-7')).toEqual([409, 'duplicate_request']);
    expect(runs).toBe(1);
    expect(await call('/bad', 'order-8')).toEqual([500, 'Internal Server Error']);
    await billing.settled();
    expect(await call('/now', 'order-9')).toEqual([200, '0.5']);
    expect(await call('/now', 'order-9')).toEqual([200, '0.5']);
    const after = await shop.balance();
    expect([before.posted - after.posted, after.held]).toEqual([2_500_000n, 0n]);
    await customer.authorisations.end(id);
    expect(await call('/report')).toEqual([403, 'authorisation_ended']);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}, 60_000);
