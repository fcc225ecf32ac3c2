import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fromGateway, gatewayCallOf } from '@telex-credits/sdk';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { listen, stop } from './gateway/testing/stub.js';
import {
  openTestApplication,
  type TestApplication,
  type TestPerson,
} from './testing/test-application.js';

let server: TestApplication;
let url: string;
let demoPassword: string;
let alice: TestPerson;
let mallory: TestPerson;
/** A host on which both have a path of their own; its root is the operator's. */
let host: string;
let lines: string[];
let answer: (req: IncomingMessage, res: ServerResponse) => void;
const shared = createServer((req, res) => {
  if (req.url === '/.well-known/telex-credits.txt') {
    res.end(lines.join('\n'));
  } else {
    answer(req, res);
  }
});

beforeAll(async () => {
  server = await openTestApplication({}, { ALLOW_PRIVATE_UPSTREAMS: '1', DEMO: '1' });
  const { port, greeting } = await server.start();
  demoPassword = /password (\S+)/.exec(greeting.join('\n'))?.[1] ?? '';
  url = `http://127.0.0.1:${port}`;
  host = await listen(shared);
  alice = await server.signUp('Alice');
  mallory = await server.signUp('Mallory');
});
afterAll(async () => {
  await stop(shared);
  await server.close();
});
beforeEach(() => {
  lines = [];
  // A server that repeats whatever it is asked, in reply to every path.
  answer = (req, res) => res.end(JSON.stringify({ url: req.url, headers: req.headers }));
});

async function draft(person: TestPerson, slug: string, upstreamUrl: string) {
  const price = { model: 'free' };
  const reply = await request(server.app)
    .post('/api/v1/modules')
    .set(person.headers)
    .send({ slug, kind: 'http', name: slug, upstreamUrl, price })
    .expect(201);
  return reply.body;
}

const publish = (person: TestPerson, id: string) =>
  request(server.app).post(`/api/v1/modules/${id}/publish`).set(person.headers).send();
const move = (person: TestPerson, id: string, upstreamUrl: string) =>
  request(server.app).patch(`/api/v1/modules/${id}`).set(person.headers).send({ upstreamUrl });

it('on a shared host, whoever holds a path publishes nothing that the root does not vouch for', async () => {
  const own = await draft(alice, 'alice-agent', `${host}/users/alice/agent`);
  const stolen = await draft(mallory, 'stolen-agent', `${host}/users/alice/agent`);
  const refused = await publish(mallory, stolen.id).expect(409);
  expect(refused.body).toMatchObject({
    code: 'ownership_not_proven',
    url: `${host}${stolen.ownership.path}`,
    content: stolen.ownership.content,
  });
  lines = [own.ownership.content];
  const published = await publish(alice, own.id).expect(200);
  expect(published.body).toMatchObject({
    status: 'published',
    ownership: { path: own.ownership.path },
  });
  await publish(mallory, stolen.id).expect(409);
  const listing = await request(server.app).get('/api/v1/marketplace/alice-agent').expect(200);
  expect(JSON.stringify(listing.body)).not.toContain('telex-credits=');
});

it('a module that was proven moves to no address whose root does not vouch for it', async () => {
  const mine = createServer((_req, res) => res.end(lines.join('\n')));
  const origin = await listen(mine);
  const module = await draft(mallory, 'mover', `${origin}/agent`);
  lines = [module.ownership.content];
  await publish(mallory, module.id).expect(200);
  // The line of the old origin is no line for the new one.
  await move(mallory, module.id, `${host}/users/alice/agent`).expect(409);
  lines = [];
  await move(mallory, module.id, `${origin}/other`).expect(409);
  const listed = await request(server.app).get('/api/v1/modules').set(mallory.headers).expect(200);
  const now = listed.body.data.find(({ id }: { id: string }) => id === module.id);
  expect(now.upstreamUrl).toBe(`${origin}/agent`);
  await stop(mine);
});

it('the gateway calls what was published with a signature that the SDK knows by the server’s keys', async () => {
  const module = await draft(alice, 'guarded', `${host}/guarded?v=1`);
  const guard = fromGateway({ baseUrl: url, moduleId: module.id });
  answer = (req, res) =>
    guard(req, res, (error) => {
      res.statusCode = error === undefined ? 200 : 500;
      res.end(JSON.stringify(gatewayCallOf(req)));
    });
  lines = [module.ownership.content];
  await publish(alice, module.id).expect(200);
  const keys = await request(server.app)
    .post('/api/v1/api-keys')
    .set(alice.headers)
    .send({ name: 'Key', scopes: ['gateway'] })
    .expect(201);
  const called = await fetch(`${url}/gateway/http/guarded/run?q=%C3%BC`, {
    method: 'POST',
    headers: { 'x-api-key': keys.body.secret, 'content-type': 'text/plain' },
    body: 'hello',
  });
  expect(called.status).toBe(200);
  expect(await called.json()).toEqual({
    moduleId: module.id,
    usageId: called.headers.get('x-usage-id'),
    callerId: expect.stringMatching(/^clr_/),
  });
  const direct = await fetch(`${host}/guarded/run?v=1&q=%C3%BC`, { method: 'POST', body: 'hello' });
  expect(direct.status).toBe(401);
  const jwks: unknown = await (await fetch(`${url}/.well-known/telex-credits-keys`)).json();
  expect(jwks).toMatchObject({ keys: [{ kty: 'OKP', crv: 'Ed25519', use: 'sig' }] });
  expect(JSON.stringify(jwks)).not.toContain('"d"');
});

it('the demo’s modules are proven, answer through the gateway, and refuse whoever goes around it', async () => {
  const login = { email: 'publisher@demo.test', password: demoPassword };
  const signedIn = await request(server.app)
    .post('/api/auth/sign-in/email')
    .send(login)
    .expect(200);
  const headers = { authorization: `Bearer ${signedIn.headers['set-auth-token']}` };
  const { body } = await request(server.app).get('/api/v1/modules').set(headers).expect(200);
  const modules: { slug: string; upstreamUrl: string; ownership: { provenAt: string | null } }[] =
    body.data;
  expect(modules.map(({ slug }) => slug).sort()).toEqual(['text-tools', 'word-count']);
  for (const { upstreamUrl, ownership } of modules) {
    expect(ownership.provenAt).not.toBeNull();
    const direct = await fetch(upstreamUrl, { method: 'POST' });
    expect(await direct.json()).toMatchObject({ status: 401, code: 'unsigned_request' });
  }
  const card = await fetch(`${url}/gateway/a2a/word-count/.well-known/agent-card.json`);
  expect(await card.json()).toMatchObject({ name: 'Word count' });
});
