import { readFile, stat } from 'node:fs/promises';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  openTestApplication,
  type TestApplication,
  testPassword,
} from '../../testing/test-application.js';

const onSqlite = process.env.MONGODB_URI === undefined;

let server: TestApplication;

beforeAll(async () => {
  server = await openTestApplication({ authLimits: { account: { points: 3, seconds: 60 } } });
});
afterAll(() => server.close());

const origin = 'http://127.0.0.1:4000';

function signIn(email: string, password = testPassword) {
  return request(server.app).post('/api/auth/sign-in/email').send({ email, password });
}

describe('signing up', () => {
  test('makes an account, a personal organisation and its wallet, with our ids', async () => {
    const ada = await server.signUp('Ada', { verified: false });
    const { body } = await request(server.app).get('/api/v1/me').set(ada.headers).expect(200);
    expect(body.person).toEqual({
      id: expect.stringMatching(/^usr_/),
      email: 'ada@example.test',
      name: 'Ada',
      emailVerified: false,
      platformRole: null,
    });
    expect(body.organisations).toEqual([
      {
        ...{ id: body.organisationId, name: 'Ada', role: 'administrator', personal: true },
        managedBy: null,
      },
    ]);
    expect(body.organisationId).toMatch(/^org_/);
    const wallet = await server.core.ledger.wallet(body.organisationId);
    expect(wallet).toMatchObject({ posted: 0n, held: 0n });
  });

  test('a crash between account and organisation is repaired by signing in, or up, again', async () => {
    const dora = 'dora@example.test';
    const { ledger } = server.core;
    const submit = ledger.submit;
    ledger.submit = async () => [
      { ok: false, refusal: { code: 'unknown' }, replayed: false } as const,
    ];
    const body = { email: dora, password: testPassword, name: 'Dora' };
    const refused = await request(server.app).post('/api/auth/sign-up/email').send(body);
    ledger.submit = submit;
    expect([refused.status, refused.body.code]).toEqual([503, 'ledger_unavailable']);
    // On MongoDB the account was undone with the rest; on SQLite it waits for its organisation.
    const again = request(server.app).post('/api/auth/sign-up/email').send(body);
    const reply = await (onSqlite ? signIn(dora) : again).expect(200);
    const me = await request(server.app)
      .get('/api/v1/me')
      .set('authorization', `Bearer ${reply.headers['set-auth-token']}`)
      .expect(200);
    expect(await ledger.wallet(me.body.organisationId)).toBeDefined();
  });

  test('the link in the mail confirms the address and leads to the dashboard', async () => {
    const bea = await server.signUp('Bea', { verified: false });
    const link = new URL(await server.mailedLink(bea.email));
    expect(link.origin).toBe(origin);
    const reply = await request(server.app).get(`${link.pathname}${link.search}`).expect(302);
    expect(reply.headers.location).toBe(`${origin}/confirmed`);
    const me = await request(server.app).get('/api/v1/me').set(bea.headers).expect(200);
    expect(me.body.person.emailVerified).toBe(true);
    expect(server.logs.some((line) => line.includes(link.href))).toBe(true);
  });

  test('a made-up link leads back with an error', async () => {
    const callback = encodeURIComponent(`${origin}/confirmed`);
    const path = `/api/auth/verify-email?token=nonsense&callbackURL=${callback}`;
    const reply = await request(server.app).get(path).expect(302);
    expect(reply.headers.location).toContain('error=');
  });

  test('a link cannot be made to lead to another site', async () => {
    for (const target of ['https://evil.test/', '//evil.test/', '\\\\evil.test', 'javascript:1']) {
      const query = { token: 'x', callbackURL: target };
      const reply = await request(server.app).get('/api/auth/verify-email').query(query);
      expect([target, reply.status, reply.body.code]).toEqual([target, 400, 'invalid_request']);
    }
    const body = { email: 'ada@example.test', redirectTo: 'https://evil.test/' };
    await request(server.app).post('/api/auth/request-password-reset').send(body).expect(400);
  });
});

describe('sessions', () => {
  test('a wrong password is a problem with a stable code, and says no more', async () => {
    await server.signUp('Cleo');
    const reply = await signIn('cleo@example.test', 'wrong password').expect(401);
    expect(reply.headers['content-type']).toContain('application/problem+json');
    expect(reply.body).toMatchObject({ code: 'invalid_email_or_password', status: 401 });
    const unknown = await signIn('nobody@example.test', 'wrong password').expect(401);
    expect(unknown.body.code).toBe(reply.body.code);
  });

  test('guesses at one account end in 429 with Retry-After, and other accounts go on', async () => {
    await server.signUp('Eve');
    for (let guess = 0; guess < 3; guess += 1) {
      await signIn('eve@example.test', `guess number ${guess}`).expect(401);
    }
    const reply = await signIn('EVE@example.test').expect(429);
    expect(reply.body.code).toBe('rate_limited');
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
    await server.signUp('Fay');
    await signIn('fay@example.test').expect(200);
  });

  test('after a sign-out neither token nor cookie opens anything', async () => {
    const gus = await server.signUp('Gus');
    await request(server.app).get('/api/v1/me').set(gus.headers).expect(200);
    await request(server.app).post('/api/auth/sign-out').set(gus.headers).expect(200);
    const reply = await request(server.app).get('/api/v1/me').set(gus.headers).expect(401);
    expect(reply.body.code).toBe('not_signed_in');
  });

  test('a forgotten password is replaced by the mailed link, once, and every session ends', async () => {
    const ola = await server.signUp('Ola');
    await request(server.app).get('/api/v1/me').set(ola.headers).expect(200);
    const ask = (email: string) =>
      request(server.app).post('/api/auth/request-password-reset').send({ email });
    const unknown = await ask('nobody.at.all@example.test').expect(200);
    const known = await ask(ola.email).expect(200);
    expect(known.body).toEqual(unknown.body);
    const link = new URL(await server.mailedLink(ola.email));
    expect([link.origin, link.pathname]).toEqual([origin, '/reset-password']);
    const reset = (newPassword: string) =>
      request(server.app)
        .post('/api/auth/reset-password')
        .send({ token: link.searchParams.get('token'), newPassword });
    const short = await reset('short').expect(400);
    expect(short.body.code).toBe('password_too_short');
    await reset('another horse').expect(200);
    const again = await reset('a third horse').expect(400);
    expect(again.body.code).toBe('invalid_token');
    await request(server.app).get('/api/v1/me').set(ola.headers).expect(401);
    await signIn(ola.email).expect(401);
    await signIn(ola.email, 'another horse').expect(200);
  });

  test('a forged token opens nothing', async () => {
    const hal = await server.signUp('Hal');
    const [token] = hal.token.split('.');
    const forged = { authorization: `Bearer ${token}.${'A'.repeat(43)}%3D` };
    await request(server.app).get('/api/v1/me').set(forged).expect(401);
  });

  test('a cookie reads, and changes things only from our own pages', async () => {
    const ivy = await server.signUp('Ivy');
    const signedIn = await signIn(ivy.email).expect(200);
    const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
    expect(String(signedIn.headers['set-cookie'])).toContain('HttpOnly');
    await request(server.app).get('/api/v1/me').set({ cookie }).expect(200);
    const create = () => request(server.app).post('/api/v1/api-keys').send({ name: 'from a page' });
    const foreign = await create().set({ cookie, origin: 'https://evil.test' }).expect(403);
    expect(foreign.body.code).toBe('origin_not_allowed');
    await create().set({ cookie }).expect(403);
    await create().set({ cookie, origin }).expect(201);
  });

  test('doors of better-auth that the contract does not name are closed', async () => {
    const jan = await server.signUp('Jan');
    const paths = ['delete-user', 'change-email', 'update-user', 'error', 'ok'];
    for (const path of paths) {
      const reply = await request(server.app).post(`/api/auth/${path}`).set(jan.headers).send({});
      expect([path, reply.status]).toEqual([path, 404]);
    }
  });

  test('no token or password gets into the log', async () => {
    const kim = await server.signUp('Kim');
    await request(server.app).get('/api/v1/me').set(kim.headers).expect(200);
    const log = server.logs.join('');
    expect(log).toContain('/api/v1/me');
    expect(log).not.toContain(kim.token);
    expect(log).not.toContain(testPassword);
  });

  test.runIf(onSqlite)('a made secret key is readable by its owner only', async () => {
    const { mode } = await stat(`${server.folder}/secret.key`);
    expect(mode & 0o777).toBe(0o600);
    expect((await readFile(`${server.folder}/secret.key`, 'utf8')).length).toBeGreaterThan(32);
  });
});
