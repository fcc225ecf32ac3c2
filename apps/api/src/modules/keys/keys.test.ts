import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  openTestApplication,
  type TestApplication,
  type TestPerson,
} from '../../testing/test-application.js';
import { makeSecret } from './secrets.js';

let server: TestApplication;
let ada: TestPerson;
let moduleId: string;

beforeAll(async () => {
  server = await openTestApplication();
  ada = await server.signUp('Ada');
  const made = await server.modules.marketplace.ensureModule({
    ...{ slug: 'word-count', name: 'Word count', description: '', demo: false },
    ...{ upstreamUrl: 'https://agent.example/', publisherId: null },
    kind: 'a2a',
    price: { model: 'per_call', credits: '1', errorsBillable: false },
  });
  moduleId = made.id;
});
afterAll(() => server.close());

const identities = () => server.modules.keys.identities;
const as = (person: TestPerson) => ({
  post: (path: string, body: object = {}) =>
    request(server.app).post(path).set(person.headers).send(body),
  get: (path: string) => request(server.app).get(path).set(person.headers),
  patch: (path: string, body: object) =>
    request(server.app).patch(path).set(person.headers).send(body),
  delete: (path: string) => request(server.app).delete(path).set(person.headers),
});

async function newKey(body: object = {}): Promise<{ id: string; secret: string }> {
  const given = { name: 'Test', scopes: ['gateway', 'wallet:read'], ...body };
  const reply = await as(ada).post('/api/v1/api-keys', given).expect(201);
  return reply.body;
}

/** What a request with the key answers, in each of the three places that take one. */
async function statuses(secret: string): Promise<number[]> {
  const places = [
    { authorization: `Bearer ${secret}` },
    { 'x-api-key': secret },
    { 'x-agent-api-key': secret },
  ];
  const replies = places.map((headers) => request(server.app).get('/api/v1/wallet').set(headers));
  return (await Promise.all(replies)).map((reply) => reply.status);
}

describe('a key', () => {
  test('opens what its scopes say, in any of three headers, and is shown once', async () => {
    const made = await as(ada).post('/api/v1/api-keys', {
      name: 'CI',
      scopes: ['wallet:read'],
    });
    expect(made.body.secret).toMatch(/^tcr_live_[0-9A-Za-z]{49}$/);
    expect(made.body.hint).toBe(`tcr_live_…${made.body.secret.slice(-4)}`);
    expect(await statuses(made.body.secret)).toEqual([200, 200, 200]);
    const list = await as(ada).get('/api/v1/api-keys').expect(200);
    expect(JSON.stringify(list.body)).not.toContain(made.body.secret);
    const charges = await request(server.app)
      .get('/api/v1/usage')
      .set('x-api-key', made.body.secret);
    expect(charges.body.code).toBe('forbidden');
  });

  test('may be given a rate of its own, which the gateway sees at once', async () => {
    const rateOf = async (secret: string) => (await identities().byKey(secret))?.rateLimit;
    const key = await newKey({ rateLimit: { requests: 5, seconds: 10 } });
    expect(await rateOf(key.secret)).toEqual({ requests: 5, seconds: 10 });
    const path = `/api/v1/api-keys/${key.id}`;
    const changed = await as(ada).patch(path, { rateLimit: { requests: 1, seconds: 1 } });
    expect(changed.body.rateLimit).toEqual({ requests: 1, seconds: 1 });
    expect(await rateOf(key.secret)).toEqual({ requests: 1, seconds: 1 });
    await as(ada)
      .patch(path, { rateLimit: { requests: 0, seconds: 1 } })
      .expect(400);
    await as(ada).patch(path, { rateLimit: null }).expect(200);
    expect([await rateOf(key.secret), await rateOf((await newKey()).secret)]).toEqual([null, null]);
  });

  test('is refused everywhere at once when it is revoked, also from the cache', async () => {
    const key = await newKey();
    expect(await identities().byKey(key.secret)).toBeDefined();
    expect(await statuses(key.secret)).toEqual([200, 200, 200]);
    const revoked = await as(ada).delete(`/api/v1/api-keys/${key.id}`).expect(200);
    expect(revoked.body.revokedAt).not.toBeNull();
    expect(await identities().byKey(key.secret)).toBeUndefined();
    expect(await statuses(key.secret)).toEqual([401, 401, 401]);
    await as(ada).patch(`/api/v1/api-keys/${key.id}`, { name: 'Again' }).expect(409);
  });

  test('a look-up that was under way when the key was revoked is not remembered', async () => {
    const key = await newKey();
    const lookUp = identities().byKey(key.secret);
    await as(ada).delete(`/api/v1/api-keys/${key.id}`).expect(200);
    await lookUp;
    expect(await identities().byKey(key.secret)).toBeUndefined();
  });

  test('ends at its expiry, even while it is remembered', async () => {
    const expiresAt = new Date(server.core.environment.now().getTime() + 3000).toISOString();
    const key = await newKey({ expiresAt });
    expect(await identities().byKey(key.secret)).toBeDefined();
    server.clock.advance(3);
    expect(await identities().byKey(key.secret)).toBeUndefined();
    const past = await as(ada).post('/api/v1/api-keys', { name: 'Late', expiresAt });
    expect([past.status, past.body.code]).toEqual([400, 'invalid_request']);
  });

  test('after a rotation the old secret goes on for the grace and no longer', async () => {
    const key = await newKey();
    const path = `/api/v1/api-keys/${key.id}/rotate`;
    const rotated = await as(ada).post(path, { graceSeconds: 60 }).expect(200);
    expect(rotated.body.id).toBe(key.id);
    expect(await statuses(key.secret)).toEqual([200, 200, 200]);
    expect(await statuses(rotated.body.secret)).toEqual([200, 200, 200]);
    server.clock.advance(61);
    expect(await identities().byKey(key.secret)).toBeUndefined();
    expect(await identities().byKey(rotated.body.secret)).toBeDefined();
    const twice = await as(ada).post(path, { graceSeconds: 0 }).expect(200);
    expect(await identities().byKey(rotated.body.secret)).toBeUndefined();
    expect(await identities().byKey(twice.body.secret)).toBeDefined();
  });

  test('a change of its cap is what the next spend sees', async () => {
    const key = await newKey({ cap: { credits: '5', period: 'day' } });
    expect((await identities().byKey(key.secret))?.cap).toEqual({ credits: '5', period: 'day' });
    const changed = await as(ada)
      .patch(`/api/v1/api-keys/${key.id}`, { cap: { credits: '9', period: 'total' } })
      .expect(200);
    expect(changed.body.cap).toEqual({ credits: '9', period: 'total', used: '0', held: '0' });
    expect((await identities().byKey(key.secret))?.cap?.credits).toBe('9');
  });

  test('shows what its cap has used and held, as the ledger counts it', async () => {
    const key = await newKey({ cap: { credits: '50', period: 'month' } });
    const { ledger } = server.core;
    const organisationId = ada.organisationId;
    const lot = { type: 'grant', id: 'lot_test', walletId: organisationId, kind: 'promotional' };
    const grant = { ...lot, credits: 10_000_000n, basis: 0n, priority: 0, expiresAt: null };
    await ledger.submit([{ ...grant, source: null } as never]);
    const identity = await identities().byKey(key.secret);
    const limits = await server.modules.wallet.for({
      ...{ organisationId, moduleId, identity: identity ?? null },
    });
    const terms = { moduleId, publisherId: null, developerBps: 0, keyId: key.id, limits };
    const hold = { type: 'hold', walletId: organisationId, ...terms } as const;
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const results = await ledger.submit([
      { ...hold, id: 'hold_a', credits: 2_000_000n, expiresAt },
      { ...hold, id: 'hold_b', credits: 3_000_000n, expiresAt },
      { type: 'capture', id: 'use_a', holdId: 'hold_a', credits: 1_500_000n },
    ]);
    expect(results.map((result) => result.ok)).toEqual([true, true, true]);
    const list = await as(ada).get('/api/v1/api-keys').expect(200);
    const shown = list.body.data.find(({ id }: { id: string }) => id === key.id);
    expect(shown.cap).toEqual({ credits: '50', period: 'month', used: '1.5', held: '3' });
  });

  test('says when it was used last, written at most once a minute', async () => {
    const key = await newKey();
    const shown = async () => {
      await server.modules.keys.idle();
      const list = await as(ada).get('/api/v1/api-keys').expect(200);
      return list.body.data.find(({ id }: { id: string }) => id === key.id).lastUsedAt;
    };
    expect(await shown()).toBeNull();
    await identities().byKey(key.secret);
    const first = await shown();
    expect(first).not.toBeNull();
    server.clock.advance(30);
    await identities().byKey(key.secret);
    expect(await shown()).toBe(first);
    server.clock.advance(31);
    await identities().byKey(key.secret);
    expect((await shown()) > first).toBe(true);
  });

  test('that is mistyped, made up or of the other kind opens nothing', async () => {
    const { secret } = await newKey();
    const last = secret.endsWith('A') ? 'B' : 'A';
    const madeUp = makeSecret('tcr_live_', server.core.environment.randomBytes);
    for (const wrong of [`${secret.slice(0, -1)}${last}`, madeUp, 'tcr_live_', 'x', '']) {
      expect(await identities().byKey(wrong)).toBeUndefined();
    }
    expect(await identities().byConnection(secret)).toBeUndefined();
  });
});

describe('who may make keys', () => {
  test('nobody whose address is not confirmed', async () => {
    const bea = await server.signUp('Bea', { verified: false });
    const key = await as(bea).post('/api/v1/api-keys', { name: 'Early' });
    expect([key.status, key.body.code]).toEqual([403, 'email_not_verified']);
    const connection = await as(bea).post('/api/v1/connections', { moduleId });
    expect([connection.status, connection.body.code]).toEqual([403, 'email_not_verified']);
  });

  test('no key', async () => {
    const key = await newKey({ scopes: ['modules:write'] });
    const reply = await request(server.app)
      .post('/api/v1/api-keys')
      .set('x-api-key', key.secret)
      .send({ name: 'Child' });
    expect([reply.status, reply.body.code]).toEqual([403, 'forbidden']);
  });

  test('the scope admin is for platform admins, whose keys act as them while they are', async () => {
    const wish = { name: 'Root', scopes: ['admin'] };
    expect((await as(ada).post('/api/v1/api-keys', wish)).status).toBe(403);
    const root = await server.signUp('Root');
    await server.people.service.setPlatformRole(root.id, 'platform_admin', null);
    const { secret, id } = (await as(root).post('/api/v1/api-keys', wish).expect(201)).body;
    await request(server.app).get('/metrics').set('x-api-key', secret).expect(200);
    await server.people.service.setPlatformRole(root.id, 'product_manager', null);
    await request(server.app).get('/metrics').set('x-api-key', secret).expect(403);
    await server.people.service.setPlatformRole(root.id, 'platform_admin', null);

    const helper = await server.signUp('Helper');
    const invited = await as(root)
      .post(`/api/v1/organisations/${root.organisationId}/invitations`, {
        email: helper.email,
        role: 'administrator',
      })
      .expect(201);
    await as(helper).post(`/api/v1/invitations/${invited.body.id}/accept`).expect(200);
    const stolen = await as(helper)
      .post(`/api/v1/api-keys/${id}/rotate`)
      .set('x-organisation-id', root.organisationId);
    expect([stolen.status, stolen.body.code]).toEqual([403, 'forbidden']);
  });
});

test('a connection URL opens one module, with the workflow that Telex takes, until it is revoked', async () => {
  const made = await as(ada)
    .post('/api/v1/connections', { moduleId, cap: { credits: '3', period: 'day' } })
    .expect(201);
  const { id, url, workflow } = made.body;
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:4000\/gateway\/c\/tcc_[0-9A-Za-z]{49}$/);
  expect(workflow.nodes).toEqual([
    expect.objectContaining({ id: 'word_count', type: 'a2a/mastra-a2a-node', url }),
  ]);
  const token = url.slice(url.lastIndexOf('/') + 1);
  expect(await identities().byConnection(token)).toEqual({
    ...{ kind: 'connection', id, organisationId: ada.organisationId },
    ...{ scopes: ['gateway'], moduleIds: [moduleId], cap: { credits: '3', period: 'day' } },
  });
  expect(await identities().byKey(token)).toBeUndefined();
  await as(ada).delete(`/api/v1/connections/${id}`).expect(200);
  expect(await identities().byConnection(token)).toBeUndefined();
  const unknown = await as(ada).post('/api/v1/connections', { moduleId: 'mod_nothing' });
  expect([unknown.status, unknown.body.code]).toEqual([404, 'module_not_found']);
});

test('no file of the store and no log line holds a secret', async () => {
  const key = await newKey();
  const { body } = await as(ada).post('/api/v1/connections', { moduleId }).expect(201);
  const token = body.url.slice(body.url.lastIndexOf('/') + 1);
  await statuses(key.secret);
  await server.modules.keys.idle();
  const files = (await readdir(server.folder)).filter((name) => name.startsWith('credits'));
  // On MongoDB there are none.
  const isOnSqlite = process.env.MONGODB_URI === undefined;
  expect(files.some((name) => name.includes('.app.db'))).toBe(isOnSqlite);
  for (const file of files) {
    const bytes = await readFile(join(server.folder, file), 'latin1');
    expect([file, bytes.includes(key.secret), bytes.includes(token)]).toEqual([file, false, false]);
  }
  expect(server.logs.join('')).not.toContain(key.secret);
  expect(server.logs.join('')).not.toContain(token);
});
