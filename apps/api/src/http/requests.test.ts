import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '../foundation/app-error.js';
import { testApp, testPrincipal, testRoute } from '../testing/test-app.js';
import { bind, bindRaw } from './bind.js';

const echo = testRoute({
  method: 'post',
  path: '/api/v1/echo/{id}',
  params: z.strictObject({ id: z.string().max(5) }),
  query: z.strictObject({ limit: z.coerce.number().int().max(10).default(1) }),
  body: z.strictObject({ name: z.string(), nested: z.strictObject({ n: z.int() }).optional() }),
});
const noBody = testRoute({ method: 'post', path: '/api/v1/nothing' });
const { app } = testApp([
  bind(echo, async ({ params, query, body }) => ({ params, query, body })),
  bind(noBody, async ({ body }) => ({ body: body ?? null })),
]);

/** Every refusal has the same shape; answers its code. */
function problem(reply: request.Response): string {
  expect(reply.headers['content-type']).toContain('application/problem+json');
  expect(reply.body).toMatchObject({
    type: `urn:telex-credits:problem:${reply.body.code}`,
    title: expect.any(String),
    status: reply.status,
    detail: expect.any(String),
    requestId: reply.headers['x-request-id'],
  });
  return `${reply.status} ${reply.body.code}`;
}

describe('a bad request is refused with a stable code', () => {
  const post = (path = '/api/v1/echo/a') => request(app).post(path);

  test('broken JSON', async () => {
    const reply = await post().type('json').send('{"name": ');
    expect(problem(reply)).toBe('400 invalid_json');
    expect(JSON.stringify(reply.body)).not.toMatch(/position|Unexpected|at /);
  });

  test('JSON that is no object', async () => {
    expect(problem(await post().type('json').send('"text"'))).toBe('400 invalid_json');
    expect(problem(await post().send([]))).toBe('400 invalid_request');
  });

  test('another content type, or none', async () => {
    expect(problem(await post().type('form').send('name=x'))).toBe('415 unsupported_media_type');
    expect(problem(await post().type('text/plain').send('{}'))).toBe('415 unsupported_media_type');
    const latin = await post().type('application/json; charset=latin1').send('{"name":"x"}');
    expect(problem(latin)).toBe('415 unsupported_media_type');
  });

  test('a body of more than 256 kB', async () => {
    const reply = await post().send({ name: 'x'.repeat(256 * 1024) });
    expect(problem(reply)).toBe('413 body_too_large');
  });

  test('everything that is wrong is listed at once', async () => {
    const reply = await post('/api/v1/echo/too-long?limit=99&colour=red').send({
      name: 7,
      extra: true,
      nested: { n: 1.5 },
    });
    expect(problem(reply)).toBe('400 invalid_request');
    const paths = reply.body.problems.map((one: { path: string }) => one.path);
    expect(paths.sort()).toEqual([
      ...['body', 'body.name', 'body.nested.n', 'params.id', 'query', 'query.limit'],
    ]);
  });

  test('a missing body, and a body where none is taken', async () => {
    expect(problem(await post())).toBe('400 invalid_request');
    const surplus = await request(app).post('/api/v1/nothing').send({ name: 'x' });
    expect(problem(surplus)).toBe('400 invalid_request');
    await request(app).post('/api/v1/nothing').send({}).expect(200, { body: null });
  });

  test('a parameter given twice, and a path that is no text', async () => {
    expect(problem(await post('/api/v1/echo/a?limit=1&limit=2').send({ name: 'x' }))).toBe(
      '400 invalid_request',
    );
    expect(problem(await post('/api/v1/echo/%E0%A4%A').send({ name: 'x' }))).toBe(
      '400 invalid_request',
    );
  });

  test('members named like JavaScript internals do nothing', async () => {
    const reply = await post().type('json').send('{"name":"x","__proto__":{"admin":true}}');
    expect([200, 400]).toContain(reply.status);
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
  });

  test('an unknown path, and another method of a known one', async () => {
    expect(problem(await request(app).get('/api/v1/nowhere'))).toBe('404 not_found');
    const reply = await request(app).delete('/api/v1/echo/a');
    expect(problem(reply)).toBe('405 method_not_allowed');
    expect(reply.headers.allow).toBe('POST');
  });
});

describe('every reply', () => {
  test('carries the request id: the caller’s own where it is plain, else a fresh one', async () => {
    const get = (id: string) => request(app).get('/healthz').set('X-Request-Id', id);
    expect((await get('trace-12345678')).headers['x-request-id']).toBe('trace-12345678');
    expect((await get('no spaces allowed')).headers['x-request-id']).toMatch(/^req_/);
    expect((await get('x'.repeat(200))).headers['x-request-id']).toMatch(/^req_/);
  });

  test('says nothing of what went wrong inside', async () => {
    const { app: broken, logs } = testApp([
      bind(testRoute({}), () => {
        throw new Error('SELECT secret FROM keys');
      }),
    ]);
    const reply = await request(broken).get('/api/v1/test');
    expect(problem(reply)).toBe('500 internal_error');
    expect(JSON.stringify(reply.body)).not.toContain('SELECT');
    expect(logs.join('')).toContain('SELECT');
  });

  test('is checked against the contract outside production', async () => {
    const wrong = testRoute({ reply: z.strictObject({ n: z.number() }) });
    const handler = async () => ({ n: 1, secret: 'x' });
    const reply = await request(testApp([bind(wrong, handler)]).app).get('/api/v1/test');
    expect(problem(reply)).toBe('500 internal_error');
  });

  test('has security headers and may be read by pages of our own origin only', async () => {
    const ours = await request(app).get('/healthz').set('Origin', 'https://app.example.test');
    expect(ours.headers['access-control-allow-origin']).toBe('https://app.example.test');
    expect(ours.headers['content-security-policy']).toContain("default-src 'self'");
    expect(ours.headers['x-content-type-options']).toBe('nosniff');
    expect(ours.headers['strict-transport-security']).toBeDefined();
    expect(ours.headers['x-powered-by']).toBeUndefined();
    const foreign = await request(app).get('/healthz').set('Origin', 'https://evil.test');
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
    const preflight = await request(app)
      .options('/api/v1/nothing')
      .set({ Origin: 'https://app.example.test', 'Access-Control-Request-Method': 'POST' });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-headers']).toContain('Idempotency-Key');
  });
});

describe('who may call', () => {
  const roles = ['administrator'] as const;
  const forAdmins = testRoute({ access: { kind: 'organisation', roles, scopes: ['usage:read'] } });
  const forPlatform = testRoute({ access: { kind: 'platform', roles: ['platform_admin'] } });
  const answerTo = (route: typeof forAdmins, principal: typeof testPrincipal | null) =>
    request(testApp([bind(route, async () => ({ ok: true }))], { principal }).app).get(
      '/api/v1/test',
    );
  const key = { kind: 'key', keyId: 'key_1', organisationId: 'org_1', moduleIds: null } as const;

  test('nobody: 401 and how to sign in', async () => {
    const reply = await answerTo(forAdmins, null);
    expect(problem(reply)).toBe('401 not_signed_in');
    expect(reply.headers['www-authenticate']).toBe('Bearer');
  });

  test('another role: 403 with the roles that may', async () => {
    const reply = await answerTo(forAdmins, { ...testPrincipal, role: 'guest' } as never);
    expect(problem(reply)).toBe('403 forbidden');
    expect(reply.body.neededRoles).toEqual(['administrator']);
  });

  test('a key with one of the scopes, and no other', async () => {
    expect((await answerTo(forAdmins, { ...key, scopes: ['usage:read'] })).status).toBe(200);
    const reply = await answerTo(forAdmins, { ...key, scopes: ['gateway', 'admin'] });
    expect(problem(reply)).toBe('403 forbidden');
    expect(reply.body.neededScopes).toEqual(['usage:read']);
  });

  test('platform routes take no administrator of an organisation', async () => {
    expect(problem(await answerTo(forPlatform, testPrincipal))).toBe('403 forbidden');
    expect(problem(await answerTo(forPlatform, { ...key, scopes: ['admin'] }))).toBe(
      '403 forbidden',
    );
    const admin = { ...testPrincipal, platformRole: 'platform_admin' } as never;
    expect((await answerTo(forPlatform, admin)).status).toBe(200);
  });
});

test('too many requests of one caller: 429 with Retry-After and RateLimit headers', async () => {
  const limited = testApp([bind(testRoute({}), async () => ({}))], {
    limits: { principal: { points: 2, seconds: 60 } },
  });
  const first = await request(limited.app).get('/api/v1/test').expect(200);
  expect(first.headers['ratelimit-policy']).toBe('"caller";q=2;w=60');
  expect(first.headers.ratelimit).toMatch(/^"caller";r=1;t=\d+$/);
  await request(limited.app).get('/api/v1/test').expect(200);
  const reply = await request(limited.app).get('/api/v1/test');
  expect(problem(reply)).toBe('429 rate_limited');
  expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
});

test('a stream that fails before its first byte answers a problem', async () => {
  const raw = testRoute({ produces: 'text/event-stream' });
  const { app: streams } = testApp([
    bindRaw(raw, () => {
      throw new AppError(404, 'stream_not_found', 'No such stream.');
    }),
  ]);
  expect(problem(await request(streams).get('/api/v1/test'))).toBe('404 stream_not_found');
});

test('readiness fails while a check fails or the server drains; health does not', async () => {
  let draining = false;
  let broken = true;
  const check = async () => {
    if (broken) {
      throw new Error('disk full at secret path');
    }
  };
  const { app: ready } = testApp([], {
    ...{ checks: [{ name: 'ledger', check }], isDraining: () => draining },
  });
  const down = await request(ready).get('/readyz').expect(503);
  expect(down.body).toEqual({ status: 'unavailable', checks: { ledger: 'unavailable' } });
  broken = false;
  await request(ready)
    .get('/readyz')
    .expect(200, { status: 'ok', checks: { ledger: 'ok' } });
  draining = true;
  await request(ready).get('/readyz').expect(503);
  await request(ready).get('/healthz').expect(200, { status: 'ok' });
});
