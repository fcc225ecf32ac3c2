import type { ServerResponse } from 'node:http';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenTo } from '../testing/listener.js';
import { type Clock, organisation, priced, type Rig, startRig } from '../testing/rig.js';
import { eventually, json, type StubServer, startStub } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
// One credit a token, either way.
const prices = { small: { prompt: '0.0035', completion: '0.0035' } };
const frame = (body: object) => `data: ${JSON.stringify(body)}\n\n`;
const delta = (index: number, more: object, finish: string | null = null) =>
  frame({ choices: [{ index, delta: more, finish_reason: finish, logprobs: null }] });
const usageFrame = frame({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 7 } });
const done = 'data: [DONE]\n\n';

/** All that a client may send: tools, several parts, images, formats, more than one choice. */
const everything = {
  model: 'small',
  max_completion_tokens: 50,
  n: 2,
  store: true,
  metadata: { team: 'a' },
  logprobs: true,
  top_logprobs: 3,
  seed: 7,
  stop: ['\n\n'],
  user: 'u-1',
  parallel_tool_calls: false,
  response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' } } },
  tools: [{ type: 'function', function: { name: 'find', parameters: { type: 'object' } } }],
  tool_choice: 'auto',
  messages: [
    { role: 'developer', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'c1', type: 'function', function: { name: 'find', arguments: '{"q":1.0}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'c1', content: '{"found":true}' },
  ],
};

describe('the OpenAI drop-in', () => {
  let rig: Rig;
  let api: StubServer;
  let live: ServerResponse;

  beforeEach(async () => {
    api = await startStub((_req, res) => {
      live = res;
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.flushHeaders();
    });
    const openAi = { base: `${api.origin}/v1`, apiKey: 'k', moduleSlug: 'openai', prices };
    rig = await startRig({ ledger, config: { openAi } });
    rig.addModule({
      ...{ slug: 'openai', kind: 'openai', upstreamUrl: api.origin, timeLimitSeconds: 120 },
      ...{ publisherId: null, price: priced({ model: 'per_token', markupBps: 0, minimum: '0' }) },
    });
    await rig.grant('100000');
  });
  afterEach(async () => {
    await rig.close();
    await api.close();
  });

  const path = '/gateway/openai/v1/chat/completions';
  async function note() {
    await eventually(async () => (await rig.balance()).held === 0n);
    const [entry] = await rig.ledger.entries({
      ...{ walletId: organisation, types: ['capture', 'release'], order: 'newest_first', limit: 1 },
    });
    return entry?.operation.note;
  }
  const spent = async () => parseCredits('100000') - (await rig.balance()).available;

  it('takes tools, parts, images, formats and choices byte for byte, both ways', async () => {
    const reply = `{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":null,"tool_calls":[{"id":"c2","type":"function","function":{"name":"find","arguments":"{\\"n\\":1.50}"}}]},"logprobs":{"content":[]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":9,"completion_tokens":7,"total_tokens":16,"completion_tokens_details":{"reasoning_tokens":3}},"service_tier":"default","system_fingerprint":"fp"}`;
    api.behave = (_req, res) => json(res, reply);
    const body = JSON.stringify(everything).replace('"seed":7', '"seed" : 7.0');
    const got = await rig.ask({ path, body });
    expect(api.heard[0]?.body).toBe(body);
    expect([got.status, got.text]).toEqual([200, reply]);
    expect(got.headers['x-credits-charged']).toBe('16');
  });

  it('streams tool calls with long arguments, and counts them where no usage is said', async () => {
    const body = JSON.stringify({ ...everything, n: 1, stream: true });
    const caller = await listenTo(rig.url, { path, body });
    const parts = ['{"text":"', 'x'.repeat(60), '"}'];
    const frames = [
      delta(0, {
        role: 'assistant',
        tool_calls: [
          { index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '' } },
        ],
      }),
      ...parts.map((text) =>
        delta(0, { tool_calls: [{ index: 0, function: { arguments: text } }] }),
      ),
      delta(0, {}, 'tool_calls'),
    ];
    live.end(`${frames.join('')}${done}`);
    expect(await caller.end).toBe('ended');
    expect(caller.text()).toBe(`${frames.join('')}${done}`);
    // The name, and 71 bytes of arguments: 72 bytes are 18 tokens.
    expect(await note()).toMatchObject({ outcome: 'success', estimated: true });
    const lines = (await note())?.lines as { what: string; quantity: string }[];
    expect(lines.find(({ what }) => what.startsWith('completion'))?.quantity).toBe('18');
  });

  it('asks for usage, hides it, and passes keep-alive comments and what Azure adds', async () => {
    const body = JSON.stringify({ ...everything, stream: true, stream_options: { extra: 1 } });
    const caller = await listenTo(rig.url, { path, body });
    const opening = [
      ': keep-alive\n\n',
      frame({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] }),
      'event: ping\ndata: {}\n\n',
    ];
    const frames = [
      delta(0, { content: 'a' }),
      delta(1, { content: 'b' }),
      frame({
        choices: [{ index: 0, delta: {}, finish_reason: 'stop', content_filter_results: {} }],
        usage: null,
      }),
      delta(1, {}, 'stop'),
    ];
    live.end(`${opening.join('')}${frames.join('')}${usageFrame}${done}`);
    await caller.end;
    expect(caller.text()).toBe(`${opening.join('')}${frames.join('')}${done}`);
    const sent = JSON.parse(api.heard[0]?.body ?? '{}');
    expect(sent.stream_options).toEqual({ include_usage: true, extra: 1 });
    expect({ ...sent, stream_options: { extra: 1 } }).toEqual(JSON.parse(body));
    expect(await spent()).toBe(parseCredits('16'));
    expect(await note()).toMatchObject({ outcome: 'success', estimated: false });
  });

  it.each([
    ['POST', '/gateway/openai/v1/responses'],
    ['POST', '/gateway/openai/v1/completions'],
    ['POST', '/gateway/openai/v1/audio/transcriptions'],
    ['GET', '/gateway/openai/v1/models/small'],
    ['GET', '/gateway/openai/v1/files?limit=1'],
    ['GET', '/gateway/openai'],
  ])('answers %s %s, which it does not have, in OpenAI’s shape', async (method, unknown) => {
    const body = method === 'POST' ? { body: '{}' } : {};
    const got = await rig.ask({ path: unknown, method, ...body });
    expect(got.status).toBe(404);
    expect(got.json.error).toMatchObject({
      ...{ type: 'invalid_request_error', code: 'not_found', param: null },
      message: expect.any(String),
    });
    expect(api.heard).toEqual([]);
  });

  it('answers another method in OpenAI’s shape, and what is below Telex AI in its own', async () => {
    const other = await rig.ask({ path, method: 'GET' });
    expect([other.status, other.json.error.code]).toEqual([405, 'method_not_allowed']);
    expect(other.headers.allow).toBe('POST');
    const telex = await rig.ask({ path: '/gateway/telexai/nothing' });
    expect(telex.json).toMatchObject({ status: 'error', status_code: 404, code: 'not_found' });
    const neither = await rig.ask({ path: '/gateway/openaix' });
    expect(neither.json.code).toBe('not_found');
  });
});
