import request from 'supertest';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '../foundation/app-error.js';
import { systemEnvironment } from '../foundation/system-environment.js';
import { testApp, testPrincipal, testRoute } from '../testing/test-app.js';
import { bind, type Call } from './bind.js';
import { createIdempotencyRecords } from './idempotency-records.js';

const pay = testRoute({
  ...{ operationId: 'pay', method: 'post', path: '/api/v1/pay', status: 201, idempotent: true },
  access: { kind: 'organisation', roles: ['administrator'], scopes: [] },
  body: z.strictObject({ credits: z.string(), note: z.string().optional() }),
});

/** An app whose one route does `work`, with a clock that the test moves. */
function payments(work: (call: Call<typeof pay>) => Promise<unknown>) {
  let now = new Date('2026-11-24T10:00:00Z');
  const environment = { ...systemEnvironment(), now: () => now };
  const made = testApp([bind(pay, work as never)], { environment });
  return {
    ...made,
    environment,
    advance(seconds: number) {
      now = new Date(now.getTime() + seconds * 1000);
    },
    post: (key: string | undefined, body: object = { credits: '1' }) => {
      const sent = request(made.app).post('/api/v1/pay').send(body);
      return key === undefined ? sent : sent.set('Idempotency-Key', key);
    },
  };
}

test('a money-moving request without a key is refused before anything is done', async () => {
  let runs = 0;
  const { post } = payments(async () => {
    runs += 1;
  });
  expect((await post(undefined)).body.code).toBe('idempotency_key_required');
  expect((await post('two words')).body.code).toBe('invalid_idempotency_key');
  expect((await post('k'.repeat(256))).body.code).toBe('invalid_idempotency_key');
  expect(runs).toBe(0);
});

test('the same request again gets the first answer and runs nothing', async () => {
  let runs = 0;
  const { post } = payments(async ({ stableId }) => {
    runs += 1;
    return { id: stableId('use'), runs };
  });
  const first = await post('one', { credits: '1', note: 'a' }).expect(201);
  expect(first.headers['idempotent-replayed']).toBeUndefined();
  expect(first.body.id).toMatch(/^use_/);
  const again = await post('one', { note: 'a', credits: '1' }).expect(201, first.body);
  expect(again.headers['idempotent-replayed']).toBe('true');
  const other = await post('two', { credits: '1', note: 'a' }).expect(201);
  expect(other.body.id).not.toBe(first.body.id);
  expect(runs).toBe(2);
});

test('a used key with another body is refused', async () => {
  const { post } = payments(async () => ({}));
  await post('one', { credits: '1' }).expect(201);
  const reply = await post('one', { credits: '2' }).expect(422);
  expect(reply.body.code).toBe('idempotency_key_reused');
});

test('of many at once exactly one runs; the others wait their turn or get its answer', async () => {
  let runs = 0;
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { post } = payments(async () => {
    runs += 1;
    await gate;
    return { runs };
  });
  const replies = Array.from({ length: 8 }, () => post('one').then((reply) => reply));
  await expect.poll(() => runs).toBe(1);
  const early = await post('one').expect(409);
  expect(early.body.code).toBe('idempotency_in_progress');
  expect(early.headers['retry-after']).toBe('1');
  release();
  const statuses = (await Promise.all(replies)).map((reply) => reply.status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(1);
  expect(new Set(statuses)).toEqual(new Set([201, 409]));
  expect(runs).toBe(1);
});

test('a request that crashed blocks its key until the lease ends, then makes the same ids', async () => {
  const ids: string[] = [];
  const { post, advance, documents, environment } = payments(async ({ stableId }) => {
    ids.push(stableId('pur'));
    return {};
  });
  // What a process leaves that was killed in the middle: a claim that nobody answers.
  const records = createIdempotencyRecords({ documents, ...environment });
  const crashed = { key: 'one', organisationId: 'org_1', operationId: 'pay' };
  await post('probe').expect(201);
  const sent = { body: { credits: '1' }, params: {}, query: {} };
  const { sha256Hex } = await import('../foundation/digests.js');
  const requestHash = sha256Hex(JSON.stringify(sent));
  const claim = await records.claim({ ...crashed, requestHash });
  expect(claim.kind).toBe('ours');
  expect((await post('one')).body.code).toBe('idempotency_in_progress');
  advance(61);
  await post('one').expect(201);
  const replay = await post('one').expect(201);
  expect(replay.headers['idempotent-replayed']).toBe('true');
  expect(ids).toHaveLength(2);
});

test('after a failure on our side the same request may be tried again, with the same ids', async () => {
  const ids: string[] = [];
  const { post, advance } = payments(async ({ stableId }) => {
    ids.push(stableId('pur'));
    if (ids.length === 1) {
      throw new AppError(503, 'ledger_unavailable', 'Try again.');
    }
    return { ok: true };
  });
  await post('one').expect(503);
  expect((await post('one', { credits: '9' })).body.code).toBe('idempotency_key_reused');
  advance(1);
  await post('one').expect(201);
  expect(ids[0]).toBe(ids[1]);
});

test('a refusal is an answer: it is kept, with the request id of each request', async () => {
  let runs = 0;
  const { post } = payments(async () => {
    runs += 1;
    throw new AppError(402, 'insufficient_credits', 'Buy more.', { needed: '5', available: '1' });
  });
  const first = await post('one').expect(402);
  const again = await post('one').expect(402);
  expect(again.headers['idempotent-replayed']).toBe('true');
  expect(again.headers['content-type']).toContain('application/problem+json');
  const { requestId, ...rest } = first.body;
  expect(again.body).toEqual({ ...rest, requestId: again.headers['x-request-id'] });
  expect(requestId).toBe(first.headers['x-request-id']);
  expect(runs).toBe(1);
});

test('keys of one organisation are not those of another', async () => {
  let runs = 0;
  let organisationId = 'org_1';
  const work = async () => {
    runs += 1;
    return {};
  };
  const { app } = testApp([bind(pay, work)], {
    authenticator: { authenticate: async () => ({ ...testPrincipal, organisationId }) },
  });
  const post = () =>
    request(app).post('/api/v1/pay').set('Idempotency-Key', 'one').send({ credits: '1' });
  await post().expect(201);
  organisationId = 'org_2';
  const reply = await post().expect(201);
  expect(reply.headers['idempotent-replayed']).toBeUndefined();
  expect(runs).toBe(2);
});

test('an invalid request does not use up its key', async () => {
  const { post } = payments(async () => ({}));
  await post('one', { credits: 1 }).expect(400);
  await post('one', { credits: '1' }).expect(201);
});
