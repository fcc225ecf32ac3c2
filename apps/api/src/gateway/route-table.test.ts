import { ModelLedger } from '@telex-credits/ledger-testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isMetered } from './metering/metered.js';
import type { GatewayRoute } from './metering/route.js';
import { message } from './testing/agent-bench.js';
import { type Clock, perCall, priced, type Rig, startRig } from './testing/rig.js';
import { json, type StubServer, startStub } from './testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });

/** Routes that are meant to answer without a key, and never reach `message/send`. */
const publicNames = ['a2a.card', 'a2a.connection-card', 'a2a.push'];
/** Routes that need a key and cost nothing. */
const freeNames = ['telexai.models', 'openai.models'];

describe('every route of the gateway', () => {
  let rig: Rig;
  let upstream: StubServer;

  beforeEach(async () => {
    upstream = await startStub((_req, res) =>
      json(res, { data: { data: [] }, jsonrpc: '2.0', id: 3, result: { parts: [] } }),
    );
    rig = await startRig({
      ledger,
      config: {
        telexAi: { base: upstream.origin, apiKey: 'k', moduleSlug: 'telexai' },
        openAi: { base: upstream.origin, apiKey: 'k', moduleSlug: 'openai', prices: {} },
      },
    });
    const price = priced(perCall('1'));
    const upstreamUrl = upstream.origin;
    rig.addModule({ slug: 'bot', upstreamUrl, price });
    rig.addModule({ slug: 'api', kind: 'http', upstreamUrl, price });
    rig.addModule({ slug: 'telexai', kind: 'telexai', upstreamUrl, price });
    rig.addModule({ slug: 'openai', kind: 'openai', upstreamUrl, price });
    rig.identities.set('connection:token', {
      kind: 'connection',
      id: 'con_1',
      organisationId: 'org_buyer',
      scopes: ['gateway'],
      moduleIds: ['mod_bot'],
      cap: null,
    });
  });
  afterEach(async () => {
    await rig.close();
    await upstream.close();
  });

  function askOf(route: GatewayRoute) {
    const slug = route.path.startsWith('/gateway/http') ? 'api' : 'bot';
    const path = route.path.replace('{slug}', slug).replace('{token}', 'token').replace('*', 'x');
    const method = route.method === 'ANY' ? 'POST' : route.method;
    const chat = JSON.stringify({ model: 'm', messages: [] });
    const embedding = JSON.stringify({ model: 'm', input: 'text' });
    const own = route.name === 'openai.embeddings' ? embedding : chat;
    const body = ['telexai', 'openai'].includes(route.shape) ? own : message();
    return { path, method, ...(method === 'GET' ? {} : { body }) };
  }

  it('went through the metering layer', () => {
    expect(rig.gateway.routes.length).toBeGreaterThan(0);
    for (const metered of rig.gateway.routes) {
      expect([metered.route.path, isMetered(metered)]).toEqual([metered.route.path, true]);
    }
    expect(isMetered({ route: rig.gateway.routes[0]?.route, handle: () => undefined })).toBe(false);
  });

  it('is one that the contract names, and only cards and pushes are public', () => {
    const named = rig.gateway.routes.map(({ route }) => `${route.method} ${route.path}`).sort();
    expect(named).toEqual(
      [
        'ANY /gateway/http/{slug}/*',
        'GET /gateway/a2a/{slug}/.well-known/agent-card.json',
        'GET /gateway/a2a/{slug}/.well-known/agent.json',
        'GET /gateway/c/{token}/.well-known/agent-card.json',
        'GET /gateway/c/{token}/.well-known/agent.json',
        'GET /gateway/openai/v1/models',
        'GET /gateway/telexai/models',
        'POST /gateway/a2a/{slug}',
        'POST /gateway/c/{token}',
        'POST /gateway/openai/v1/chat/completions',
        'POST /gateway/openai/v1/embeddings',
        'POST /gateway/push/{id}',
        'POST /gateway/telexai/chat',
      ].sort(),
    );
    for (const { route } of rig.gateway.routes) {
      expect([route.name, route.access === 'public']).toEqual([
        route.name,
        publicNames.includes(route.name),
      ]);
    }
  });

  /** What costs credits: everything that is neither public nor known to be free. */
  const pricedRoutes = () =>
    rig.gateway.routes
      .map(({ route }) => route)
      .filter((route) => route.access !== 'public' && !freeNames.includes(route.name));

  it('that costs credits refuses an empty wallet before it forwards anything', async () => {
    expect(pricedRoutes().length).toBeGreaterThan(3);
    for (const route of pricedRoutes()) {
      const got = await rig.ask(askOf(route));
      expect([route.path, got.status]).toEqual([route.path, 402]);
    }
    expect(upstream.heard).toEqual([]);
  });

  it('that is not public refuses whoever has no key, or an unknown one', async () => {
    await rig.grant('100');
    rig.identities.clear();
    for (const { route } of rig.gateway.routes.filter(({ route }) => route.access !== 'public')) {
      for (const key of [null, 'tcr_live_unknown']) {
        const got = await rig.ask({ ...askOf(route), key });
        expect([route.path, got.status]).toEqual([route.path, 401]);
        expect(got.headers['x-request-id']).toBeDefined();
      }
    }
    expect(upstream.heard).toEqual([]);
    expect((await rig.balance()).available).toBe(100_000_000n);
  });

  it('that costs credits leaves one receipt of what it took, and no other route leaves any', async () => {
    await rig.grant('100');
    let available = (await rig.balance()).available;
    for (const { route } of rig.gateway.routes) {
      const got = await rig.ask(askOf(route));
      const now = (await rig.balance()).available;
      const usageId = String(got.headers['x-usage-id']);
      const operation = (await rig.ledger.entry(usageId))?.operation;
      const isPriced = pricedRoutes().includes(route);
      expect([route.name, operation?.type]).toEqual([route.name, isPriced ? 'capture' : undefined]);
      expect([route.name, available - now]).toEqual([route.name, isPriced ? 1_000_000n : 0n]);
      if (operation?.type === 'capture') {
        expect(operation).toMatchObject({
          ...{ credits: 1_000_000n, note: { kind: 'usage', route: route.name } },
        });
      }
      available = now;
    }
    const entries = await rig.ledger.entries({
      ...{ walletId: 'org_buyer', types: ['capture', 'charge', 'release'] },
      ...{ order: 'oldest_first', limit: 100 },
    });
    expect(entries).toHaveLength(pricedRoutes().length);
  });

  it('and nothing else: unknown paths are 404, other methods 405 with Allow', async () => {
    const none = await rig.ask({ path: '/gateway/nothing' });
    expect([none.status, none.json.code]).toEqual([404, 'not_found']);
    const other = await rig.ask({ path: '/gateway/a2a/bot', method: 'DELETE' });
    expect([other.status, other.headers.allow]).toEqual([405, 'POST']);
  });
});
