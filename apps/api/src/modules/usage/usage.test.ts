import { type QueryOf, usageRoutes } from '@telex-credits/contracts';
import type { Note } from '@telex-credits/ledger';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failingAfter } from '../../projector/failing-documents.js';
import { createUsageService, type UsageService } from './service.js';

let clock: number;
let ledger: ModelLedger;
let documents: ReturnType<typeof openSqliteDocuments>;
let usage: UsageService;
let count: number;

const terms = { publisherId: 'org_publisher', developerBps: 8000, limits: [] };
const note: Note = {
  kind: 'usage',
  route: '/gateway/a2a/{slug}',
  outcome: 'success',
  moduleName: 'Word count',
  priceVersion: {
    id: 'prc_1',
    price: { model: 'per_call', credits: '1.5', errorsBillable: false },
    effectiveAt: '2026-01-01T00:00:00.000Z',
    createdAt: '2026-01-01T00:00:00.000Z',
  },
  creditPrice: null,
  lines: [],
  estimated: false,
  held: '2',
  excess: '0',
  asked: null,
  upstreamStatus: 200,
  durationMs: 12,
  requestId: 'req_1',
  reference: null,
};

function start(onError: (error: unknown) => void = () => {}): void {
  const now = () => new Date(clock);
  usage = createUsageService({ documents, ledger, now, baseCurrency: 'USD', onError });
}

beforeEach(() => {
  clock = Date.parse('2026-03-28T10:00:00.000Z');
  count = 0;
  ledger = new ModelLedger({ now: () => new Date(clock), baseCurrency: 'USD' });
  documents = openSqliteDocuments(':memory:');
  start();
  for (const walletId of ['org_ada', 'org_eve']) {
    grant(walletId);
  }
});
afterEach(() => documents.close());

function grant(walletId: string): void {
  ledger.work([
    { type: 'open', id: `open:${walletId}`, walletId },
    {
      type: 'grant',
      id: `lot_${walletId}`,
      walletId,
      kind: 'paid',
      credits: 1_000_000_000n,
      basis: 20_000_000_000n,
      priority: 0,
      expiresAt: null,
      source: {
        purchaseId: `pur_${walletId}`,
        provider: 'sandbox',
        currency: 'USD',
        paid: 2000n,
        tax: 0n,
      },
    },
  ]);
}

function charge(
  credits: bigint,
  fields: { walletId?: string; moduleId?: string; keyId?: string | null } = {},
): string {
  count += 1;
  const id = `use_${String(count).padStart(6, '0')}`;
  const base = { walletId: 'org_ada', moduleId: 'mod_a', keyId: 'key_1' };
  const [result] = ledger.work([
    { type: 'charge', id, credits, note, ...terms, ...base, ...fields },
  ]);
  expect(result?.ok).toBe(true);
  return id;
}

/** A query as the server would parse it. */
function query(fields: Partial<Record<string, string>> = {}): QueryOf<typeof usageRoutes.list> {
  return usageRoutes.list.query.parse(fields);
}

async function grouped(organisationId: string, fields: Partial<Record<string, string>>) {
  const reply = await usage.list(organisationId, query(fields));
  if (!('total' in reply)) {
    throw new Error('the reply has no sums');
  }
  return reply;
}

describe('the list of calls', () => {
  it('shows what was just committed, newest first, page by page, and nobody else’s', async () => {
    const ids = [1n, 2n, 3n].map((credits) => charge(credits));
    charge(9n, { walletId: 'org_eve' });
    const first = await usage.list('org_ada', query({ limit: '2' }));
    expect(first.data).toMatchObject([{ id: ids[2], credits: '0.000003' }, { id: ids[1] }]);
    const rest = await usage.list('org_ada', query({ cursor: first.nextCursor ?? '' }));
    expect(rest.data).toMatchObject([{ id: ids[0], moduleName: 'Word count', outcome: 'success' }]);
    expect(rest.nextCursor).toBeNull();
  });

  it('filters by module, key and time', async () => {
    charge(1n, { moduleId: 'mod_b', keyId: 'key_2' });
    clock += 60_000;
    const wanted = charge(2n, { moduleId: 'mod_b' });
    charge(3n);
    const from = new Date(clock).toISOString();
    for (const fields of [
      { moduleId: 'mod_b', keyId: 'key_1' },
      { moduleId: 'mod_b', from },
      { moduleId: 'mod_b', limit: '1' },
    ]) {
      const reply = await usage.list('org_ada', query(fields));
      expect(reply.data).toMatchObject([{ id: wanted }]);
    }
  });

  it('contains calls that cost nothing, and no release that ended no call', async () => {
    const expiresAt = new Date(clock + 60_000).toISOString();
    const hold = { type: 'hold', walletId: 'org_ada', moduleId: 'mod_a', keyId: null } as const;
    ledger.work([
      { ...hold, ...terms, id: 'hold_1', credits: 5n, expiresAt },
      { ...hold, ...terms, id: 'hold_2', credits: 5n, expiresAt },
      { type: 'release', id: 'use_free', holdId: 'hold_1', note: { ...note, outcome: 'failed' } },
      { type: 'release', id: 'rel_2', holdId: 'hold_2' },
    ]);
    const reply = await usage.list('org_ada', query());
    expect(reply.data).toMatchObject([{ id: 'use_free', credits: '0', outcome: 'failed' }]);
    expect(await usage.usageIdOfHold('org_ada', 'hold_1')).toBe('use_free');
    expect(await usage.usageIdOfHold('org_eve', 'hold_1')).toBeNull();
  });
});

const zones = [
  'UTC',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Pacific/Chatham',
  'Europe/Berlin',
  'Pacific/Kiritimati',
  'Africa/Lagos',
];

describe('sums', () => {
  it('of days equal the range and the ledger, in any zone, over days of 23 and 25 hours', async () => {
    const call = fc.record({
      // Up to 9 days, over the changes of Berlin (29 March) and Lord Howe (5 April).
      minutes: fc.integer({ min: 0, max: 120 }),
      credits: fc.bigInt({ min: 0n, max: 3_000_000n }),
      moduleId: fc.constantFrom('mod_a', 'mod_b'),
      keyId: fc.constantFrom('key_1', 'con_1', null),
    });
    const at = fc.date({
      min: new Date('2026-03-27T00:00:00Z'),
      max: new Date('2026-04-07T00:00:00Z'),
      noInvalidDate: true,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(call, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(...zones),
        fc.tuple(at, at),
        async (calls, timezone, ends) => {
          for (const { minutes, credits, ...fields } of calls) {
            clock += minutes * 60_000 + 1;
            charge(credits, fields);
          }
          const [from, to] = ends.map((end) => end.toISOString()).sort();
          for (const range of [{}, { from, to }, { from }, { to }]) {
            const days = await grouped('org_ada', {
              groupBy: 'day',
              timezone,
              limit: '200',
              ...range,
            });
            const all = await grouped('org_ada', { groupBy: 'module,key', timezone, ...range });
            const expected = captured('org_ada', { from: '', to: '9', ...range });
            expect(sum(days.data)).toBe(expected.credits);
            expect(sum(all.data)).toBe(expected.credits);
            expect(parseCredits(days.total.credits)).toBe(expected.credits);
            expect(days.total.calls).toBe(expected.calls);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('put a call on its local day', async () => {
    clock = Date.parse('2026-03-28T18:10:00.000Z');
    charge(1_000_000n);
    clock = Date.parse('2026-03-28T18:20:00.000Z');
    charge(2_000_000n);
    const days = await grouped('org_ada', { groupBy: 'day', timezone: 'Asia/Kathmandu' });
    // Kathmandu is 5:45 ahead: its midnight is 18:15 UTC.
    expect(days.data).toEqual([
      { day: '2026-03-29', calls: 1, credits: '2' },
      { day: '2026-03-28', calls: 1, credits: '1' },
    ]);
  });

  it('come page by page without losing a group', async () => {
    for (const moduleId of ['mod_c', 'mod_a', 'mod_b']) {
      charge(1n, { moduleId });
      charge(1n, { moduleId, keyId: null });
    }
    const seen: unknown[] = [];
    let cursor: string | null = null;
    do {
      const fields: Record<string, string> = { groupBy: 'key,module', limit: '2' };
      const reply = await grouped('org_ada', cursor === null ? fields : { ...fields, cursor });
      expect(reply.total).toEqual({ calls: 6, credits: '0.000006' });
      seen.push(...reply.data.map((one) => [one.moduleId, one.keyId]));
      cursor = reply.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([
      ['mod_a', null],
      ['mod_a', 'key_1'],
      ['mod_b', null],
      ['mod_b', 'key_1'],
      ['mod_c', null],
      ['mod_c', 'key_1'],
    ]);
    await expect(grouped('org_ada', { groupBy: 'day', cursor: 'bm9wZQ' })).rejects.toMatchObject({
      name: 'InvalidCursor',
    });
  });
});

describe('the projection', () => {
  it('made again from zero is the same', async () => {
    randomCalls(200);
    const before = await everything();
    await usage.rebuild();
    expect(await everything()).toEqual(before);
    expect(before.calls).toHaveLength(200);
  });

  it('loses and doubles nothing when it is killed between any two writes', async () => {
    randomCalls(60);
    const expected = await everything();
    await documents.close();
    documents = openSqliteDocuments(':memory:');
    for (let writes = 1; writes < 200; writes += 7) {
      const whole = documents;
      documents = failingAfter(whole, writes);
      start();
      await usage.list('org_ada', query()).catch(() => {});
      documents = whole;
    }
    start();
    expect(await everything()).toEqual(expected);
  });

  it('counts a module’s calls of the last 30 days', async () => {
    charge(1n);
    clock += 20 * 86_400_000;
    charge(1n, { walletId: 'org_eve' });
    expect(await usage.calls30Days('mod_a')).toBe(2);
    clock += 11 * 86_400_000;
    expect(await usage.calls30Days('mod_a')).toBe(1);
    expect(await usage.activeOrganisations({})).toBe(2);
    expect(await usage.moduleSums({ from: new Date(clock).toISOString() })).toEqual([]);
  });
});

describe('a receipt', () => {
  it('is made of the entry: price, lots and shares that add up', async () => {
    const id = charge(1_500_000n);
    // 1.5 of 1,000 credits for 20 USD are 0.03 USD, of which 80 % go to the developer.
    expect(await usage.receipt('org_ada', id)).toEqual({
      id,
      at: '2026-03-28T10:00:00.000Z',
      organisationId: 'org_ada',
      moduleId: 'mod_a',
      publisherId: 'org_publisher',
      keyId: 'key_1',
      authorisationId: null,
      credits: '1.5',
      developerBps: 8000,
      lots: [
        {
          lotId: 'lot_org_ada',
          kind: 'paid',
          credits: '1.5',
          collected: { amount: '0.03', currency: 'USD' },
          developer: { amount: '0.024', currency: 'USD' },
        },
      ],
      collected: { amount: '0.03', currency: 'USD' },
      developerShare: { amount: '0.024', currency: 'USD' },
      platformShare: { amount: '0.006', currency: 'USD' },
      metered: null,
      modelPrice: null,
      rounding: { mode: 'up', to: '0.000001' },
      ...receiptFacts(),
    });
    expect(usageRoutes.receipt.reply.safeParse(await usage.receipt('org_ada', id)).success).toBe(
      true,
    );
  });

  it('is 404 for another organisation, for what does not exist and for what is no call', async () => {
    const id = charge(1n);
    for (const [organisationId, what] of [
      ['org_eve', id],
      ['org_ada', 'use_none'],
      ['org_ada', 'lot_org_ada'],
    ] as const) {
      await expect(usage.receipt(organisationId, what)).rejects.toMatchObject({
        status: 404,
        code: 'usage_not_found',
      });
    }
  });
});

function receiptFacts() {
  const { kind: _kind, ...facts } = note;
  return facts;
}

const sum = (groups: readonly { credits: string }[]) =>
  groups.reduce((total, group) => total + parseCredits(group.credits), 0n);

/** What the ledger itself says was captured. */
function captured(walletId: string, range: { from?: string | undefined; to?: string | undefined }) {
  const uses = ledger.journal.filter(
    (entry) =>
      entry.walletId === walletId &&
      (entry.type === 'charge' || entry.type === 'capture') &&
      entry.at >= (range.from ?? '') &&
      entry.at < (range.to ?? '9'),
  );
  const consumed = uses
    .flatMap((entry) => entry.transfers)
    .filter((transfer) => transfer.credit === 'credits:consumed')
    .reduce((total, transfer) => total + transfer.amount, 0n);
  return { calls: uses.length, credits: consumed };
}

function randomCalls(howMany: number): void {
  for (let index = 0; index < howMany; index += 1) {
    clock += (index % 7) * 200_000;
    charge(BigInt((index * 7919) % 1000), {
      walletId: index % 3 === 0 ? 'org_eve' : 'org_ada',
      moduleId: `mod_${index % 4}`,
      keyId: index % 5 === 0 ? null : 'key_1',
    });
  }
}

async function everything() {
  const groupBy = 'module,key,day';
  return {
    calls: [
      ...(await usage.list('org_ada', query({ limit: '200' }))).data,
      ...(await usage.list('org_eve', query({ limit: '200' }))).data,
    ],
    ada: await grouped('org_ada', { groupBy, limit: '200' }),
    eve: await grouped('org_eve', { groupBy, limit: '200' }),
    modules: await usage.moduleSums({}),
  };
}
