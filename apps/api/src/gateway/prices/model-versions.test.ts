import type { ServerResponse } from 'node:http';
import type { Json } from '@telex-credits/ledger';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeNewId } from '../../foundation/ids.js';
import { Clock, organisation, priced, type Rig, startRig } from '../testing/rig.js';
import { eventually, type Got, json, type StubServer, startStub } from '../testing/stub.js';
import { parseUsd } from './exact.js';
import { createModelVersions } from './model-versions.js';

const minute = 61_000;

describe('prices of models', () => {
  let rig: Rig;
  let telex: StubServer;
  let entries: unknown[];
  /** Replies that are kept back until a test sends them. */
  let waiting: ServerResponse[] | null;
  const small = (pricing: object) => ({ id: 'acme/small', context_length: 100, pricing });
  const answer = {
    ...{ status: 'success', status_code: 200 },
    data: { Messages: { role: 'assistant', content: 'abcd' } },
  };

  beforeEach(async () => {
    entries = [small({ prompt: '0.0000035', completion: '0.000007' })];
    waiting = null;
    telex = await startStub((req, res) => {
      if (req.url === '/telexai/models') {
        json(res, { data: { data: entries } });
      } else if (waiting === null) {
        json(res, answer);
      } else {
        waiting.push(res);
      }
    });
    rig = await startRig({
      ledger: ({ now }) => new ModelLedger({ now, baseCurrency: 'USD' }),
      config: { telexAi: { base: telex.origin, apiKey: 'k', moduleSlug: 'telexai' } },
    });
    rig.addModule({
      ...{ slug: 'telexai', kind: 'telexai', upstreamUrl: telex.origin, publisherId: null },
      price: priced({ model: 'per_token', markupBps: 0, minimum: '0' }),
    });
    await rig.grant('50');
  });
  afterEach(async () => {
    await rig.close();
    await telex.close();
  });

  const body = JSON.stringify({ model: 'acme/small', messages: [{ role: 'user', content: 'a' }] });
  const chat = () => rig.ask({ path: '/gateway/telexai/chat', body });
  function changePrice(pricing: object): void {
    entries = [small(pricing)];
    rig.clock.advance(minute);
  }
  async function modelPriceOf(got: Got): Promise<Json | undefined> {
    const entry = await rig.ledger.entry(String(got.headers['x-usage-id']));
    return entry?.operation.note?.modelPrice;
  }

  it('have numbered versions that receipts name; the same price stays one', async () => {
    const at = rig.clock.now().toISOString();
    const prices = { prompt: '0.0000035', completion: '0.000007', request: '0', image: '0' };
    const first = { provider: 'telexai', model: 'acme/small', number: 1, since: at };
    const version = { ...first, prices: { ...prices, cached: null } };
    expect(await modelPriceOf(await chat())).toEqual(version);
    rig.clock.advance(minute);
    expect(await modelPriceOf(await chat())).toEqual(version);
    changePrice({ prompt: '0.000007', completion: '0.000007' });
    expect(await modelPriceOf(await chat())).toMatchObject({
      ...{ number: 2, since: rig.clock.now().toISOString(), prices: { prompt: '0.000007' } },
    });
    changePrice({ prompt: '0.0000035', completion: '0.000007' });
    expect(await modelPriceOf(await chat())).toMatchObject({ number: 3 });
  });

  it('that change in mid-call change nothing for that call', async () => {
    waiting = [];
    const held = chat();
    await eventually(() => waiting?.length === 1);
    const [first] = waiting;
    waiting = null;
    changePrice({ prompt: '0.00035', completion: '0.0007' });
    const dear = await chat();
    expect(await modelPriceOf(dear)).toMatchObject({ number: 2 });
    json(first as ServerResponse, answer);
    const cheap = await held;
    expect(await modelPriceOf(cheap)).toMatchObject({ number: 1, prices: { prompt: '0.0000035' } });
    // 8 tokens of the prompt and one of the completion.
    expect(cheap.headers['x-credits-charged']).toBe('0.01');
    expect(dear.headers['x-credits-charged']).toBe('1');
  });

  it('of zero are prices', async () => {
    await chat();
    changePrice({ prompt: '0', completion: '0' });
    const got = await chat();
    expect(got.headers['x-credits-charged']).toBe('0');
    expect(await modelPriceOf(got)).toMatchObject({ number: 2, prices: { prompt: '0' } });
  });

  it.each([
    ['is gone', []],
    ['has no price any more', [small({})]],
    ['lost half of its price', [small({ prompt: '0.1' })]],
    ['has a number for a price', [small({ prompt: 0.1, completion: '0.1' })]],
    ['costs less than nothing', [small({ prompt: '-1', completion: '-1' })]],
    ['costs nonsense', [small({ prompt: 'free', completion: '1e' })]],
    ['is in no list', { a: 1 }],
  ])('refuse a model that %s: it is never free', async (_name, list) => {
    await chat();
    const asked = telex.heard.length;
    entries = list as unknown[];
    rig.clock.advance(minute);
    const got = await chat();
    expect(got.status).toBe(400);
    expect(got.json.code).toBe('model_not_priced');
    expect(telex.heard.slice(asked).map(({ url }) => url)).toEqual(['/telexai/models']);
    expect((await rig.balance(organisation)).held).toBe(0n);
  });
});

describe('versions', () => {
  it('are one sequence for many processes, and who read the list earlier follows', async () => {
    const clock = new Clock();
    const documents = openSqliteDocuments(':memory:');
    const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
    const environment = { now: clock.now, randomBytes, newId: makeNewId(clock.now, randomBytes) };
    const [one, two] = [1, 2].map(() => createModelVersions({ documents, environment }, 'openai'));
    const costing = (prompt: string) => {
      const zero = parseUsd('0');
      const rest = { completion: zero, request: zero, image: zero, cached: null };
      return { model: 'm', prompt: parseUsd(prompt), ...rest };
    };
    const readAt = clock.now();
    const numbers = await Promise.all(
      [one, two, one, two].map((each) => each?.of(costing('1'), readAt)),
    );
    expect(numbers.map((price) => price?.version?.number)).toEqual([1, 1, 1, 1]);
    clock.advance(1000);
    expect((await one?.of(costing('2'), clock.now()))?.version?.number).toBe(2);
    const late = await two?.of(costing('1'), readAt);
    expect(late?.version).toMatchObject({ number: 2, prices: { prompt: '2' } });
    await documents.close();
  });
});
