import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTelexStage, type TelexStage } from '../../testing/telex-stage.js';
import { openTestApplication, testPassword } from '../../testing/test-application.js';
import { createTelexRepository } from './repository.js';

let stage: TelexStage;
let number = 0;

beforeAll(async () => {
  stage = await openTelexStage({ authLimits: { account: { points: 4, seconds: 60 } } });
});
afterAll(() => stage.close());
beforeEach(() => stage.telex.faults.clear());

/** Somebody with an account at Telex, under an address that nobody else has. */
function telexUser(name = 'Ada Obi') {
  number += 1;
  const email = `person${number}@telex.test`;
  return stage.telex.addUser({ name, email, password: `telex secret number ${number}` });
}

const callsOfTelex = () => stage.telex.requests.length;

describe('signing in with Telex', () => {
  test('makes a person with a home and a session as any other, by cookie and by bearer token', async () => {
    const ada = telexUser('Ada Obi');
    const reply = await stage.tryToSignIn(ada).expect(200);
    expect(reply.headers['set-auth-token']).toBeDefined();
    const cookie = String(reply.headers['set-cookie']).split(';')[0] ?? '';
    const me = await request(stage.server.app).get('/api/v1/me').set({ cookie }).expect(200);
    expect(me.body.person).toMatchObject({ email: ada.email, name: 'Ada Obi' });
    const wallet = await stage.server.core.ledger.wallet(me.body.organisationId);
    expect(wallet).toMatchObject({ posted: 0n });
    const again = await stage.signIn(ada);
    expect(again.id).toBe(me.body.person.id);
  });

  test('two first sign-ins at once are one person', async () => {
    const ada = telexUser();
    const [one, two] = await Promise.all([stage.signIn(ada), stage.signIn(ada)]);
    expect(one.id).toBe(two.id);
  });

  test('a new address at Telex signs in the same person', async () => {
    const ada = telexUser();
    const before = await stage.signIn(ada);
    ada.email = `moved.${ada.email}`;
    const after = await stage.signIn(ada);
    expect(after).toMatchObject({ id: before.id, email: ada.email });
  });

  test('a wrong password gets the answer of a wrong password, known or not', async () => {
    const ada = telexUser();
    const ours = await request(stage.server.app)
      .post('/api/auth/sign-in/email')
      .send({ email: 'nobody@example.test', password: 'wrong password' });
    const wrong = await stage.tryToSignIn({ email: ada.email, password: 'wrong' });
    const unknown = await stage.tryToSignIn({ email: 'no@telex.test', password: 'wrong' });
    for (const { status, body } of [wrong, unknown]) {
      expect([status, body.code, body.detail]).toEqual([401, ours.body.code, ours.body.detail]);
    }
  });

  test('guesses end in 429 before Telex is asked, however the address is written', async () => {
    const ada = telexUser();
    for (let guess = 0; guess < 4; guess += 1) {
      await stage.tryToSignIn({ email: ada.email, password: `guess ${guess}` }).expect(401);
    }
    const asked = callsOfTelex();
    for (const email of [ada.email, ada.email.toUpperCase(), ` ${ada.email}`]) {
      const reply = await stage.tryToSignIn({ email, password: ada.password }).expect(429);
      expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(callsOfTelex()).toBe(asked);
    await stage.signIn(telexUser());
  });

  test('nothing is asked of Telex for a body that is none', async () => {
    const asked = callsOfTelex();
    const post = (body: object) =>
      request(stage.server.app).post('/api/auth/sign-in/telex').send(body);
    await post({ email: 'ada@telex.test' }).expect(400);
    await post({ email: ['ada@telex.test'], password: 'x' }).expect(400);
    await post({ email: 'ada@telex.test', password: 'x', name: 'y' }).expect(400);
    expect(callsOfTelex()).toBe(asked);
  });

  test.each([
    ['500', { kind: 'answer', when: 'before', status: 500 }],
    ['a page', { kind: 'text', when: 'before', text: '<html>busy</html>' }],
    ['broken JSON', { kind: 'text', when: 'before', text: '{"status":"succ' }],
    ['no data', { kind: 'text', when: 'before', text: '{"status":"success"}' }],
    ['a cut line', { kind: 'close', when: 'before' }],
    ['a redirect', { kind: 'text', when: 'before', status: 302, text: '' }],
  ] as const)('of a Telex that answers %s nothing is made', async (_name, fault) => {
    const doors = ['POST /api/v1/auth/login', 'GET /api/v1/users'];
    for (const on of doors) {
      const ada = telexUser();
      stage.telex.faults.add({ ...fault, on });
      const reply = await stage.tryToSignIn(ada);
      expect([on, reply.status, reply.body.code]).toEqual([on, 502, 'telex_failed']);
      expect(reply.headers['set-cookie']).toBeUndefined();
      const { collection } = repositoryOf(stage);
      expect(await collection.get(ada.id)).toBeUndefined();
      expect(stage.telex.faults.left).toBe(0);
    }
  });

  test('neither password nor token is in a reply, a log, a mail, or readable in the database', async () => {
    const ada = telexUser();
    const reply = await stage.tryToSignIn(ada).expect(200);
    await stage.tryToSignIn({ ...ada, password: 'my other secret' });
    const tokens = stage.telex.tokens();
    expect(tokens.length).toBeGreaterThan(0);
    const { folder, logs } = stage.server;
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const kept = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    const places = {
      reply: JSON.stringify([reply.body, reply.headers]),
      logs: logs.join(''),
      kept: kept.join(''),
    };
    for (const secret of [ada.password, 'my other secret', ...tokens]) {
      for (const [place, text] of Object.entries(places)) {
        expect([place, text.includes(secret)]).toEqual([place, false]);
      }
    }
  });

  test('asks Telex nothing that it does not know', () => {
    expect(stage.telex.violations).toEqual([]);
  });
});

test('where Telex is not set up the door says so', async () => {
  const server = await openTestApplication();
  try {
    const reply = await request(server.app)
      .post('/api/auth/sign-in/telex')
      .send({ email: 'ada@telex.test', password: 'secret' });
    expect([reply.status, reply.body.code]).toEqual([404, 'telex_not_configured']);
    const options = await request(server.app).get('/api/v1/sign-in-options').expect(200);
    expect(options.body).toEqual({ telex: false });
  } finally {
    await server.close();
  }
});

function repositoryOf({ server }: TelexStage) {
  return createTelexRepository(server.core.documents);
}

test('passwords of accounts here are none at Telex, and the other way about', async () => {
  const local = await stage.server.signUp('Bea');
  const bea = stage.telex.addUser({ email: local.email, password: 'at telex only' });
  const reply = await stage.tryToSignIn({ email: bea.email, password: testPassword });
  expect(reply.status).toBe(401);
  const ours = { email: local.email, password: bea.password };
  await request(stage.server.app).post('/api/auth/sign-in/email').send(ours).expect(401);
});
