import type { ServerResponse } from 'node:http';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenTo } from '../testing/listener.js';
import { type Clock, organisation, priced, type Rig, startRig } from '../testing/rig.js';
import { eventually, json, type StubServer, startStub } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
// One credit a token, either way, and at most forty of them.
const models = {
  data: {
    data: [
      {
        id: 'm',
        top_provider: { max_completion_tokens: 40 },
        pricing: { prompt: '0.0035', completion: '0.0035' },
      },
    ],
  },
};
const event = (content: string, more: object = {}) =>
  `data: ${JSON.stringify({ role: 'assistant', content, ...more })}\n\n`;
const body = JSON.stringify({
  ...{ model: 'm', stream: true },
  messages: [{ role: 'user', content: 'abcd' }],
});
/** 3 for the whole, 4 for the message, 1 for its text. */
const prompt = 8n;

describe('the announced streaming of Telex AI', () => {
  let rig: Rig;
  let telex: StubServer;
  let live: ServerResponse;

  beforeEach(async () => {
    telex = await startStub((req, res) => {
      if (req.url === '/telexai/models') {
        json(res, models);
        return;
      }
      live = res;
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.flushHeaders();
    });
    const telexAi = { base: telex.origin, apiKey: 'k', moduleSlug: 'telexai' };
    rig = await startRig({ ledger, config: { telexAi } });
    const module = { slug: 'telexai', kind: 'telexai', upstreamUrl: telex.origin } as const;
    const price = priced({ model: 'per_token', markupBps: 0, minimum: '0' });
    rig.addModule({ ...module, publisherId: null, developerBps: 0, price });
    await rig.grant('1000');
  });
  afterEach(async () => {
    await rig.close();
    await telex.close();
  });

  const listen = () => listenTo(rig.url, { path: '/gateway/telexai/chat', body });
  async function ending() {
    await eventually(async () => (await rig.balance()).held === 0n);
    const [entry] = await rig.ledger.entries({
      ...{ walletId: organisation, types: ['capture', 'release'], order: 'newest_first', limit: 1 },
    });
    const spent = parseCredits('1000') - (await rig.balance()).available;
    return { note: entry?.operation.note, tokens: spent / 1_000_000n };
  }

  it('passes events byte for byte as they come, and costs what the text in one piece would', async () => {
    const caller = await listen();
    const events = [event(''), ': keep-alive\n\n', event('abcd'), event('efg'), event('h')];
    for (const one of events) {
      live.write(one);
      await caller.hears(one.trim());
    }
    live.end('data: [DONE]\n\n');
    expect(await caller.end).toBe('ended');
    expect(caller.text()).toBe(`${events.join('')}data: [DONE]\n\n`);
    expect(caller.headers['x-credits-held']).toBe('48');
    const { note, tokens } = await ending();
    expect(tokens).toBe(prompt + 2n);
    expect(note).toMatchObject({ outcome: 'success', route: 'telexai.chat', estimated: true });
  });

  it('counts events that wrap the message as whole replies do, and those that it cannot read', async () => {
    const caller = await listen();
    live.write('data: {"data":{"Messages":{"role":"assistant","content":"abcdefgh"}}}\n\n');
    live.end('data: plain text.\n\n');
    await caller.end;
    expect((await ending()).tokens).toBe(prompt + 5n);
  });

  it.each([
    ['ends with nothing said', () => live.end(), 'cut_short'],
    ['breaks', () => live.destroy(), 'cut_short'],
    ['says error', () => live.end('data: {"status":"error","message":"no"}\n\n'), 'upstream_error'],
  ])('that %s before its first output costs nothing', async (_how, end, outcome) => {
    const caller = await listen();
    live.write(event(''));
    await caller.hears('role');
    end();
    await caller.end;
    const { note, tokens } = await ending();
    expect([note?.outcome, tokens]).toEqual([outcome, 0n]);
  });

  it('that breaks later costs what was metered', async () => {
    const caller = await listen();
    live.write(event('abcdefgh'));
    await caller.hears('abcdefgh');
    live.destroy();
    expect(await caller.end).toBe('broken');
    const { note, tokens } = await ending();
    expect([note?.outcome, tokens]).toEqual(['cut_short', prompt + 2n]);
  });

  it('is aborted when its caller goes away, and costs what was metered', async () => {
    const caller = await listen();
    live.write(event('abcdefgh'));
    await caller.hears('abcdefgh');
    caller.leave();
    await eventually(() => live.destroyed);
    const { note, tokens } = await ending();
    expect([note?.outcome, tokens]).toEqual(['caller_went_away', prompt + 2n]);
  });

  it('is cut where it is beyond the hold for certain; the hold is charged, the rest is our loss', async () => {
    const caller = await listen();
    live.write(event('x'.repeat(16 * 45)));
    expect(await caller.end).toBe('broken');
    expect(caller.text()).toBe('');
    const { note, tokens } = await ending();
    expect([note?.outcome, tokens]).toEqual(['cut_short', 48n]);
    expect(note).toMatchObject({ held: '48', excess: '140' });
  });

  it('that is answered as JSON is what it was: a whole reply', async () => {
    telex.behave = (req, res) =>
      req.url === '/telexai/models'
        ? json(res, models)
        : json(res, { status: 'success', data: { Messages: { content: 'abcdefgh' } } });
    const got = await rig.ask({ path: '/gateway/telexai/chat', body });
    expect([got.status, got.headers['x-credits-charged']]).toEqual([200, '10']);
  });
});
