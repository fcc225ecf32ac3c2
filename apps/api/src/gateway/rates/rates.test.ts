import { ModelLedger } from '@telex-credits/ledger-testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpendingIdentity } from '../../foundation/ports.js';
import { message } from '../testing/agent-bench.js';
import { listenTo } from '../testing/listener.js';
import { openRaw } from '../testing/raw.js';
import {
  type Clock,
  organisation,
  priced,
  type Rig,
  startRig,
  strangerKey,
} from '../testing/rig.js';
import { eventually, json, key, type StubServer, startStub } from '../testing/stub.js';
import { addressOf } from './address-of.js';
import type { Rates } from './rate.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const stranger = 'org_stranger';
const chat = JSON.stringify({
  ...{ model: 'm', max_tokens: 5, stream: true },
  messages: [{ role: 'user', content: 'hi' }],
});

let rig: Rig;
let api: StubServer;

async function start(rates: Partial<Rates>) {
  api = await startStub((_req, res) => json(res, { ok: true }));
  const prices = { m: { prompt: '0.0035', completion: '0.0035' } };
  const openAi = { base: api.origin, apiKey: 'k', moduleSlug: 'openai', prices };
  const telexAi = { base: api.origin, apiKey: 'k', moduleSlug: 'telexai' };
  rig = await startRig({ ledger, config: { rates, openAi, telexAi } });
  rig.addModule({ slug: 'api', kind: 'http', upstreamUrl: api.origin });
  rig.addModule({ slug: 'bot', upstreamUrl: api.origin });
  rig.addModule({ slug: 'telexai', kind: 'telexai', upstreamUrl: api.origin });
  const price = priced({ model: 'per_token', markupBps: 0, minimum: '0' });
  rig.addModule({ slug: 'openai', kind: 'openai', upstreamUrl: api.origin, price });
  await rig.grant('100000');
  await rig.grant('100000', stranger);
}
afterEach(async () => {
  await rig.close();
  await api.close();
});
const ask = (more: object = {}) => rig.ask({ path: '/gateway/http/api/x', ...more });
const statuses = async (count: number, more: object = {}) => {
  const all: number[] = [];
  for (let one = 0; one < count; one += 1) {
    all.push((await ask(more)).status);
  }
  return all;
};

describe('the rate of a key', () => {
  beforeEach(() => start({ key: { requests: 3, seconds: 6 } }));

  it('lets so many through, says what is left, and then 429 with when to try again', async () => {
    const first = await ask();
    expect(first.headers['ratelimit-policy']).toBe('"key";q=3;w=6, "module";q=120000;w=60');
    expect(first.headers.ratelimit).toBe('"key";r=2, "module";r=119999');
    expect(await statuses(2)).toEqual([200, 200]);
    const refused = await ask();
    expect([refused.status, refused.json.code]).toEqual([429, 'rate_limited']);
    expect(refused.json).toMatchObject({ policy: 'key', retryAfterSeconds: 2 });
    expect(refused.headers).toMatchObject({
      ...{ 'retry-after': '2', ratelimit: '"key";r=0;t=2', 'x-credits-charged': '0' },
    });
    expect(api.heard).toHaveLength(3);
    rig.clock.advance(2000);
    expect(await statuses(2)).toEqual([200, 429]);
    expect((await rig.balance()).held).toBe(0n);
  });

  it('is one each: another key, and a connection, have their own', async () => {
    await statuses(3);
    expect((await ask({ key: strangerKey })).status).toBe(200);
    const connection: SpendingIdentity = {
      ...{ kind: 'connection', id: 'con_1', organisationId: organisation, scopes: ['gateway'] },
      ...{ moduleIds: ['mod_bot'], cap: null },
    };
    rig.identities.set('connection:token', connection);
    const got = await rig.ask({ path: '/gateway/c/token', body: message(), key: null });
    expect([got.status, got.headers.ratelimit]).toEqual([200, '"key";r=2, "module";r=119999']);
  });

  it('may be set for a key of its own', async () => {
    const own = rig.identities.get(key);
    rig.identities.set(key, {
      ...(own as SpendingIdentity),
      rateLimit: { requests: 1, seconds: 60 },
    });
    expect(await statuses(2)).toEqual([200, 429]);
  });

  it.each([
    ['/gateway/a2a/bot', message(), (body: Record<string, never>) => body.error],
    ['/gateway/openai/v1/chat/completions', chat, (body: Record<string, never>) => body.error],
    ['/gateway/telexai/chat', chat, (body: Record<string, never>) => body],
  ])('is refused in the shape of the route: %s', async (path, body, inside) => {
    await statuses(3);
    const got = await rig.ask({ path, body });
    const told = inside(got.json) as { code?: unknown; data?: { code: unknown } };
    expect([got.status, got.headers['retry-after']]).toEqual([429, '2']);
    expect(told.data?.code ?? told.code).toBe('rate_limited');
  });
});

describe('the rate of a module', () => {
  it('is shared: who asks seldom is served while another floods it', async () => {
    await start({ module: { requests: 10, seconds: 1 } });
    const quiet: number[] = [];
    for (let second = 0; second < 5; second += 1) {
      rig.clock.advance(1000);
      await Promise.all(Array.from({ length: 30 }, () => ask()));
      quiet.push((await ask({ key: strangerKey })).status);
    }
    expect(quiet).toEqual([200, 200, 200, 200, 200]);
    const refused = (await Promise.all(Array.from({ length: 30 }, () => ask()))).at(-1);
    expect([refused?.status, refused?.json.policy]).toEqual([429, 'module']);
    // What nobody else used was for the loud one.
    expect(api.heard.length).toBeGreaterThan(40);
    expect(api.heard.length).toBeLessThanOrEqual(10 + 5 * 10 + 2);
  });

  it('is the publisher’s where one is set, and a new one counts at once', async () => {
    await start({});
    const module = { slug: 'api', kind: 'http', upstreamUrl: api.origin } as const;
    rig.addModule({ ...module, rateLimit: { requests: 2, seconds: 60 } });
    expect(await statuses(3)).toEqual([200, 200, 429]);
    rig.addModule({ ...module, rateLimit: { requests: 1, seconds: 60 } });
    expect(await statuses(2)).toEqual([200, 429]);
    rig.addModule({ ...module, rateLimit: null });
    expect(await statuses(3)).toEqual([200, 200, 200]);
  });
});

describe('places for running calls', () => {
  it('are waited for, and go to who has fewest; too long a wait is 429', async () => {
    await start({
      places: { total: 100, perModule: 2 },
      waiting: { millis: 1000, perOrganisation: 2 },
    });
    const ends: (() => void)[] = [];
    api.behave = (_req, res) => void ends.push(() => json(res, { ok: 1 }));
    let answered = 0;
    const count = async <T>(reply: Promise<T>) => {
      const got = await reply;
      answered += 1;
      return got;
    };
    const busy = Array.from({ length: 6 }, () => count(ask()));
    // Two run, two wait, and two are refused at once.
    await eventually(() => ends.length === 2 && answered === 2);
    const quiet = rig.ask({ path: '/gateway/http/api/quiet', key: strangerKey });
    await new Promise((resolve) => setTimeout(resolve, 50));
    ends[0]?.();
    await eventually(() => api.heard.length === 3);
    expect(api.heard[2]?.url).toBe('/quiet');
    // Nothing else ends in time for those who wait.
    await eventually(() => answered === 5);
    ends[1]?.();
    ends[2]?.();
    expect((await quiet).status).toBe(200);
    const all = await Promise.all(busy);
    expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429, 429, 429]);
    expect(all.find(({ status }) => status === 429)?.json).toMatchObject({ policy: 'running' });
    expect((await rig.balance()).held).toBe(0n);
  });

  it('are not held by who sends its body slowly', async () => {
    await start({ places: { total: 1, perModule: 1 } });
    const raw = await openRaw(rig.url);
    raw.write(
      `POST /gateway/http/api/x HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key}\r\nContent-Length: 2\r\n\r\n{`,
    );
    expect(await statuses(2, { key: strangerKey })).toEqual([200, 200]);
    raw.write('}');
    await eventually(() => raw.text().includes('200 OK'));
    raw.socket.destroy();
  });
});

describe('guesses', () => {
  beforeEach(() => start({ guesses: { requests: 5, seconds: 10 } }));

  it('of keys end in 429 for their address before anything is looked up; good keys go on', async () => {
    await ask();
    let looks = 0;
    const all = rig.identities;
    const get = all.get.bind(all);
    all.get = (secret) => {
      looks += 1;
      return get(secret);
    };
    const guess = async (number: number) => (await ask({ key: `tcr_live_guess${number}` })).status;
    const seen: number[] = [];
    for (let number = 0; number < 50; number += 1) {
      seen.push(await guess(number));
    }
    expect(seen).toEqual([...Array(5).fill(401), ...Array(45).fill(429)]);
    expect(looks).toBe(5);
    const card = await rig.ask({ path: '/gateway/c/guess', body: message(), key: null });
    expect(card.json.error.data).toMatchObject({ code: 'rate_limited', policy: 'address' });
    expect((await ask()).status).toBe(200);
    rig.clock.advance(2000);
    expect([await guess(51), await guess(52)]).toEqual([401, 429]);
  });

  it('count by address, and by the network of an IPv6 one', () => {
    const from = (remoteAddress?: string) => addressOf({ socket: { remoteAddress } as never });
    expect(from('::ffff:192.0.2.1')).toBe(from('192.0.2.1'));
    expect(from('2001:db8:1:2::1')).toBe(from('2001:db8:1:2:ffff::9'));
    expect(from('2001:db8:1:2::1')).not.toBe(from('2001:db8:1:3::1'));
    expect(from(undefined)).toBe('unknown');
  });
});

describe('streams that are left before their first output', () => {
  it('cost nothing, but a key that goes on leaving is stopped for a while', async () => {
    await start({ leavers: { requests: 3, seconds: 60 } });
    api.behave = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.flushHeaders();
    };
    const path = '/gateway/openai/v1/chat/completions';
    for (let one = 0; one < 3; one += 1) {
      const caller = await listenTo(rig.url, { path, body: chat });
      caller.leave();
      await eventually(async () => (await rig.balance()).held === 0n);
    }
    api.behave = (_req, res) => json(res, { ok: true });
    const refused = await rig.ask({ path, body: chat });
    expect(refused.json.error).toMatchObject({ code: 'rate_limited', policy: 'abandoned' });
    expect(refused.headers['retry-after']).toBe('20');
    expect((await ask({ key: strangerKey })).status).toBe(200);
    rig.clock.advance(20_000);
    expect((await ask()).status).toBe(200);
  });

  it('are not counted where they were charged, or ended by themselves', async () => {
    await start({ leavers: { requests: 1, seconds: 60 } });
    const event = (body: unknown) => `data: ${JSON.stringify(body)}\n\n`;
    const said = event({ choices: [{ index: 0, delta: { content: 'abcd' } }] });
    api.behave = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(said);
    };
    const path = '/gateway/openai/v1/chat/completions';
    for (let one = 0; one < 3; one += 1) {
      const caller = await listenTo(rig.url, { path, body: chat });
      await caller.hears('abcd');
      caller.leave();
      await eventually(async () => (await rig.balance()).held === 0n);
    }
    api.behave = (_req, res) => json(res, { ok: true });
    expect((await ask()).status).toBe(200);
  });
});
