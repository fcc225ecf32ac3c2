import { ModelLedger } from '@telex-credits/ledger-testkit';
import {
  createGatewayVerifier,
  type GatewayRequest,
  type GatewayVerifierOptions,
} from '@telex-credits/sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, priced, type Rig, startRig, strangerKey } from '../testing/rig.js';
import { type Heard, json, type StubServer, startStub } from '../testing/stub.js';
import { createSigningKeys } from './signing-keys.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const minute = 60_000;
const day = 24 * 60 * minute;

let rig: Rig;
let api: StubServer;

beforeEach(async () => {
  rig = await startRig({ ledger });
  api = await startStub((_req, res) => json(res, { ok: true }));
  rig.addModule({ slug: 'api', kind: 'http', upstreamUrl: `${api.origin}/base?own=1` });
  await rig.grant('100');
});
afterEach(async () => {
  await rig.close();
  await api.close();
});

/** A module's side, which reads the keys of the rig's gateway. */
function verifier(options: Partial<GatewayVerifierOptions> = {}) {
  const asked: string[] = [];
  const verify = createGatewayVerifier({
    baseUrl: 'https://credits.example/',
    now: rig.clock.now,
    moduleId: 'mod_api',
    fetch: async (input) => {
      asked.push(String(input));
      return Response.json({ keys: rig.gateway.signingKeys.published() });
    },
    ...options,
  });
  return { verify, asked };
}

const ask = (path = '/gateway/http/api/run?x=1') =>
  rig.ask({ path, body: '{"a":  1}', headers: { 'content-type': 'application/json' } });

/** What the module's server heard last. */
function heard(server = api): Heard {
  const last = server.heard.at(-1);
  if (last === undefined) {
    throw new Error('nothing was heard');
  }
  return last;
}

async function refusal(request: GatewayRequest, options: Partial<GatewayVerifierOptions> = {}) {
  const error = await verifier(options)
    .verify(request)
    .catch((thrown) => thrown);
  return { status: error.status, code: error.code };
}

describe('requests to a module', () => {
  it('verify over a socket, and say which call of whom they belong to', async () => {
    const { headers } = await ask();
    const { verify, asked } = verifier();
    const call = await verify(heard());
    expect(call).toEqual({
      moduleId: 'mod_api',
      usageId: headers['x-usage-id'],
      callerId: expect.stringMatching(/^clr_[\w-]{22}$/),
    });
    expect(asked).toEqual(['https://credits.example/.well-known/telex-credits-keys']);
    await rig.ask({ path: '/gateway/http/api' });
    expect(heard().url).toBe('/base?own=1');
    expect(await verify(heard())).toMatchObject({ callerId: call.callerId });
    expect(asked).toHaveLength(1);
  });

  it('name a caller by the same id always, another one in each module, and never their own', async () => {
    rig.addModule({ slug: 'other', kind: 'http', upstreamUrl: api.origin });
    await rig.grant('10', 'org_stranger');
    const idOf = async (path: string, key?: string) => {
      await rig.ask({ path, ...(key === undefined ? {} : { key }) });
      return heard().headers['x-caller-id'];
    };
    const id = await idOf('/gateway/http/api/a');
    expect(await idOf('/gateway/http/api/b')).toBe(id);
    const others = [
      await idOf('/gateway/http/other/a'),
      await idOf('/gateway/http/api/a', strangerKey),
    ];
    expect(new Set([id, ...others]).size).toBe(3);
    expect(JSON.stringify(api.heard)).not.toContain('org_');
  });

  it('carry what the gateway says, whatever a caller sends by these names', async () => {
    const forged = {
      'x-usage-id': 'use_forged',
      'x-module-id': 'mod_other',
      'x-caller-id': 'clr_forged',
      signature: 'telex=:aGk=:',
      'signature-input': 'telex=("@method");tag="telex-credits"',
      'signature-agent': '"https://evil.example"',
      'content-digest': 'sha-256=:aGk=:',
    };
    await rig.ask({ path: '/gateway/http/api/run', body: 'x', headers: forged });
    expect(await verifier().verify(heard())).toMatchObject({ moduleId: 'mod_api' });
    expect(heard().headers['x-usage-id']).toMatch(/^use_(?!forged)/);
    expect(heard().headers['signature-agent']).toBeUndefined();
  });

  it('whose body came in chunks are taken where the module says so, and others without a digest never', async () => {
    const chunked = { 'transfer-encoding': 'chunked', 'content-type': 'text/plain' };
    await rig.ask({ path: '/gateway/http/api/run', body: 'streamed', headers: chunked });
    const streamed = heard();
    expect([streamed.body, streamed.headers['content-digest']]).toEqual(['streamed', undefined]);
    expect(await refusal(streamed)).toEqual({ status: 401, code: 'body_not_signed' });
    const { verify } = verifier({ streamedBodies: true });
    expect(await verify(streamed)).toMatchObject({ moduleId: 'mod_api' });
    expect(await verify(streamed).catch(({ code }) => code)).toBe('replayed_signature');
    await ask();
    const stripped = { ...heard(), headers: { ...heard().headers, 'content-digest': undefined } };
    expect(await refusal(stripped, { streamedBodies: true })).toEqual({
      ...{ status: 401, code: 'invalid_signature' },
    });
    expect(await refusal({ ...heard(), body: 'other' }, { streamedBodies: true })).toEqual({
      ...{ status: 401, code: 'invalid_signature' },
    });
  });

  it('are refused when anything that was signed is another', async () => {
    await ask();
    const good = heard();
    const without = (name: string) => ({ ...good.headers, [name]: undefined });
    const withHeader = (name: string, value: string) => ({ ...good.headers, [name]: value });
    const input = String(good.headers['signature-input']);
    const changes: [string, Partial<Heard>][] = [
      ['invalid_signature', { body: '{"a": 1}' }],
      ['invalid_signature', { url: '/base/run?own=1&x=2' }],
      ['invalid_signature', { url: '/base/walk?own=1&x=1' }],
      ['invalid_signature', { method: 'PUT' }],
      ['invalid_signature', { headers: withHeader('host', 'other.example') }],
      ['invalid_signature', { headers: withHeader('content-type', 'text/plain') }],
      ['invalid_signature', { headers: withHeader('x-usage-id', 'use_other') }],
      ['invalid_signature', { headers: withHeader('x-module-id', 'mod_other') }],
      ['invalid_signature', { headers: without('x-caller-id') }],
      ['invalid_signature', { headers: withHeader('content-digest', 'sha-256=:aGk=:') }],
      [
        'invalid_signature',
        { headers: withHeader('signature-input', input.replace(/created=\d+/, 'created=1')) },
      ],
      [
        'invalid_signature',
        { headers: withHeader('signature-input', input.replace('"@path" ', '')) },
      ],
      ['unsigned_request', { headers: without('signature') }],
      ['unsigned_request', { headers: without('signature-input') }],
      [
        'unsigned_request',
        { headers: withHeader('signature-input', input.replace('telex-credits', 'x')) },
      ],
    ];
    for (const [code, change] of changes) {
      const changed = { ...good, ...change };
      expect(await refusal(changed), JSON.stringify(change)).toEqual({ status: 401, code });
    }
    expect(await verifier().verify(good)).toBeTruthy();
  });

  it('do not gain a header that is not signed', async () => {
    await rig.ask({ method: 'GET', path: '/gateway/http/api' });
    const good = heard();
    const headers = { ...good.headers, 'content-type': 'application/json' };
    expect(await refusal({ ...good, headers })).toEqual({ status: 401, code: 'invalid_signature' });
  });

  it('count once, for a minute, and for their module only', async () => {
    await ask();
    const { verify } = verifier();
    await verify(heard());
    await expect(verify(heard())).rejects.toMatchObject({
      status: 401,
      code: 'replayed_signature',
    });
    const elsewhere = { moduleId: ['mod_x', 'mod_y'] };
    expect(await refusal(heard(), elsewhere)).toMatchObject({ code: 'wrong_module' });
    for (const away of [minute + 1000, -minute - 1000]) {
      const now = () => new Date(rig.clock.now().getTime() + away);
      expect(await refusal(heard(), { now })).toMatchObject({ code: 'expired_signature' });
    }
  });

  it('are refused when another server’s key signed them, and when nobody can say', async () => {
    await ask();
    const others = createSigningKeys('another secret of thirty-two characters', rig.clock.now);
    const fetch = async () => Response.json({ keys: others.published() });
    expect(await refusal(heard(), { fetch })).toEqual({ status: 401, code: 'unknown_signing_key' });
    const [mine] = rig.gateway.signingKeys.published();
    const [theirs] = others.published();
    const renamed = async () => Response.json({ keys: [{ ...theirs, kid: mine?.kid }] });
    expect(await refusal(heard(), { fetch: renamed })).toMatchObject({ code: 'invalid_signature' });
    const silent = async () => new Response('', { status: 502 });
    expect(await refusal(heard(), { fetch: silent })).toEqual({
      status: 503,
      code: 'signing_keys_unavailable',
    });
  });

  it('go on verifying while the gateway changes its key, also with what was signed before', async () => {
    const { verify, asked } = verifier();
    const keyIds = new Set<string>();
    // Twice the life of a key, by hours around its ends.
    const start = rig.clock.now().getTime();
    const period = 30 * day;
    const end = (Math.floor(start / period) + 1) * period;
    rig.clock.advance(end - start - minute);
    let before: Heard | undefined;
    for (const step of [0, 2 * minute, day, period - day - 2 * minute, 2 * minute]) {
      rig.clock.advance(step);
      await ask();
      const late = before;
      before = heard();
      keyIds.add(/keyid="([^"]+)"/.exec(String(before.headers['signature-input']))?.[1] ?? '');
      await verify(before);
      if (late !== undefined && step < minute) {
        await verify(late);
      }
    }
    expect(keyIds.size).toBe(3);
    expect(asked.length).toBeLessThanOrEqual(5);
  });
});

describe('every kind of request to an agent', () => {
  it('is signed: cards, messages, streams, tasks, push configurations and polls', async () => {
    const agent = await startStub((_req, res, one) => {
      const card = { name: 'Agent', url: agent.origin };
      const task = { kind: 'task', id: 'task-1', contextId: 'ctx-1', status: { state: 'working' } };
      json(res, one.method === 'GET' ? card : { jsonrpc: '2.0', id: 1, result: task });
    });
    rig.addModule({ slug: 'agent', upstreamUrl: `${agent.origin}/a2a` });
    const call = (method: string, params: object) =>
      rig.ask({
        path: '/gateway/a2a/agent',
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
        headers: { 'content-type': 'application/json' },
      });
    const message = { role: 'user', kind: 'message', messageId: 'm', parts: [] };
    await rig.ask({ path: '/gateway/a2a/agent/.well-known/agent-card.json', key: null });
    await call('message/send', { message });
    await call('message/stream', { message: { ...message, taskId: 'task-1' } });
    await call('tasks/get', { id: 'task-1' });
    await call('tasks/resubscribe', { id: 'task-1' });
    await call('tasks/cancel', { id: 'task-1' });
    await call('tasks/pushNotificationConfig/set', {
      taskId: 'task-1',
      pushNotificationConfig: { url: api.origin },
    });
    const before = agent.heard.length;
    rig.clock.advance(6000);
    await rig.gateway.pollOpenTasks();
    expect(before).toBe(7);
    expect(agent.heard.length).toBeGreaterThan(before);
    const { verify } = verifier({ moduleId: 'mod_agent' });
    const calls = [];
    for (const one of agent.heard) {
      calls.push(await verify(one));
    }
    const usage = calls.map(({ usageId, callerId }) => [usageId !== null, callerId !== null]);
    expect(usage.slice(0, 4)).toEqual([
      [false, false],
      [true, true],
      [true, true],
      [false, true],
    ]);
    expect(usage.at(-1)).toEqual([true, true]);
    await agent.close();
  });
});

it('calls of the platform’s own modules are not signed', async () => {
  const models = { data: { data: [] } };
  const upstream = await startStub((_req, res) => json(res, { status: 'success', ...models }));
  const telexAi = { base: upstream.origin, apiKey: 'k', moduleSlug: 'telexai' };
  const own = await startRig({ ledger, config: { telexAi } });
  const price = { model: 'per_token', markupBps: 0, minimum: '0' } as const;
  const module = { slug: 'telexai', kind: 'telexai', upstreamUrl: upstream.origin } as const;
  own.addModule({ ...module, price: priced(price) });
  await own.ask({ path: '/gateway/telexai/models' });
  expect(upstream.heard).toHaveLength(1);
  expect(Object.keys(heard(upstream).headers).join()).not.toMatch(/signature|x-module-id/);
  await own.close();
  await upstream.close();
});
