import { createServer } from 'node:http';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { fromGateway, gatewayCallOf } from '@telex-credits/sdk';
import express from 'express';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Rig, startRig } from './gateway/testing/rig.js';
import { listen, stop } from './gateway/testing/stub.js';

let rig: Rig;

beforeEach(async () => {
  rig = await startRig({
    ledger: ({ now }) => new ModelLedger({ now, baseCurrency: 'USD' }),
  });
  await rig.grant('100');
});
afterEach(async () => {
  await rig.close();
});

async function module(build: (app: express.Express) => void) {
  const app = express();
  build(app);
  const server = createServer(app);
  const origin = await listen(server);
  rig.addModule({ slug: 'app', kind: 'http', upstreamUrl: `${origin}/v1` });
  return { origin, close: () => stop(server) };
}
const guard = () =>
  fromGateway({
    baseUrl: 'https://credits.example',
    moduleId: 'mod_app',
    now: rig.clock.now,
    fetch: async () => Response.json({ keys: rig.gateway.signingKeys.published() }),
  });
const echo: express.RequestHandler = (req, res) => {
  res.json({ body: req.body ?? null, call: gatewayCallOf(req) ?? null });
};
const send = (body: string, headers: Record<string, string>) =>
  rig.ask({ path: '/gateway/http/app/echo', body, headers });
const asJson = { 'content-type': 'application/json; charset=utf-8' };

it('lets the gateway through to routes and body parsers, and refuses all others', async () => {
  const { origin, close } = await module((app) => {
    app.use('/v1', guard(), express.json(), express.urlencoded(), echo);
  });
  const got = await send('{"a":  [1]}', asJson);
  expect(got.json).toEqual({
    body: { a: [1] },
    call: expect.objectContaining({ usageId: got.headers['x-usage-id'] }),
  });
  expect((await rig.ask({ path: '/gateway/http/app/echo' })).json.body).toBeNull();
  const bytes = (await send('plain', { 'content-type': 'text/plain' })).json.body;
  expect(Object.values(bytes)).toEqual([...Buffer.from('plain')]);
  expect((await send('{', asJson)).status).toBe(400);
  const direct = await fetch(`${origin}/v1/echo`, { method: 'POST', body: '{}' });
  expect(direct.status).toBe(401);
  expect(direct.headers.get('content-type')).toBe('application/problem+json');
  expect(direct.headers.get('www-authenticate')).toContain('Signature');
  expect(await direct.json()).toMatchObject({ status: 401, code: 'unsigned_request' });
  await close();
});

it('takes bytes that a parser has kept, and says so where one has kept none', async () => {
  const keep = express.json({
    verify: (req, _res, bytes) => Object.assign(req, { rawBody: bytes }),
  });
  const kept = await module((app) => app.use(keep, guard(), echo));
  expect((await send('{"a": 1}', asJson)).json.body).toEqual({ a: 1 });
  await kept.close();
  const errors: unknown[] = [];
  const late = await module((app) => {
    app.use(express.json(), guard(), echo);
    app.use(((error, _req, res, _next) => {
      errors.push(error);
      res.status(500).end();
    }) satisfies express.ErrorRequestHandler);
  });
  expect((await send('{"a": 1}', asJson)).status).toBe(500);
  expect(errors).toMatchObject([{ code: 'body_already_read' }]);
  await late.close();
});

it('refuses with 503 while the keys cannot be read', async () => {
  const { close } = await module((app) => {
    const fetch = async () => Promise.reject(new TypeError('fetch failed'));
    const options = { baseUrl: 'https://credits.example', moduleId: 'mod_app', fetch };
    app.use(fromGateway(options), echo);
  });
  const got = await send('{}', asJson);
  expect([got.status, got.headers['retry-after'], got.json.code]).toEqual([
    ...[503, '2', 'signing_keys_unavailable'],
  ]);
  await close();
});
