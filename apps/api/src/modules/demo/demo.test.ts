import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlatformRole } from '@telex-credits/contracts';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeNewId } from '../../foundation/ids.js';
import type { Person } from '../../http/principal.js';
import { createMarketplaceService } from '../marketplace/service.js';
import { type DemoService, startDemo } from './service.js';
import { slugify } from './text-tools.js';

const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
const now = () => new Date('2026-11-24T10:00:00.000Z');

let folder: string;
let documents: ReturnType<typeof openSqliteDocuments>;
let ledger: ModelLedger;
let demo: DemoService | undefined;
let roles: Map<string, PlatformRole>;
let keys: string[];
/** Modules whose guards let nobody through. */
let blocked: Set<string>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telex-demo-'));
  documents = openSqliteDocuments(':memory:');
  ledger = new ModelLedger({ now, baseCurrency: 'USD' });
  roles = new Map();
  keys = [];
  blocked = new Set();
});
afterEach(async () => {
  await demo?.close();
  await documents.close();
  rmSync(folder, { recursive: true });
});

const file = () => join(folder, 'credits.demo.json');

async function start(hasTelexAi = false) {
  demo = await startDemo({ file: file(), production: false, randomBytes });
  const marketplace = createMarketplaceService({
    documents,
    ledger,
    environment: { now, randomBytes, newId: makeNewId(now, randomBytes) },
    organisations: { name: async () => 'Demo Publisher' },
    audit: { record: async () => {} },
    checkUpstreamUrl: async () => {},
    probeUpstream: async () => {},
    // Asked for real: the demo serves what proves that its addresses are its own.
    findProof: async ({ url, content }) =>
      (await (await fetch(url)).text()).split('\n').includes(content) ? null : 'It is not there.',
    secretKey: 'a secret of at least thirty-two characters',
    estimateCall: async () => ({ low: 0n, high: 0n }),
    calls30Days: async () => 0,
    config: { developerBps: 8000, platformName: 'Telex' },
  });
  const lines = await demo.seed({
    ledger,
    marketplace,
    people: {
      async createPerson({ email, name }): Promise<Person> {
        const tail = email.split('@', 1)[0] ?? '';
        const organisationId = `org_${tail}`;
        ledger.work([{ type: 'open', id: `open:${organisationId}`, walletId: organisationId }]);
        return {
          ...{ kind: 'person', personId: `usr_${tail}`, email, name, emailVerified: true },
          ...{ platformRole: roles.get(`usr_${tail}`) ?? null, organisationId },
          role: 'administrator',
        };
      },
      async setPlatformRole(personId, role) {
        expect(roles.has(personId)).toBe(false);
        roles.set(personId, role);
      },
    },
    keys: {
      async create(caller) {
        keys.push(`tcr_test_${keys.length}_${caller.organisationId}`);
        return { secret: keys.at(-1) ?? '' };
      },
      works: async (secret) => keys.includes(secret),
    },
    guardOf: (moduleId) => (_req, res, next) =>
      blocked.has(moduleId) ? void res.status(401).end() : next(),
    publicUrl: 'http://127.0.0.1:4000',
    config: { creditPrice: '0.0035', hasTelexAi },
  });
  return { lines, marketplace, upstreams: demo.upstreams };
}

async function post(url: string, body: unknown): Promise<unknown> {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return reply.json();
}

describe('the demo', () => {
  it('makes accounts, modules and credits that earn, and changes nothing at the second start', async () => {
    const first = await start();
    expect(first.lines.join('\n')).toMatch(/buyer@demo\.test.*pm@demo\.test.*password \S{16}/);
    const listed = (await first.marketplace.marketplace({ limit: 10 })).data;
    expect(listed.map((one) => one.slug).sort()).toEqual(['telexai', 'text-tools', 'word-count']);
    const own = (await first.marketplace.listModules('org_publisher', { limit: 10 })).data;
    expect(own.map(({ ownership }) => ownership.provenAt)).toEqual(
      Array(2).fill(now().toISOString()),
    );
    expect(roles.get('usr_admin')).toBe('platform_admin');
    // 100 credits at 0.0035 USD.
    expect(await ledger.lot('lot_demo_org_buyer')).toMatchObject({ basis: 350_000_000n });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    const entries = await ledger.lastSeq();
    await demo?.close();
    const second = await start();
    expect(second.lines).toEqual(first.lines);
    expect((await second.marketplace.marketplace({ limit: 10 })).data).toEqual(listed);
    expect(await ledger.lastSeq()).toBe(entries);
    expect(keys).toHaveLength(1);
  });

  it('makes a new key when the old one was revoked', async () => {
    await start();
    await demo?.close();
    keys = ['tcr_test_other'];
    const { lines } = await start();
    expect(lines.at(-1)).toContain(`X-API-Key: ${keys[1]}`);
  });

  it('leaves Telex AI alone where a real one is configured, and production altogether', async () => {
    const { marketplace } = await start(true);
    await expect(marketplace.listing('telexai')).rejects.toMatchObject({ status: 404 });
    await expect(startDemo({ file: file(), production: true, randomBytes })).rejects.toThrow(
      'never made in production',
    );
  });
});

it('lets nobody to its modules whom their guards refuse', async () => {
  const { marketplace, upstreams } = await start();
  const own = (await marketplace.listModules('org_publisher', { limit: 10 })).data;
  for (const { id, upstreamUrl } of own) {
    expect((await fetch(upstreamUrl, { method: 'POST' })).status).not.toBe(401);
    blocked = new Set([id]);
    expect((await fetch(upstreamUrl, { method: 'POST' })).status).toBe(401);
  }
  expect(own).toHaveLength(2);
  expect((await fetch(`${upstreams.telexApiBase}/telexai/models`)).status).toBe(200);
});

describe('its agent', () => {
  const send = (message: object) => ({
    jsonrpc: '2.0',
    id: 3,
    method: 'message/send',
    params: { message },
  });

  it('counts words as A2A 0.3 asks, and as Telex spells it', async () => {
    const { upstreams } = await start();
    for (const message of [
      {
        role: 'user',
        messageId: 'm1',
        kind: 'message',
        parts: [{ kind: 'text', text: 'one two three' }],
      },
      { role: 'user', parts: [{ type: 'text', text: '<p>one two</p> three' }] },
    ]) {
      expect(await post(upstreams.wordCountUrl, send(message))).toMatchObject({
        jsonrpc: '2.0',
        id: 3,
        result: {
          kind: 'message',
          parts: [{ kind: 'text', text: expect.stringMatching(/^3 words/) }],
        },
      });
    }
  });

  it('shows its card under both names, with its own address', async () => {
    const { upstreams } = await start();
    for (const name of ['agent-card.json', 'agent.json']) {
      const reply = await fetch(`${upstreams.wordCountUrl}/.well-known/${name}`);
      const card: unknown = await reply.json();
      expect(card).toMatchObject({ name: 'Word count', url: upstreams.wordCountUrl });
    }
  });
});

describe('its other modules', () => {
  it('really work', async () => {
    const { upstreams } = await start();
    expect(slugify('  Crème brûlée!')).toBe('creme-brulee');
    const text = 'abc';
    expect(await post(`${upstreams.textToolsUrl}/sha256`, { text })).toEqual({
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
    expect(await post(`${upstreams.textToolsUrl}/slugify`, {})).toHaveProperty('error');
  });

  it('stand in for Telex AI in its own shapes, say so, and answer the same again', async () => {
    const { upstreams } = await start();
    const models = await (await fetch(`${upstreams.telexApiBase}/telexai/models`)).json();
    expect(models).toMatchObject({
      status: 'success',
      data: { data: [{ id: 'stand-in/small', pricing: { prompt: '0.00000015' } }, {}] },
    });
    const chat = { messages: [{ role: 'user', content: 'Hello there' }] };
    const reply = await post(`${upstreams.telexApiBase}/telexai/chat`, chat);
    expect(reply).toMatchObject({
      data: { Messages: { role: 'assistant', content: expect.stringContaining('stand-in') } },
    });
    expect(await post(`${upstreams.telexApiBase}/telexai/chat`, chat)).toEqual(reply);
  });
});
