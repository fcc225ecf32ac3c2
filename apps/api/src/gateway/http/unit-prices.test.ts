import { type Price, priceSchema } from '@telex-credits/contracts';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, organisation, priced, type Rig, startRig } from '../testing/rig.js';
import { eventually, json, type StubServer, startStub } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const perPage = (more: object = {}): Price =>
  priceSchema.parse({
    ...{ model: 'per_unit', unit: 'page', quantity: { in: 'body', at: '/usage/pages' } },
    ...{ tiers: [{ upTo: null, credits: '0.5' }], minimum: '0.2', maximum: '5', assumed: 2 },
    ...more,
  });
const inHeader = perPage({ quantity: { in: 'header', at: 'X-Pages' } });

describe('an HTTP module with a price per unit', () => {
  let rig: Rig;
  let api: StubServer;
  const answer = (text: string) => {
    api.behave = (_req, res) => json(res, text);
  };
  const addModule = (price: Price) =>
    rig.addModule({
      ...{ slug: 'pages', kind: 'http', upstreamUrl: api.origin },
      price: priced(price),
    });

  beforeEach(async () => {
    rig = await startRig({ ledger });
    api = await startStub((_req, res) => json(res, '{"usage": {"pages": 3}}'));
    addModule(perPage());
    await rig.grant('20');
  });
  afterEach(async () => {
    await rig.close();
    await api.close();
  });

  const ask = (headers: Record<string, string> = {}) =>
    rig.ask({ path: '/gateway/http/pages/run', body: '{}', headers });
  async function note() {
    await eventually(async () => (await rig.balance()).held === 0n);
    const [entry] = await rig.ledger.entries({
      ...{ walletId: organisation, types: ['capture', 'release'], order: 'newest_first', limit: 1 },
    });
    return entry?.operation.note;
  }
  const spent = async () => 20_000_000n - (await rig.balance()).available;

  it('holds the maximum and charges what the reply says', async () => {
    const got = await ask({ 'accept-encoding': 'gzip', range: 'bytes=0-3' });
    expect(got.headers['x-credits-charged']).toBe('1.5');
    expect(api.heard[0]?.headers['accept-encoding']).toBe('identity');
    expect(api.heard[0]?.headers.range).toBeUndefined();
    expect(await note()).toMatchObject({
      ...{ held: '5', excess: '0', estimated: false },
      metered: { quantity: '3', unit: 'page', estimated: false },
      lines: [{ quantity: '3', unit: 'page', unitPrice: '0.5', credits: '1.5' }],
    });
  });

  it('refuses a call whose maximum the balance does not cover', async () => {
    addModule(perPage({ maximum: '20.000001' }));
    const got = await ask();
    expect(got.status).toBe(402);
    expect(got.json).toMatchObject({ code: 'insufficient_credits', needed: '20.000001' });
    expect(api.heard).toHaveLength(0);
  });

  it.each([
    ['nothing used', '{"usage": {"pages": 0}}', '0.2'],
    ['a fraction', '{"usage": {"pages": 0.2}}', '0.5'],
    ['a string', '{"usage": {"pages": "4"}}', '2'],
    ['an exponent', '{"usage": {"pages": 3e0}}', '1.5'],
  ])('reads %s exactly', async (_name, body, charged) => {
    answer(body);
    expect((await ask()).headers['x-credits-charged']).toBe(charged);
    expect(await note()).toMatchObject({ estimated: false });
  });

  it.each([
    ['below zero', '{"usage": {"pages": -3}}'],
    ['no number', '{"usage": {"pages": [3]}}'],
    ['missing', '{"usage": {}}'],
    ['null', '{"usage": {"pages": null}}'],
    ['in words', '{"usage": {"pages": "many"}}'],
    ['in half a document', '{"usage": {"pages": 3}'],
    ['in no document', '<p>3 pages</p>'],
  ])('takes the documented estimate for a quantity that is %s', async (_name, body) => {
    answer(body);
    expect((await ask()).headers['x-credits-charged']).toBe('1');
    expect(await note()).toMatchObject({
      estimated: true,
      metered: { quantity: '2', estimated: true },
    });
  });

  it.each(['11', '1e999', '9999999999999999999999'])(
    'charges the hold for %s pages, and the excess is on the receipt',
    async (pages) => {
      answer(`{"usage": {"pages": ${pages}}}`);
      expect((await ask()).headers['x-credits-charged']).toBe('5');
      const { excess } = { excess: '', ...(await note()) };
      expect(excess).toBe(pages === '11' ? '0.5' : '499999995');
      expect(await spent()).toBe(5_000_000n);
    },
  );

  it('costs nothing where the upstream failed', async () => {
    api.behave = (_req, res) => json(res, '{"usage": {"pages": 3}}', 500);
    expect((await ask()).headers['x-credits-charged']).toBe('0');
    expect(await note()).toMatchObject({ outcome: 'upstream_error', lines: [], metered: null });
  });

  it('reads a header, also of a stream and of a reply over 8 MiB', async () => {
    addModule(inHeader);
    api.behave = (_req, res) => {
      res.setHeader('x-pages', '4');
      json(res, '{}');
    };
    const whole = await ask({ 'accept-encoding': 'gzip' });
    expect(whole.headers['x-credits-charged']).toBe('2');
    expect(api.heard[0]?.headers['accept-encoding']).toBe('gzip');
    api.behave = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'x-pages': '3' });
      res.end('data: 1\n\n');
    };
    await ask();
    expect(await note()).toMatchObject({ metered: { quantity: '3' }, estimated: false });
    api.behave = (_req, res) => {
      res.writeHead(200, { 'x-pages': '1' });
      res.end(Buffer.alloc(9 * 1024 * 1024));
    };
    await ask();
    expect(await note()).toMatchObject({ metered: { quantity: '1' } });
    expect(await spent()).toBe(4_000_000n);
  });

  it('takes the estimate for a stream whose body it would have to read', async () => {
    api.behave = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.end('data: {"usage": {"pages": 3}}\n\n');
    };
    const got = await ask();
    expect(got.headers['x-credits-held']).toBe('5');
    expect(await note()).toMatchObject({ outcome: 'success', estimated: true });
    expect(await spent()).toBe(1_000_000n);
  });
});
