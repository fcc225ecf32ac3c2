import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../foundation/app-error.js';
import { makeNewId } from '../../foundation/ids.js';
import { createMarketplaceService, type MarketplaceService } from './service.js';

const dayMs = 86_400_000;
const ada = { organisationId: 'org_ada', actorId: 'usr_ada' };
const eve = { organisationId: 'org_eve', actorId: 'usr_eve' };
const agent = {
  slug: 'word-count',
  kind: 'a2a',
  name: 'Word count',
  description: 'Counts words',
  upstreamUrl: 'https://agent.example/a2a',
  timeLimitSeconds: 60,
  price: { model: 'per_call', credits: '1.5', errorsBillable: false },
} as const;
const costing = (credits: string) =>
  ({ model: 'per_call', credits, errorsBillable: false }) as const;

let clock: number;
let probed: string[];
/** Lines that are served, each behind its address; null where everything that is asked for is. */
let served: Set<string> | null;
let wallet: { posted: bigint; held: bigint; debt: bigint } | undefined;
let documents: ReturnType<typeof openSqliteDocuments>;
let service: MarketplaceService;

beforeEach(() => {
  clock = Date.parse('2026-11-01T00:00:00.000Z');
  probed = [];
  served = null;
  wallet = undefined;
  documents = openSqliteDocuments(':memory:');
  const now = () => new Date(clock);
  const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
  service = createMarketplaceService({
    documents,
    environment: { now, randomBytes, newId: makeNewId(now, randomBytes) },
    organisations: { name: async (id) => `Name of ${id}` },
    audit: { record: async () => {} },
    ledger: {
      wallet: async (id) =>
        wallet && { id, ...wallet, frozen: [], counters: [], lots: [], version: 1 },
    },
    checkUpstreamUrl: async (url) => {
      if (url.includes('10.0.0.1')) {
        throw new AppError(400, 'upstream_not_allowed', 'private');
      }
    },
    probeUpstream: async ({ kind, url }) => {
      probed.push(`${kind} ${url}`);
      if (url.includes('silent')) {
        throw new AppError(400, 'upstream_not_answering', 'silent');
      }
    },
    findProof: async ({ url, content }) =>
      served === null || served.has(`${url} ${content}`) ? null : 'It does not have this line.',
    secretKey: 'a secret of at least thirty-two characters',
    estimateCall: async () => ({ low: 1_000_000n, high: 2_000_000n }),
    calls30Days: async () => 7,
    config: { developerBps: 8000, platformName: 'Telex' },
  });
});
afterEach(() => documents.close());

async function published(fields: Partial<{ slug: string; name: string }> = {}) {
  const { id } = await service.createModule(ada, { ...agent, ...fields });
  return service.publishModule(ada, id);
}

describe('publishing', () => {
  it('drafts, checks that the upstream answers, and lists with the price in force', async () => {
    const draft = await service.createModule(ada, agent);
    expect(draft).toMatchObject({ status: 'draft', developerBps: 8000, publishedAt: null });
    await expect(service.listing('word-count')).rejects.toMatchObject({ status: 404 });
    expect(await service.callables.byId(draft.id)).toBeUndefined();
    await service.publishModule(ada, draft.id);
    expect(probed).toEqual(['a2a https://agent.example/a2a']);
    expect(await service.listing('word-count')).toMatchObject({
      publisher: { id: 'org_ada', name: 'Name of org_ada' },
      price: { price: agent.price },
      nextPrice: null,
      endpoint: '/gateway/a2a/word-count',
      calls30Days: 7,
    });
    expect(await service.callables.byId(draft.id)).toMatchObject({ slug: 'word-count' });
  });

  it('refuses private and silent addresses, at publishing and when a published one changes', async () => {
    const refused = await service.createModule(ada, { ...agent, upstreamUrl: 'http://10.0.0.1/' });
    await expect(service.publishModule(ada, refused.id)).rejects.toMatchObject({
      status: 400,
      code: 'upstream_not_allowed',
    });
    const { id } = await published({ slug: 'other' });
    for (const upstreamUrl of ['http://10.0.0.1/', 'https://silent.example/']) {
      await expect(service.changeModule(ada, id, { upstreamUrl })).rejects.toMatchObject({
        status: 400,
      });
    }
    expect((await service.callables.byId(id))?.upstreamUrl).toBe(agent.upstreamUrl);
  });

  it('publishes an address only when its origin shows the line of this very module', async () => {
    served = new Set();
    const { id, ownership } = await service.createModule(ada, agent);
    const url = 'https://agent.example/.well-known/telex-credits.txt';
    expect(ownership).toEqual({
      provenAt: null,
      path: '/.well-known/telex-credits.txt',
      content: expect.stringMatching(/^telex-credits=[\w-]{43}$/),
    });
    const refused = service.publishModule(ada, id);
    await expect(refused).rejects.toMatchObject({
      status: 409,
      code: 'ownership_not_proven',
      message: expect.stringContaining(`serve the line ${ownership.content} at ${url}`),
      numbers: { url, path: ownership.path, content: ownership.content },
    });
    expect(probed).toEqual([]);
    // Eve's line at the same origin is another one: Ada's does not publish Eve's module.
    served.add(`${url} ${ownership.content}`);
    const theirs = await service.createModule(eve, { ...agent, slug: 'stolen' });
    expect(theirs.ownership.content).not.toBe(ownership.content);
    await expect(service.publishModule(eve, theirs.id)).rejects.toMatchObject({
      code: 'ownership_not_proven',
    });
    clock += dayMs;
    const module = await service.publishModule(ada, id);
    expect(module.status).toBe('published');
    expect(module.ownership).toEqual({ ...ownership, provenAt: new Date(clock).toISOString() });
    expect(JSON.stringify(await service.listing('word-count'))).not.toContain('telex-credits=');
  });

  it('asks for the line again wherever a published module moves to, and not when it stays', async () => {
    const { id, ownership } = await published();
    served = new Set();
    await service.changeModule(ada, id, { name: 'New', upstreamUrl: agent.upstreamUrl });
    for (const upstreamUrl of ['https://agent.example/v2', 'http://agent.example/a2a']) {
      await expect(service.changeModule(ada, id, { upstreamUrl })).rejects.toMatchObject({
        code: 'ownership_not_proven',
      });
    }
    expect((await service.callables.byId(id))?.upstreamUrl).toBe(agent.upstreamUrl);
    const error = await service
      .changeModule(ada, id, { upstreamUrl: 'https://other.example/a2a' })
      .catch((thrown) => thrown);
    const { url, content } = error.numbers;
    expect(content).not.toBe(ownership.content);
    served.add(`${url} ${content}`);
    const moved = await service.changeModule(ada, id, { upstreamUrl: 'https://other.example/a2a' });
    expect(moved).toMatchObject({ name: 'New', ownership: { content } });
  });

  it('has a rate that its publisher sets, in force at once', async () => {
    const rateLimit = { requests: 100, seconds: 60 };
    const { id } = await service.createModule(ada, { ...agent, rateLimit });
    await service.publishModule(ada, id);
    expect((await service.callables.byId(id))?.rateLimit).toEqual(rateLimit);
    const slower = { requests: 1, seconds: 60 };
    expect((await service.changeModule(ada, id, { rateLimit: slower })).rateLimit).toEqual(slower);
    expect((await service.callables.byId(id))?.rateLimit).toEqual(slower);
    await service.changeModule(ada, id, { rateLimit: null });
    expect((await service.callables.byId(id))?.rateLimit).toBeNull();
  });

  it('lets a module from before proofs be called, and proves it when it is published again', async () => {
    const seed = { ...agent, publisherId: ada.organisationId, demo: false };
    const { id, content } = await service.ensureModule(seed);
    served = new Set();
    expect(await service.callables.byId(id)).toBeDefined();
    await expect(service.publishModule(ada, id)).rejects.toMatchObject({
      code: 'ownership_not_proven',
    });
    served.add(`https://agent.example/.well-known/telex-credits.txt ${content}`);
    const proven = await service.publishModule(ada, id);
    expect(proven.ownership.provenAt).not.toBeNull();
    served.clear();
    expect(await service.publishModule(ada, id)).toEqual(proven);
  });

  it('answers 404 for every act on another organisation’s module', async () => {
    const { id } = await published();
    const acts = [
      service.changeModule(eve, id, { name: 'Mine' }),
      service.publishModule(eve, id),
      service.addPrice(eve, id, { price: costing('9') }),
    ];
    for (const act of acts) {
      await expect(act).rejects.toMatchObject({ status: 404, code: 'module_not_found' });
    }
    expect((await service.listModules('org_eve', { limit: 10 })).data).toEqual([]);
  });

  it('gives a slug once, also to two who ask at once, and keeps the gateway’s own', async () => {
    const both = await Promise.allSettled([
      service.createModule(ada, agent),
      service.createModule(eve, agent),
    ]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const slug of ['telexai', 'word-count']) {
      await expect(service.createModule(eve, { ...agent, slug })).rejects.toMatchObject({
        code: 'slug_taken',
      });
    }
  });

  it('refuses prices per token on modules that report no tokens', async () => {
    const price = { model: 'per_token', markupBps: 0, minimum: '0' } as const;
    await expect(service.createModule(ada, { ...agent, price })).rejects.toMatchObject({
      code: 'price_not_possible',
    });
  });
});

describe('prices', () => {
  it('of a draft change at once, up and down', async () => {
    const { id } = await service.createModule(ada, agent);
    clock += 1000;
    const version = await service.addPrice(ada, id, { price: costing('100') });
    expect(version.effectiveAt).toBe(new Date(clock).toISOString());
    const effectiveAt = new Date(clock + 1000).toISOString();
    await expect(
      service.addPrice(ada, id, { price: costing('200'), effectiveAt }),
    ).rejects.toMatchObject({ code: 'effective_at_on_draft' });
  });

  it('rise after 14 days, are announced meanwhile, and start by the clock alone', async () => {
    const { id } = await published();
    clock += 1000;
    const version = await service.addPrice(ada, id, { price: costing('2') });
    expect(Date.parse(version.effectiveAt)).toBe(clock + 14 * dayMs);
    expect((await service.listing('word-count')).nextPrice).toEqual(version);
    clock += 14 * dayMs - 1;
    expect((await service.callables.byId(id))?.price.price).toEqual(agent.price);
    clock += 1;
    expect((await service.callables.byId(id))?.price).toEqual(version);
  });

  it('that rise too soon answer when they may', async () => {
    const { id } = await published();
    const effectiveAt = new Date(clock + 13 * dayMs).toISOString();
    const possibleAt = new Date(clock + 14 * dayMs).toISOString();
    await expect(
      service.addPrice(ada, id, { price: costing('2'), effectiveAt }),
    ).rejects.toMatchObject({
      status: 409,
      code: 'price_change_too_soon',
      numbers: { possibleAt },
    });
    await service.addPrice(ada, id, { price: costing('2'), effectiveAt: possibleAt });
    // Later, because before the announced one's time a new one could still replace it.
    clock += 1000;
    await expect(
      service.addPrice(ada, id, {
        price: costing('3'),
        effectiveAt: new Date(clock + 15 * dayMs).toISOString(),
      }),
    ).rejects.toMatchObject({ numbers: { possibleAt: '2026-12-15T00:00:00.000Z' } });
  });

  it('fall at once, for the gateway too', async () => {
    const { id } = await published();
    await service.callables.bySlug('word-count');
    clock += 10;
    await service.addPrice(ada, id, { price: costing('0.5') });
    expect((await service.callables.bySlug('word-count'))?.price.price).toEqual(costing('0.5'));
  });

  it('asked for by two at once are decided one after the other', async () => {
    const { id } = await published();
    const asked = await Promise.allSettled(
      ['2', '3'].map((credits) =>
        service.addPrice(ada, id, {
          price: costing(credits),
          effectiveAt: new Date(clock + (14 + Number(credits)) * dayMs).toISOString(),
        }),
      ),
    );
    expect(asked.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('the marketplace', () => {
  it('pages and searches published modules', async () => {
    for (const [slug, name] of [
      ['alpha', 'Alpha counter'],
      ['beta', 'Beta'],
      ['gamma', 'Gamma counter'],
    ] as const) {
      await published({ slug, name });
      clock += 1000;
    }
    await service.createModule(ada, { ...agent, slug: 'draft', name: 'Draft counter' });
    const first = await service.marketplace({ limit: 2 });
    expect(first.data.map((listing) => listing.slug)).toEqual(['gamma', 'beta']);
    const rest = await service.marketplace({ limit: 2, cursor: first.nextCursor ?? '' });
    expect(rest.data.map((listing) => listing.slug)).toEqual(['alpha']);
    const found = await service.marketplace({ limit: 2, search: 'COUNTER' });
    expect(found.data.map((listing) => listing.slug)).toEqual(['gamma', 'alpha']);
  });
});

describe('the operator', () => {
  it('brings a module along once, and its address follows', async () => {
    const seed = {
      slug: 'telexai',
      kind: 'telexai',
      name: 'Telex AI',
      description: '',
      upstreamUrl: 'http://127.0.0.1:1/telexai',
      publisherId: null,
      demo: true,
      price: { model: 'per_token', markupBps: 2000, minimum: '0' },
    } as const;
    const { id } = await service.ensureModule(seed);
    await service.ensureModule(seed);
    const again = await service.ensureModule({
      ...seed,
      upstreamUrl: 'http://127.0.0.1:2/telexai',
    });
    expect(again.id).toBe(id);
    expect(await service.callables.byId(id)).toMatchObject({
      publisherId: null,
      developerBps: 0,
      upstreamUrl: 'http://127.0.0.1:2/telexai',
    });
    expect(await service.listing('telexai')).toMatchObject({
      endpoint: '/gateway/telexai',
      publisher: { id: null, name: 'Telex' },
      demo: true,
    });
    await published();
    await expect(service.ensureModule({ ...seed, slug: 'word-count' })).rejects.toMatchObject({
      code: 'slug_taken',
    });
  });

  it('sets a publisher’s share for calls from then on', async () => {
    const { id } = await published();
    await service.setDeveloperBps(id, 9000);
    expect((await service.callables.byId(id))?.developerBps).toBe(9000);
  });
});

describe('an estimate', () => {
  it('says what a call costs at least and at most, and whether the wallet has it', async () => {
    const { id } = await published();
    wallet = { posted: 5_000_000n, held: 3_000_000n, debt: 0n };
    expect(await service.estimate('org_eve', { moduleId: id })).toEqual({
      low: '1',
      high: '2',
      available: '2',
      affordable: true,
    });
    wallet = { ...wallet, held: 3_000_001n };
    expect((await service.estimate('org_eve', { moduleId: id })).affordable).toBe(false);
    wallet = { posted: 5_000_000n, held: 0n, debt: 1n };
    expect((await service.estimate('org_eve', { moduleId: id })).affordable).toBe(false);
  });
});
