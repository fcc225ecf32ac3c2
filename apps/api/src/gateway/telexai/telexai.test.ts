import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, priced, type Rig, startRig } from '../testing/rig.js';
import { json, type StubServer, startStub } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });

const modelList = {
  status: 'success',
  status_code: 200,
  data: {
    data: [
      {
        id: 'acme/small',
        context_length: 8000,
        top_provider: { max_completion_tokens: 100 },
        pricing: { prompt: '0.0000035', completion: '0.000007', request: '0' },
      },
      {
        id: 'acme/free',
        context_length: 8000,
        top_provider: {},
        pricing: { prompt: '0', completion: '0' },
      },
      { id: 'acme/auto', pricing: { prompt: '-1', completion: '-1' } },
      { id: 'acme/half', pricing: { prompt: '0.1' } },
      { id: 'acme/float', pricing: { prompt: 0.1, completion: 0.1 } },
    ],
  },
};
const answer = (content: string) => ({
  status: 'success',
  status_code: 200,
  message: 'ok',
  data: { Messages: { role: 'assistant', content } },
});

describe('the Telex AI drop-in', () => {
  let rig: Rig;
  let telex: StubServer;
  let reply: () => { body: unknown; status?: number };
  let raw: { readonly type: string; readonly text: string } | null;

  beforeEach(async () => {
    reply = () => ({ body: answer('abcdefgh') });
    raw = null;
    telex = await startStub((req, res) => {
      if (req.url === '/telexai/models') {
        json(res, modelList);
      } else {
        const { body, status } = reply();
        if (raw === null) {
          json(res, body, status);
        } else {
          res.writeHead(200, { 'content-type': raw.type }).end(raw.text);
        }
      }
    });
    rig = await startRig({
      ledger,
      config: { telexAi: { base: telex.origin, apiKey: 'our-telex-key', moduleSlug: 'telexai' } },
    });
    rig.addModule({
      slug: 'telexai',
      kind: 'telexai',
      upstreamUrl: `${telex.origin}/telexai`,
      publisherId: null,
      developerBps: 0,
      price: priced({ model: 'per_token', markupBps: 0, minimum: '0' }),
    });
    await rig.grant('1');
  });
  afterEach(async () => {
    await rig.close();
    await telex.close();
  });

  const chat = (body: object, more: object = {}) =>
    rig.ask({ path: '/gateway/telexai/chat', body: JSON.stringify(body), ...more });
  const messages = [{ role: 'user', content: 'abcd' }];

  it('forwards the body byte for byte with our key, and charges the documented estimate', async () => {
    const body = '{ "model":"acme/small","messages":[{"role":"user","content":"abcd"}],"t":1.0}';
    const got = await rig.ask({
      path: '/gateway/telexai/chat',
      body,
      key: null,
      headers: { 'x-agent-api-key': 'tcr_live_buyer', 'content-type': 'application/json' },
    });
    expect(got.json).toEqual(answer('abcdefgh'));
    const heard = telex.heard.at(-1);
    expect(heard).toMatchObject({ url: '/telexai/chat', body });
    expect(heard?.headers['x-agent-api-key']).toBe('our-telex-key');
    expect(heard?.headers['accept-encoding']).toBe('identity');
    // prompt: 3 + 4 + 1 + ceil(len('{"t":1}')/4) = 10 tokens; completion: 2 tokens
    expect(got.headers['x-credits-charged']).toBe('0.014');
    const entry = await rig.ledger.entry(String(got.headers['x-usage-id']));
    expect(entry?.operation).toMatchObject({ type: 'capture', upstreamCost: 49_000n });
    expect(entry?.operation.note).toMatchObject({
      route: 'telexai.chat',
      estimated: true,
      creditPrice: '0.0035',
      // 10 prompt tokens and the longest completion of 100
      held: '0.21',
      lines: [
        {
          what: 'prompt of acme/small',
          quantity: '10',
          unitPrice: '0.0000035 USD',
          credits: '0.01',
        },
        {
          what: 'completion of acme/small',
          quantity: '2',
          unitPrice: '0.000007 USD',
          credits: '0.004',
        },
      ],
    });
  });

  it('takes the model from X-Model, ?model= or the body, and refuses two different ones', async () => {
    const byHeader = await chat({ messages }, { headers: { 'x-model': 'acme/small' } });
    expect(byHeader.status).toBe(200);
    expect(telex.heard.at(-1)?.headers['x-model']).toBe('acme/small');
    const byQuery = await rig.ask({
      path: '/gateway/telexai/chat?model=acme/small',
      body: JSON.stringify({ messages }),
    });
    expect(byQuery.status).toBe(200);
    expect(telex.heard.at(-1)?.url).toBe('/telexai/chat?model=acme/small');
    const both = await chat(
      { model: 'acme/free', messages },
      { headers: { 'x-model': 'acme/small' } },
    );
    expect([both.status, both.json.code]).toEqual([400, 'model_ambiguous']);
    const twice = await rig.ask({
      path: '/gateway/telexai/chat',
      body: '{"model":"acme/free","model":"acme/small","messages":[]}',
    });
    expect(twice.status).toBe(400);
  });

  it.each(['acme/unknown', 'acme/auto', 'acme/half', 'acme/float', undefined])(
    'refuses %s before any hold: an unknown price is never zero',
    async (model) => {
      const got = await chat({ model, messages });
      expect(got.status).toBe(400);
      expect(got.json).toMatchObject({
        status: 'error',
        status_code: 400,
        code: 'model_not_priced',
        data: null,
      });
      expect(telex.heard.filter(({ url }) => url.endsWith('/chat'))).toHaveLength(0);
    },
  );

  it('charges nothing for a model whose price is zero, and the minimum where there is one', async () => {
    expect((await chat({ model: 'acme/free', messages })).headers['x-credits-charged']).toBe('0');
    rig.addModule({
      slug: 'telexai',
      kind: 'telexai',
      upstreamUrl: telex.origin,
      publisherId: null,
      price: priced({ model: 'per_token', markupBps: 0, minimum: '0.05' }),
    });
    expect((await chat({ model: 'acme/free', messages })).headers['x-credits-charged']).toBe(
      '0.05',
    );
  });

  it('holds the worst case, and says how many completion tokens the balance would cover', async () => {
    rig.addModule({
      slug: 'telexai',
      kind: 'telexai',
      upstreamUrl: telex.origin,
      publisherId: null,
      price: priced({ model: 'per_token', markupBps: 90_000, minimum: '0' }),
    });
    const got = await chat({ model: 'acme/small', messages });
    // (8 × 0.001 + 100 × 0.002) × 10 = 2.08 credits; one credit covers 46 tokens
    expect(got.status).toBe(402);
    expect(got.json).toMatchObject({
      status: 'error',
      status_code: 402,
      code: 'insufficient_credits',
      needed: '2.08',
      available: '1',
      affordable: 46,
    });
    const asked = await chat({ model: 'acme/small', messages, max_tokens: 46 });
    expect(asked.status).toBe(200);
  });

  it('charges at most what was held; the rest is the platform’s loss, on the receipt', async () => {
    reply = () => ({ body: answer('x'.repeat(4 * 150)) });
    const got = await chat({ model: 'acme/small', messages });
    expect(got.headers['x-credits-charged']).toBe('0.208');
    const entry = await rig.ledger.entry(String(got.headers['x-usage-id']));
    expect(entry?.operation.note).toMatchObject({ held: '0.208', excess: '0.1' });
  });

  it('passes upstream errors through in their own words, and charges nothing', async () => {
    reply = () => ({ body: { status: 'error', message: 'no' }, status: 429 });
    const got = await chat({ model: 'acme/small', messages });
    expect([got.status, got.headers['x-credits-charged'], got.json.message]).toEqual([
      429,
      '0',
      'no',
    ]);
    reply = () => ({ body: { status: 'error', status_code: 500, message: 'no' } });
    expect((await chat({ model: 'acme/small', messages })).headers['x-credits-charged']).toBe('0');
    expect((await rig.balance()).available).toBe(parseCredits('1'));
  });

  it.each([
    ['half a document', 'application/json', '{"status":"success","data":{"Messages":{"con'],
    ['a page in its place', 'text/html', '<h1>Maintenance</h1>'],
  ])('takes %s for no answer, and charges nothing', async (_what, type, text) => {
    raw = { type, text };
    const got = await chat({ model: 'acme/small', messages });
    expect([got.status, got.headers['x-credits-charged']]).toEqual([200, '0']);
    expect((await rig.balance()).available).toBe(parseCredits('1'));
  });

  it('lists models for any key, costs nothing, and asks the upstream once a minute', async () => {
    const one = await rig.ask({ path: '/gateway/telexai/models' });
    expect(one.json).toEqual(modelList);
    expect(one.headers['x-credits-charged']).toBe('0');
    await rig.ask({ path: '/gateway/telexai/models' });
    expect(telex.heard).toHaveLength(1);
    rig.clock.advance(61_000);
    await rig.ask({ path: '/gateway/telexai/models' });
    expect(telex.heard).toHaveLength(2);
    const nobody = await rig.ask({ path: '/gateway/telexai/models', key: null });
    expect([nobody.status, nobody.json.code, nobody.json.status]).toEqual([
      401,
      'invalid_api_key',
      'error',
    ]);
  });

  it('estimates with the very numbers that are held', async () => {
    const module = rig.modules.get('telexai');
    if (module === undefined) {
      throw new Error('no module');
    }
    const { low, high } = await rig.gateway.estimateCall(module, { model: 'acme/small', messages });
    expect([low, high]).toEqual([parseCredits('0.008'), parseCredits('0.208')]);
    await expect(rig.gateway.estimateCall(module, { messages })).rejects.toMatchObject({
      code: 'model_not_priced',
    });
  });
});
