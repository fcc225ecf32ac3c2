import { ModelLedger } from '@telex-credits/ledger-testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { logPath } from '../../foundation/log-path.js';
import { createLogger } from '../../http/logging.js';
import { message } from '../testing/agent-bench.js';
import { type Clock, organisation, priced, type Rig, startRig } from '../testing/rig.js';
import { type Ask, eventually, json, key, type StubServer, startStub } from '../testing/stub.js';
import { holdsSecret } from '../wire/holds-secret.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const token = 'tcc_connectiontoken';
const cookie = 'cookie-of-the-caller';
const ours = { openai: 'our-openai-key', telexai: 'our-telex-key' };
const callers = [key, token, cookie];
const chat = JSON.stringify({
  model: 'm',
  max_tokens: 2,
  messages: [{ role: 'user', content: 'a' }],
});

let rig: Rig;
let logs: string[];
let stubs: { module: StubServer; openai: StubServer; telexai: StubServer };

beforeEach(async () => {
  const answer: StubServer['behave'] = (_req, res) => json(res, { data: [], choices: [] });
  stubs = {
    module: await startStub(answer),
    openai: await startStub(answer),
    telexai: await startStub(answer),
  };
  logs = [];
  const prices = { m: { prompt: '0.0035', completion: '0.0035' } };
  rig = await startRig({
    ledger,
    logger: createLogger({ level: 'trace', destination: { write: (line) => logs.push(line) } }),
    config: {
      openAi: { base: stubs.openai.origin, apiKey: ours.openai, moduleSlug: 'openai', prices },
      telexAi: { base: stubs.telexai.origin, apiKey: ours.telexai, moduleSlug: 'telexai' },
    },
  });
  const module = { upstreamUrl: stubs.module.origin, timeLimitSeconds: 0.3 };
  rig.addModule({ ...module, slug: 'api', kind: 'http' });
  rig.addModule({ ...module, slug: 'bot' });
  rig.addModule({ ...module, slug: 'telexai', kind: 'telexai' });
  const price = priced({ model: 'per_token', markupBps: 0, minimum: '0' });
  rig.addModule({ ...module, slug: 'openai', kind: 'openai', price });
  rig.identities.set(`connection:${token}`, {
    ...{ kind: 'connection', id: 'con_1', organisationId: organisation, scopes: ['gateway'] },
    ...{ moduleIds: ['mod_bot'], cap: null },
  });
  await rig.grant('100000');
});
afterEach(async () => {
  await rig.close();
  await Promise.all(Object.values(stubs).map((stub) => stub.close()));
});

const routes: readonly Ask[] = [
  { path: '/gateway/http/api/x', body: '{}' },
  { path: '/gateway/http/api/x', method: 'GET' },
  { path: '/gateway/a2a/bot', body: message() },
  { path: '/gateway/a2a/bot', body: message({}, {}, 'message/stream') },
  { path: `/gateway/c/${token}`, body: message(), key: null },
  { path: '/gateway/a2a/bot/.well-known/agent-card.json', method: 'GET' },
  { path: `/gateway/c/${token}/.well-known/agent.json`, method: 'GET', key: null },
  { path: '/gateway/openai/v1/chat/completions', body: chat },
  { path: '/gateway/openai/v1/embeddings', body: '{"model":"m","input":"a"}' },
  { path: '/gateway/openai/v1/models', method: 'GET' },
  { path: '/gateway/telexai/chat', body: chat },
  { path: '/gateway/telexai/models', method: 'GET' },
];

/** A call with the caller's secrets in every place where callers have been seen to put them. */
function variants(ask: Ask): Ask[] {
  const secret = ask.key === null ? token : key;
  const spelt = `%${secret.charCodeAt(0).toString(16)}${secret.slice(1)}`;
  const headers = (more: Record<string, string>) => ({
    ...ask,
    headers: { cookie: `session=${cookie}`, ...more },
  });
  return [
    headers({}),
    headers({ 'x-api-key': secret, 'x-agent-api-key': secret }),
    headers({ 'x-custom': `Token ${secret}`, 'x-other': `a=${cookie}; k=${secret}` }),
    headers({
      'proxy-authorization': `Basic ${secret}`,
      referer: `https://a.example/?k=${secret}`,
    }),
    { ...ask, path: `${ask.path}?api_key=${secret}` },
    { ...ask, path: `${ask.path}?a=1&k=${spelt}` },
    ...(ask.path.endsWith('/x') ? [{ ...ask, path: `${ask.path}/${secret}/y` }] : []),
    { ...ask, path: ask.path.replace('/api/', `/${secret}/`).replace('/bot', `/${secret}`) },
  ];
}

const behaviours: readonly StubServer['behave'][] = [
  (_req, res) => json(res, { data: [], choices: [] }),
  (_req, res) => json(res, { error: { message: 'no' } }, 500),
  (req) => req.socket.destroy(),
  (req) => void req.socket.end('no HTTP at all\r\n\r\n'),
  () => undefined,
];

it('nothing that goes upstream or into the log holds a secret of the caller or of ours', async () => {
  for (const behave of behaviours) {
    for (const stub of Object.values(stubs)) {
      stub.behave = behave;
    }
    for (const ask of routes) {
      await Promise.all(variants(ask).map((one) => rig.ask(one)));
    }
  }
  await eventually(async () => (await rig.balance()).held === 0n);
  const heard = Object.entries(stubs).flatMap(([name, stub]) =>
    stub.heard.map((one) => ({ name, text: JSON.stringify(one), headers: one.headers })),
  );
  expect(heard.length).toBeGreaterThan(routes.length * behaviours.length);
  for (const { name, text, headers } of heard) {
    expect(callers.filter((secret) => text.includes(secret))).toEqual([]);
    const { authorization, 'x-agent-api-key': agentKey, ...others } = headers;
    expect([authorization, agentKey]).toEqual([
      name === 'openai' ? `Bearer ${ours.openai}` : undefined,
      name === 'telexai' ? ours.telexai : undefined,
    ]);
    expect(Object.values(ours).filter((secret) => JSON.stringify(others).includes(secret))).toEqual(
      [],
    );
  }
  const logged = logs.join('');
  expect([...callers, ...Object.values(ours)].filter((one) => logged.includes(one))).toEqual([]);
});

it('a key in the URL is refused with a word about it, before anything is held or sent', async () => {
  const got = await rig.ask({ path: `/gateway/http/api/x?key=${key}` });
  expect([got.status, got.json.code]).toEqual([400, 'key_in_url']);
  expect(got.headers['x-usage-id']).toBeUndefined();
  expect(stubs.module.heard).toEqual([]);
});

it('a failure of ours is logged without the secrets of its request', async () => {
  rig.ledger.submit = () => Promise.reject(new Error('the disk is gone'));
  const got = await rig.ask({ path: `/gateway/http/api/tcr_live_somebodyelses` });
  expect([got.status, got.json.code]).toEqual([500, 'internal_error']);
  expect(logs.join('')).toContain('the disk is gone');
  expect(logs.join('')).not.toMatch(/tcr_live_/);
});

it('secrets are told in every spelling that servers decode', () => {
  const spellings = [
    'tcr_live_buyer',
    '%74cr_live_buyer',
    '%2574cr%5Flive%5fbuyer',
    'x/tcr_live_buyer%zz',
  ];
  expect(spellings.map((text) => holdsSecret(text, key))).toEqual([true, true, true, true]);
  expect(holdsSecret('?a=tcr_live_buye', key)).toBe(false);
  expect(holdsSecret('?a=b', '')).toBe(false);
  expect(logPath(`/gateway/c/${token}/x?k=1`)).toMatch(/^\/gateway\/c\/sha256:[0-9a-f]{12}\/x$/);
  expect(logPath(`/gateway/http/api/${key}`)).toMatch(
    /^\/gateway\/http\/api\/sha256:[0-9a-f]{12}$/,
  );
});
