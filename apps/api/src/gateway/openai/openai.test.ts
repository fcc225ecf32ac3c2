import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, organisation, priced, type Rig, startRig } from '../testing/rig.js';
import { eventually, json, type StubServer, startStub } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const credits = (text: string) => parseCredits(text);
const small = { prompt: '0.0035', completion: '0.007', cached: '0.00035' };
const prices = { small: { ...small, maxCompletionTokens: 50 } };
const chat = (more: object = {}) =>
  JSON.stringify({ model: 'small', messages: [{ role: 'user', content: 'hi' }], ...more });
const answered = (usage?: object) => ({
  choices: [{ index: 0, message: { role: 'assistant', content: 'abcdefgh' } }],
  ...(usage === undefined ? {} : { usage }),
});
/** 4 + 1 + 3 tokens by the estimate; one credit each. */
const promptTokens = 8n;

describe('the OpenAI drop-in', () => {
  let rig: Rig;
  let api: StubServer;

  beforeEach(async () => {
    api = await startStub((_req, res) =>
      json(res, answered({ prompt_tokens: 10, completion_tokens: 5 })),
    );
    const openAi = { base: api.origin, apiKey: 'our-openai-key', moduleSlug: 'openai', prices };
    rig = await startRig({ ledger, config: { openAi } });
    rig.addModule({
      slug: 'openai',
      kind: 'openai',
      upstreamUrl: api.origin,
      publisherId: null,
      developerBps: 0,
      price: priced({ model: 'per_token', markupBps: 0, minimum: '0' }),
    });
    await rig.grant('1000');
  });
  afterEach(async () => {
    await rig.close();
    await api.close();
  });

  const path = '/gateway/openai/v1/chat/completions';
  const ask = (body: string, headers = {}) => rig.ask({ path, body, headers });
  async function lastNote() {
    const [entry] = await rig.ledger.entries({
      walletId: organisation,
      types: ['capture', 'charge', 'release'],
      order: 'newest_first',
      limit: 1,
    });
    return entry?.operation.note;
  }

  it('charges what the reply reports, and forwards the body byte for byte with our key', async () => {
    const body = chat({ tools: [{ type: 'function' }], max_tokens: 20 }).replace(':', ':  ');
    const got = await ask(body, { 'openai-project': 'ours' });
    expect([got.status, got.headers['x-credits-charged']]).toEqual([200, '20']);
    expect(api.heard[0]).toMatchObject({ url: '/v1/chat/completions', body });
    expect(api.heard[0]?.headers.authorization).toBe('Bearer our-openai-key');
    expect(api.heard[0]?.headers['openai-project']).toBeUndefined();
    expect(await lastNote()).toMatchObject({
      route: 'openai.chat',
      outcome: 'success',
      estimated: false,
      lines: [{ what: 'prompt of small', quantity: '10' }, { quantity: '5' }],
    });
  });

  it('charges cached tokens at their own price', async () => {
    const prompt_tokens_details = { cached_tokens: 10 };
    api.behave = (_req, res) =>
      json(res, answered({ prompt_tokens: 20, completion_tokens: 0, prompt_tokens_details }));
    const got = await ask(chat());
    expect(got.headers['x-credits-charged']).toBe('11');
    expect(await lastNote()).toMatchObject({
      lines: [{ quantity: '10' }, { what: 'cached prompt of small', quantity: '10' }, {}],
    });
  });

  it('charges the estimate, marked, where usage is missing; zero that is reported is zero', async () => {
    api.behave = (_req, res) => json(res, answered());
    const got = await ask(chat());
    expect(got.headers['x-credits-charged']).toBe(`${promptTokens + 2n * 2n}`);
    expect(await lastNote()).toMatchObject({ estimated: true });
    api.behave = (_req, res) => json(res, answered({ prompt_tokens: 0, completion_tokens: 0 }));
    const none = await ask(chat());
    expect(none.headers['x-credits-charged']).toBe('0');
    expect(await lastNote()).toMatchObject({ estimated: false, outcome: 'success' });
  });

  it('holds twice the prompt and the longest completion, for each choice, and never takes more', async () => {
    let held = 0n;
    api.behave = async (_req, res) => {
      held = (await rig.balance()).held;
      json(res, answered({ prompt_tokens: 10, completion_tokens: 1_000_000 }));
    };
    // "n" is one more field of the prompt's estimate.
    const got = await ask(chat({ n: 2, max_completion_tokens: 30 }));
    expect(held).toBeGreaterThanOrEqual(credits(`${16 + 2 * 30 * 2}`));
    expect(parseCredits(String(got.headers['x-credits-charged']))).toBe(held);
    expect((await lastNote())?.excess).not.toBe('0');
    expect((await rig.balance()).held).toBe(0n);
  });

  it('refuses unknown models and tiers in OpenAI’s shape, before anything is held', async () => {
    for (const more of [{ model: 'large' }, { service_tier: 'priority' }, { model: 7 }]) {
      const got = await ask(chat(more));
      expect([got.status, got.json.error.code]).toEqual([400, 'model_not_priced']);
      expect(got.json.error).toMatchObject({ type: 'invalid_request_error', param: null });
    }
    const twice = await ask('{"model":"small","messages":[],"max_tokens":1,"max_tokens":9}');
    expect(twice.json.error.code).toBe('invalid_request');
    expect(api.heard.filter(({ method }) => method === 'POST')).toEqual([]);
    expect((await rig.balance()).held).toBe(0n);
  });

  it('reads prices from the upstream’s list where the operator’s book has none', async () => {
    const pricing = { prompt: '0.0035', completion: '0.0035' };
    api.behave = (req, res) =>
      json(
        res,
        req.method === 'GET'
          ? { object: 'list', data: [{ id: 'listed', pricing }] }
          : answered({ prompt_tokens: 1, completion_tokens: 1 }),
      );
    const got = await ask(chat({ model: 'listed', max_tokens: 5 }));
    expect([got.status, got.headers['x-credits-charged']]).toEqual([200, '2']);
    const list = await rig.ask({ path: '/gateway/openai/v1/models' });
    expect([list.json.data[0].id, list.headers['x-credits-charged']]).toEqual(['listed', '0']);
  });

  it('says what is affordable, and with X-Credits-Degrade asks for a shorter completion', async () => {
    await rig.grant('36', 'org_stranger');
    const poor = { key: 'tcr_live_stranger', path, body: chat({ max_tokens: 50 }) };
    const refused = await rig.ask(poor);
    expect([refused.status, refused.json.error.code]).toEqual([402, 'insufficient_credits']);
    expect(refused.json.error.affordable).toBeGreaterThan(0);
    const { affordable } = refused.json.error;
    const headers = { 'x-credits-degrade': '1' };
    const got = await rig.ask({ ...poor, headers });
    expect(got.status).toBe(200);
    expect(api.heard[0]?.body).toBe(poor.body.replace('50', String(affordable)));
    expect(api.heard[0]?.headers['x-credits-degrade']).toBeUndefined();
  });

  it.each([
    ['call', 'total'],
    ['key', '2026-11-24'],
    ['wallet', '2026-11'],
  ] as const)(
    'asks for what a limit leaves too, with X-Credits-Degrade: %s',
    async (level, period) => {
      const cap = credits('60');
      rig.limits = [{ id: 'one', level, period, periodEndsAt: null, cap }];
      const body = chat({ max_tokens: 50 });
      const refused = await ask(body);
      expect([refused.status, refused.json.error.limit]).toEqual([403, 'one']);
      const held: bigint[] = [];
      api.behave = async (_req, res) => {
        held.push((await rig.balance()).held);
        json(res, answered({ prompt_tokens: 10, completion_tokens: 5 }));
      };
      const degrade = { 'x-credits-degrade': '1' };
      expect((await ask(body, degrade)).status).toBe(200);
      const left = level === 'call' ? cap : cap - credits('20');
      expect((await ask(body, degrade)).status).toBe(200);
      // As many tokens as fit, and not one of two credits more.
      expect(held.map((one, index) => (index === 0 ? cap : left) - one < credits('2'))).toEqual([
        true,
        true,
      ]);
      const forwarded = api.heard.map((heard) => JSON.parse(heard.body).max_tokens);
      expect(forwarded.every((most) => most > 0 && most < 50)).toBe(true);
    },
  );

  it('refuses with X-Credits-Degrade where not even one token of completion fits', async () => {
    const period = { period: 'total', periodEndsAt: null };
    rig.limits = [{ id: 'one', level: 'key', ...period, cap: credits('17') }];
    const got = await ask(chat({ max_tokens: 50 }), { 'x-credits-degrade': '1' });
    expect([got.status, got.json.error.code]).toEqual([403, 'key_limit_reached']);
    expect(api.heard).toHaveLength(0);
  });

  it('charges embeddings by their prompt', async () => {
    api.behave = (_req, res) => json(res, { data: [], usage: { prompt_tokens: 3 } });
    const body = JSON.stringify({ model: 'small', input: ['abcd', [1, 2]] });
    const got = await rig.ask({ path: '/gateway/openai/v1/embeddings', body });
    expect([got.status, got.headers['x-credits-charged']]).toEqual([200, '3']);
    expect(api.heard[0]).toMatchObject({ url: '/v1/embeddings', body });
    expect(await lastNote()).toMatchObject({ route: 'openai.embeddings', held: '6' });
  });

  it('passes errors through and charges nothing for them, nor for what is no answer', async () => {
    for (const [status, body] of [
      [429, '{"error":{"message":"slow down"}}'],
      [500, 'oops'],
      [200, '{"choices":[{"mess'],
      [200, '{"error":{"message":"no"}}'],
    ] as const) {
      api.behave = (_req, res) => {
        res.setHeader('retry-after', '7');
        json(res, body, status);
      };
      const got = await ask(chat());
      expect([got.status, got.text, got.headers['x-credits-charged']]).toEqual([status, body, '0']);
      expect(got.headers['retry-after']).toBe('7');
      expect(await lastNote()).toMatchObject({ outcome: 'upstream_error' });
    }
    await eventually(async () => (await rig.balance()).available === credits('1000'));
  });

  it('answers 404 in OpenAI’s shape where no upstream is configured', async () => {
    const none = await startRig({ ledger });
    const got = await none.ask({ path, body: chat() });
    expect([got.status, got.json.error.code]).toEqual([404, 'module_not_found']);
    await none.close();
  });
});
