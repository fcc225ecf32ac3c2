import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from './client.js';
import { isCode, TelexCreditsError } from './errors.js';
import type { ClientOptions } from './options.js';
import {
  broken,
  json,
  problem,
  type Step,
  scriptedFetch,
  silent,
} from './testing/scripted-fetch.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const secret = 'tcr_live_s3cr3t';
const hold = { moduleId: 'mod_1', credits: '1' };

function scripted(steps: readonly Step[], options: Partial<ClientOptions> = {}) {
  const { fetch, seen } = scriptedFetch(...steps);
  const client = createClient({
    ...{ baseUrl: 'https://credits.test/', apiKey: secret, fetch },
    ...options,
  });
  return { client, seen };
}

/** Lets time pass until the call has ended. */
async function ended<T>(call: Promise<T>): Promise<T | unknown> {
  const settled = call.catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return settled;
}

const keysOf = (seen: { headers: Headers }[]) =>
  seen.map(({ headers }) => headers.get('idempotency-key'));

describe('Idempotency-Keys', () => {
  it('one call has one key over all its attempts, and the next call another', async () => {
    const { client, seen } = scripted([
      broken,
      problem(503, 'ledger_unavailable'),
      json({ id: 'a' }),
    ]);
    expect(await ended(client.holds.create(hold))).toEqual({ id: 'a' });
    await ended(client.holds.create(hold));
    const keys = keysOf(seen);
    expect(keys).toHaveLength(4);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(keys[3]).not.toBe(keys[0]);
  });

  it('a key of the caller is sent as it is', async () => {
    const { client, seen } = scripted([broken, json({})]);
    await ended(client.charges.create(hold, { idempotencyKey: 'order-7' }));
    expect(keysOf(seen)).toEqual(['order-7', 'order-7']);
  });

  it('a repetition that meets its own first attempt still at work waits for its answer', async () => {
    const running = problem(409, 'idempotency_in_progress', { headers: { 'retry-after': '1' } });
    const { client, seen } = scripted([broken, running, json({ id: 'hold_1' })]);
    expect(await ended(client.holds.create(hold))).toEqual({ id: 'hold_1' });
    expect(seen).toHaveLength(3);
  });

  it('an answer that was given before is told from a lost one of this very call', async () => {
    const replayed = { headers: { 'idempotent-replayed': 'true' } };
    const before = json({ id: 'a' }, 201, replayed.headers);
    const running = problem(409, 'idempotency_in_progress', { headers: { 'retry-after': '1' } });
    for (const [steps, times] of [
      [[json({ id: 'a' }, 201)], 0],
      [[before], 1],
      [[running, before], 1],
      [[problem(402, 'insufficient_credits', replayed)], 1],
      [[broken, before], 0],
      [[problem(503, 'ledger_unavailable'), before], 0],
    ] as const) {
      const { client } = scripted(steps);
      const onReplayed = vi.fn();
      await ended(client.holds.create(hold, { idempotencyKey: 'order-7', onReplayed }));
      expect(onReplayed).toHaveBeenCalledTimes(times);
    }
  });
});

describe('repetitions', () => {
  it('a POST without a key is never sent twice', async () => {
    for (const step of [broken, problem(503, 'x'), problem(429, 'rate_limited')]) {
      const { client, seen } = scripted([step, json({})]);
      expect(await ended(client.keys.create({ name: 'a' }))).toBeInstanceOf(TelexCreditsError);
      expect(seen).toHaveLength(1);
    }
  });

  it('are bounded, and the last failure is thrown', async () => {
    const { client, seen } = scripted([broken], { retries: 3 });
    expect(await ended(client.wallet.get())).toMatchObject({ code: 'network_error', status: null });
    expect(seen).toHaveLength(4);
    await ended(client.wallet.get({ retries: 0 }));
    expect(seen).toHaveLength(5);
  });

  it('wait as long as Retry-After says, but not for ever', async () => {
    const limited = problem(429, 'rate_limited', { headers: { 'retry-after': '7' } });
    const { client, seen } = scripted([limited, json({})]);
    const call = client.wallet.get();
    await vi.advanceTimersByTimeAsync(6999);
    expect(seen).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await call;
    expect(seen).toHaveLength(2);
    const long = problem(429, 'rate_limited', { headers: { 'retry-after': '3600' } });
    const patient = scripted([long, json({})]);
    expect(await ended(patient.client.wallet.get())).toMatchObject({ retryAfterSeconds: 3600 });
    expect(patient.seen).toHaveLength(1);
  });

  it('are not made after a refusal that repeating cannot mend', async () => {
    for (const status of [400, 401, 402, 403, 404, 409, 422, 500]) {
      const { client, seen } = scripted([problem(status, 'no'), json({})]);
      expect(await ended(client.wallet.get())).toMatchObject({ status });
      expect(seen).toHaveLength(1);
    }
  });

  it('end with the signal, while waiting and while sending, with its reason', async () => {
    const { client, seen } = scripted([broken]);
    const stop = new AbortController();
    const call = client.wallet.get({ signal: stop.signal, retries: 10 }).catch((error) => error);
    await vi.advanceTimersByTimeAsync(10);
    stop.abort(new Error('stopped'));
    expect(await call).toMatchObject({ message: 'stopped' });
    expect(seen).toHaveLength(1);
    const hanging = scripted([silent]);
    const later = new AbortController();
    const sent = hanging.client.wallet.get({ signal: later.signal }).catch((error) => error);
    await vi.advanceTimersByTimeAsync(10);
    later.abort(new Error('stopped'));
    expect(await sent).toMatchObject({ message: 'stopped' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('an attempt that is not answered in time is a timeout, and is made again', async () => {
    const { client, seen } = scripted([silent, json({ posted: '1' })], { timeoutMs: 1000 });
    expect(await ended(client.wallet.get())).toEqual({ posted: '1' });
    expect(seen).toHaveLength(2);
    const dead = scripted([silent], { timeoutMs: 1000, retries: 0 });
    expect(await ended(dead.client.wallet.get())).toMatchObject({ code: 'timeout' });
  });
});

describe('errors', () => {
  it('say the code, the numbers and the request', async () => {
    const numbers = { needed: '5', available: '1', affordable: '1' };
    const { client } = scripted([problem(402, 'insufficient_credits', { numbers })]);
    const error = await ended(client.holds.create(hold));
    expect(isCode(error, 'insufficient_credits')).toBe(true);
    expect(isCode(error, 'wallet_in_debt')).toBe(false);
    expect(error).toMatchObject({ status: 402, requestId: 'req_1', numbers });
  });

  it('an answer of something else is unexpected_reply, not a crash', async () => {
    const html: Step = () => new Response('<html>', { status: 200 });
    const gone: Step = () => new Response('Bad gateway', { status: 502 });
    for (const step of [html, gone]) {
      const { client } = scripted([step], { retries: 0 });
      expect(await ended(client.wallet.get())).toMatchObject({ code: 'unexpected_reply' });
    }
  });

  it('never repeat a secret', async () => {
    const told: string[] = [];
    const note = (error: unknown) => {
      const { message, stack, cause } = error as Error;
      told.push(message, stack ?? '', String(cause), JSON.stringify(error));
    };
    for (const step of [broken, problem(401, 'invalid_api_key')]) {
      note(await ended(scripted([step], { retries: 0 }).client.wallet.get()));
    }
    const badKey = `${secret}\n`;
    expect(() => createClient({ baseUrl: 'https://a.test', apiKey: badKey })).toThrow(/line ends/);
    note(await ended(scripted([json({})], { apiKey: () => badKey }).client.wallet.get()));
    expect(told.join()).not.toContain('s3cr3t');
  });
});

describe('options', () => {
  it('a key is refused in a browser, also when it comes late', async () => {
    vi.stubGlobal('document', {});
    expect(() => createClient({ baseUrl: 'https://a.test', apiKey: secret })).toThrow(/browser/);
    expect(() => createClient({ baseUrl: 'https://a.test', token: secret })).toThrow(/browser/);
    const { client, seen } = scripted([json({})], { apiKey: undefined, token: async () => secret });
    expect(await ended(client.wallet.get())).toMatchObject({ code: 'key_in_browser' });
    expect(seen).toHaveLength(0);
    const person = scripted([json({})], { apiKey: undefined, token: 'session' });
    await ended(person.client.wallet.get());
    expect(person.seen[0]?.headers.get('authorization')).toBe('Bearer session');
  });

  it('that cannot work are refused at once', () => {
    const make = (options: Partial<ClientOptions>) => () =>
      createClient({ baseUrl: 'https://a.test', ...options });
    for (const baseUrl of [
      '',
      'a.test',
      'ftp://a.test',
      'https://me:pw@a.test',
      'https://a.test?x',
    ]) {
      expect(make({ baseUrl })).toThrow(TelexCreditsError);
    }
    expect(make({ retries: -1 })).toThrow(TelexCreditsError);
    expect(make({ timeoutMs: 0.5 })).toThrow(TelexCreditsError);
    expect(make({ apiKey: 'a', token: 'b' })).toThrow(TelexCreditsError);
  });

  it('the organisation of a call goes before the client’s', async () => {
    const { client, seen } = scripted([json({})], { organisationId: 'org_1' });
    await ended(client.wallet.get());
    await ended(client.wallet.get({ organisationId: 'org_2' }));
    const named = seen.map(({ headers }) => headers.get('x-organisation-id'));
    expect(named).toEqual(['org_1', 'org_2']);
  });

  it('an id is one part of a path, and an empty one is refused', async () => {
    const { client, seen } = scripted([json({})]);
    await ended(client.purchases.get('../wallet?x'));
    expect(seen[0]?.url.href).toBe('https://credits.test/api/v1/purchases/..%2Fwallet%3Fx');
    for (const id of ['', '..']) {
      expect(await ended(client.purchases.get(id))).toMatchObject({ code: 'invalid_options' });
    }
    expect(seen).toHaveLength(1);
  });
});
