import type { ServerResponse } from 'node:http';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenTo } from '../testing/listener.js';
import { type Clock, organisation, priced, type Rig, startRig } from '../testing/rig.js';
import { eventually, type StubServer, startStub } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const credits = (text: string) => parseCredits(text);
const prices = { small: { prompt: '0.0035', completion: '0.0035' } };
const frame = (body: object) => `data: ${JSON.stringify(body)}\n\n`;
const words = (content: string, finish: string | null = null) =>
  frame({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] });
const usage = (prompt: number, completion: number) =>
  frame({ choices: [], usage: { prompt_tokens: prompt, completion_tokens: completion } });
const done = 'data: [DONE]\n\n';

describe('a stream of chat completions', () => {
  let rig: Rig;
  let api: StubServer;
  let live: ServerResponse;

  beforeEach(async () => {
    api = await startStub((_req, res) => {
      live = res;
      res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      res.flushHeaders();
    });
    const openAi = { base: `${api.origin}/api/v1`, apiKey: 'k', moduleSlug: 'openai', prices };
    const streamLimits = { idleMillis: 1000, stalledMillis: 1000 };
    rig = await startRig({ ledger, config: { openAi, streamLimits } });
    rig.addModule({
      slug: 'openai',
      kind: 'openai',
      upstreamUrl: api.origin,
      publisherId: null,
      price: priced({ model: 'per_token', markupBps: 0, minimum: '0' }),
    });
    await rig.grant('1000');
  });
  afterEach(async () => {
    await rig.close();
    await api.close();
  });

  const body = (more: object = {}) =>
    JSON.stringify({
      ...{ model: 'small', stream: true, max_tokens: 20 },
      messages: [{ role: 'user', content: 'hi' }],
      ...more,
    });
  const listen = (text = body()) =>
    listenTo(rig.url, { path: '/gateway/openai/v1/chat/completions', body: text });
  async function note() {
    await eventually(async () => (await rig.balance()).held === 0n);
    const [entry] = await rig.ledger.entries({
      walletId: organisation,
      types: ['capture', 'release'],
      order: 'newest_first',
      limit: 1,
    });
    return entry?.operation.note;
  }
  const spent = async () => credits('1000') - (await rig.balance()).available;

  it('is asked for its usage, which the caller does not see, and charged by it', async () => {
    const caller = await listen();
    expect(api.heard[0]?.url).toBe('/api/v1/chat/completions');
    expect(api.heard[0]?.body).toBe(
      body().replace('{', '{"stream_options":{"include_usage":true},'),
    );
    const [first, second] = [words('Hé'), words('llo', 'stop')];
    live.write(first);
    await caller.hears('Hé');
    live.write(second.slice(0, 20));
    live.write(`${second.slice(20)}${usage(5, 2).slice(0, 9)}`);
    live.end(`${usage(5, 2).slice(9)}${done}`);
    expect(await caller.end).toBe('ended');
    expect(caller.text()).toBe(first + second + done);
    expect(caller.headers['x-credits-held']).toBeDefined();
    expect(await note()).toMatchObject({ outcome: 'success', estimated: false });
    expect(await spent()).toBe(credits('7'));
  });

  it('shows the usage to a caller who asked for it; the body goes on untouched', async () => {
    const text = body({ stream_options: { include_usage: true } });
    const caller = await listen(text);
    expect(api.heard[0]?.body).toBe(text);
    live.end(words('a', 'stop') + usage(5, 2) + done);
    await caller.end;
    expect(caller.text()).toBe(words('a', 'stop') + usage(5, 2) + done);
  });

  it.each([
    ['an empty stream_options', { stream_options: {} }, '{"include_usage":true}'],
    ['one that says no', { stream_options: { include_usage: false } }, '{"include_usage":true}'],
    ['a null one', { stream_options: null }, '{"include_usage":true}'],
  ])('asks through %s', async (_name, more, asked) => {
    const caller = await listen(body(more));
    expect(api.heard[0]?.body).toContain(`"stream_options":${asked}`);
    live.end(words('a', 'stop') + done);
    await caller.end;
  });

  it('without usage costs the estimate, and the last report where there are two', async () => {
    const caller = await listen();
    live.end(words('abcdefgh') + words('', 'stop') + done);
    await caller.end;
    expect(await note()).toMatchObject({ outcome: 'success', estimated: true });
    const estimated = await spent();
    const again = await listen();
    live.end(words('a', 'stop') + usage(1, 1) + usage(2, 2) + done);
    await again.end;
    expect(await note()).toMatchObject({ estimated: false });
    expect((await spent()) - estimated).toBe(credits('4'));
  });

  it('broken before its first output costs nothing, and later what was metered', async () => {
    const early = await listen();
    live.write(frame({ choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] }));
    await early.hears('assistant');
    live.destroy();
    expect(await early.end).toBe('broken');
    expect(await note()).toMatchObject({ outcome: 'cut_short' });
    expect(await spent()).toBe(0n);
    const late = await listen();
    live.write(words('abcdefgh'));
    await late.hears('abcdefgh');
    live.destroy();
    await late.end;
    expect(await note()).toMatchObject({ outcome: 'cut_short', estimated: true });
    expect(await spent()).toBeGreaterThan(0n);
  });

  it('that stops without saying that it is finished is taken for broken', async () => {
    const caller = await listen();
    live.end(words('').slice(0, -3));
    await caller.end;
    expect(await note()).toMatchObject({ outcome: 'cut_short' });
    expect(await spent()).toBe(0n);
  });

  it('with an error instead of output costs nothing', async () => {
    const caller = await listen();
    live.end(frame({ error: { message: 'overloaded' } }) + done);
    await caller.end;
    expect(caller.text()).toContain('overloaded');
    expect(await note()).toMatchObject({ outcome: 'upstream_error' });
    expect(await spent()).toBe(0n);
  });

  it('is aborted when its caller goes away, and charged as metered', async () => {
    const caller = await listen();
    live.write(words('abcdefgh'));
    await caller.hears('abcdefgh');
    caller.leave();
    expect(await note()).toMatchObject({ outcome: 'caller_went_away', estimated: true });
    await eventually(() => live.destroyed);
    expect(await spent()).toBeGreaterThan(0n);
  });

  it('is cut where it metered more than was held: the hold is charged', async () => {
    const caller = await listen();
    live.write(words('a'));
    await caller.hears('"a"');
    for (let count = 0; count < 40; count += 1) {
      live.write(words('more'));
    }
    live.write(words('x'.repeat(2000)));
    expect(await caller.end).toBe('broken');
    const last = await note();
    expect(last).toMatchObject({ outcome: 'cut_short' });
    expect(await spent()).toBe(credits(String(last?.held)));
    await eventually(() => live.destroyed);
  });

  it('of huge usage costs the hold, and the excess is on the receipt', async () => {
    const caller = await listen();
    live.end(words('a', 'stop') + usage(5, 1_000_000) + done);
    await caller.end;
    const last = await note();
    expect(await spent()).toBe(credits(String(last?.held)));
    expect(last?.excess).not.toBe('0');
  });

  it('answered as a whole is charged as a whole', async () => {
    api.behave = (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      const message = { role: 'assistant', content: 'abcdefgh' };
      const used = { prompt_tokens: 3, completion_tokens: 4 };
      res.end(JSON.stringify({ choices: [{ message }], usage: used }));
    };
    const caller = await listen();
    await caller.end;
    expect(caller.headers['x-credits-charged']).toBe('7');
  });
});
