import { earningsRoutes } from '@telex-credits/contracts';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseDecimal } from '@telex-credits/money';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyReceipts } from '../../testing/verify-receipts.js';
import { createEarningsService, type EarningsService } from './service.js';

const dayMs = 86_400_000;
let clock: number;
let ledger: ModelLedger;
let documents: ReturnType<typeof openSqliteDocuments>;
let earnings: EarningsService;
let count: number;

beforeEach(() => {
  clock = Date.parse('2026-11-01T23:59:59.999Z');
  count = 0;
  const now = () => new Date(clock);
  ledger = new ModelLedger({ now, baseCurrency: 'USD' });
  documents = openSqliteDocuments(':memory:');
  earnings = createEarningsService({
    documents,
    ledger,
    now,
    baseCurrency: 'USD',
    onError: () => {},
    config: { maturesAfterDays: 14 },
  });
  ledger.work([{ type: 'open', id: 'open', walletId: 'org_ada' }]);
});
afterEach(async () => {
  await documents.close();
  await verifyReceipts(ledger, 'USD');
});

/** 100 credits for 20 USD: a credit is 0.20 USD. */
function buy(id: string): void {
  const source = { purchaseId: `pur_${id}`, provider: 'sandbox', currency: 'USD' } as const;
  const terms = { kind: 'paid', credits: 100_000_000n, basis: 20_000_000_000n } as const;
  ok({
    ...{ type: 'grant', id, walletId: 'org_ada', priority: 0, expiresAt: null, ...terms },
    source: { ...source, paid: 2000n, tax: 0n },
  });
}

function charge(credits: bigint, publisherId: string | null = 'org_dev'): void {
  count += 1;
  ok({
    ...{ type: 'charge', id: `use_${count}`, walletId: 'org_ada', credits, publisherId },
    ...{ moduleId: 'mod_1', developerBps: 8000, limits: [], keyId: null },
    note: { kind: 'usage', moduleName: 'Word count' },
  });
}

function ok(operation: Parameters<ModelLedger['work']>[0][number]): void {
  expect(ledger.work([operation])[0]).toMatchObject({ ok: true });
}

async function list(fields: Record<string, string> = {}) {
  const query = earningsRoutes.entries.query.parse(fields);
  return earnings.entries('org_dev', query);
}

describe('earnings', () => {
  it('show each call’s share, and nobody else’s', async () => {
    buy('lot_1');
    charge(1_500_000n);
    charge(1n, 'org_other');
    charge(2_000_000n, null);
    const { data } = await list();
    // 1.5 credits were paid with 0.30 USD; 80 % of that.
    expect(data).toEqual([
      {
        id: 'use_1/org_dev/earned',
        at: '2026-11-01T23:59:59.999Z',
        type: 'earned',
        moduleId: 'mod_1',
        moduleName: 'Word count',
        credits: '1.5',
        amount: { amount: '0.24', currency: 'USD' },
      },
    ]);
    expect(earningsRoutes.entries.reply.safeParse(await list()).success).toBe(true);
    expect(await earnings.balances('org_dev')).toMatchObject({
      pending: { amount: '0.24' },
      available: { amount: '0.00' },
      earned: { amount: '0.24' },
      nextMaturesAt: '2026-11-16T00:00:00.000Z',
    });
  });

  it('mature 14 days after their day has ended, not a moment sooner, and once', async () => {
    buy('lot_1');
    charge(1_500_000n);
    clock = Date.parse('2026-11-15T23:59:59.999Z');
    expect(await earnings.matureDue()).toBe(0);
    clock += 1;
    expect(await Promise.all([earnings.matureDue(), earnings.matureDue()])).toContain(1);
    expect(await earnings.balances('org_dev')).toMatchObject({
      pending: { amount: '0.00' },
      available: { amount: '0.24' },
      nextMaturesAt: null,
    });
    expect((await list()).data).toMatchObject([
      { type: 'matured', amount: { amount: '0.24' } },
      { type: 'earned' },
    ]);
    expect(ledger.journal.filter((entry) => entry.type === 'mature')).toHaveLength(1);
  });

  it('that are reversed after they matured are a debt, and come back when the buyer pays', async () => {
    buy('lot_1');
    charge(60_000_000n);
    clock += 20 * dayMs;
    await earnings.matureDue();
    ok({ type: 'reverse', id: 'rev_1', lotId: 'lot_1', total: 2000n });
    expect(await earnings.balances('org_dev')).toMatchObject({ earned: { amount: '0.00' } });
    clock += 1000;
    buy('lot_2');
    const { data } = await list();
    expect(data.map((entry) => [entry.type, entry.amount.amount])).toEqual([
      ['restored', '9.60'],
      ['reversed', '-9.60'],
      ['matured', '9.60'],
      ['earned', '9.60'],
    ]);
  });

  it('that come back on a day that has matured mature again', async () => {
    buy('lot_1');
    charge(60_000_000n);
    clock += 15 * dayMs;
    expect(await earnings.matureDue()).toBe(1);
    charge(1_000_000n);
    clock += 15 * dayMs;
    expect(await earnings.matureDue()).toBe(1);
    expect(await earnings.balances('org_dev')).toMatchObject({ available: { amount: '9.76' } });
  });

  it('add up, entry by entry, to what the ledger says is earned, also when made again', async () => {
    for (let round = 0; round < 30; round += 1) {
      clock += (round % 5) * dayMs;
      if (round % 6 === 0) {
        buy(`lot_${round}`);
      }
      charge(BigInt(1 + ((round * 7919) % 13)) * 1_234_567n, round % 3 === 0 ? null : 'org_dev');
      if (round % 8 === 7) {
        const lotId = `lot_${Math.floor(round / 8) * 6}`;
        ok({ type: 'reverse', id: `rev_${round}`, lotId, total: 2000n });
        ok({
          ...{ type: 'grant', id: `gift_${round}`, walletId: 'org_ada', source: null },
          ...gift,
        });
        await earnings.matureDue();
      }
    }
    const before = await list({ limit: '200' });
    const sum = before.data
      .filter((entry) => entry.type !== 'matured')
      .reduce((total, entry) => total + parseDecimal(entry.amount.amount, 9), 0n);
    const { earned } = await earnings.balances('org_dev');
    expect(sum).toBe(parseDecimal(earned.amount, 9));
    expect(new Set(before.data.map((entry) => entry.type)).size).toBe(4);
    await earnings.rebuild();
    expect(await list({ limit: '200' })).toEqual(before);
  });

  it('are paged and filtered by module and time', async () => {
    buy('lot_1');
    for (let index = 0; index < 5; index += 1) {
      clock += 1000;
      charge(1_000_000n);
    }
    const first = await list({ limit: '3', moduleId: 'mod_1' });
    const rest = await list({ limit: '3', moduleId: 'mod_1', cursor: first.nextCursor ?? '' });
    expect([...first.data, ...rest.data].map((entry) => entry.id)).toEqual(
      [5, 4, 3, 2, 1].map((number) => `use_${number}/org_dev/earned`),
    );
    expect((await list({ moduleId: 'mod_2' })).data).toEqual([]);
    const from = new Date(clock).toISOString();
    expect((await list({ from })).data).toHaveLength(1);
    expect((await list({ to: from })).data).toHaveLength(4);
  });
});

const gift = {
  kind: 'promotional',
  credits: 100_000_000n,
  basis: 10_000_000_000n,
  priority: 0,
  expiresAt: null,
} as const;
