import { adminRoutes } from '@telex-credits/contracts';
import type { Operation } from '@telex-credits/ledger';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits, parseDecimal, printCredits } from '@telex-credits/money';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyReceipts } from '../../testing/verify-receipts.js';
import { createUsageService } from '../usage/service.js';
import { type AnalyticsService, createAnalyticsService } from './service.js';

const hourMs = 3_600_000;
let clock: number;
let ledger: ModelLedger;
let documents: ReturnType<typeof openSqliteDocuments>;
let analytics: AnalyticsService;

beforeEach(() => {
  clock = Date.parse('2026-11-01T10:07:00.000Z');
  const now = () => new Date(clock);
  ledger = new ModelLedger({ now, baseCurrency: 'USD' });
  documents = openSqliteDocuments(':memory:');
  const deps = { documents, ledger, now, baseCurrency: 'USD', onError: () => {} } as const;
  analytics = createAnalyticsService({ ...deps, usage: createUsageService(deps) });
  work({ type: 'open', id: 'open_a', walletId: 'org_a' });
  work({ type: 'open', id: 'open_b', walletId: 'org_b' });
});
afterEach(async () => {
  await documents.close();
  await verifyReceipts(ledger, 'USD');
});

function work(operation: Operation): boolean {
  return ledger.work([operation])[0]?.ok === true;
}

const overview = (fields: Record<string, string> = {}) =>
  analytics.overview(adminRoutes.analytics.query.parse(fields));

/** 100 credits, for 20 USD or 30,000 NGN. */
function buy(id: string, currency: 'USD' | 'NGN', walletId = 'org_a'): void {
  const source = { purchaseId: `pur_${id}`, provider: 'sandbox', currency, tax: 0n } as const;
  work({
    ...{ type: 'grant', id, walletId, kind: 'paid', priority: 0, expiresAt: null },
    ...{ credits: 100_000_000n, basis: 20_000_000_000n },
    source: { ...source, paid: currency === 'USD' ? 2000n : 3_000_000n },
  });
}

function gift(id: string, expiresAt: string | null = null): void {
  const terms = { priority: -1, expiresAt, source: null } as const;
  const credits = { credits: 10_000_000n, basis: 0n } as const;
  work({ type: 'grant', id, walletId: 'org_b', kind: 'promotional', ...credits, ...terms });
}

function charge(id: string, credits: bigint, walletId = 'org_a', moduleId = 'mod_1'): void {
  const terms = { publisherId: 'org_dev', developerBps: 8000, limits: [], keyId: null } as const;
  const note = { kind: 'usage', moduleName: `Name of ${moduleId}` };
  work({ type: 'charge', id, walletId, credits, moduleId, note, ...terms });
}

/** What a provider keeps of a purchase: so many cents, or for as many hundredths of 1,500 NGN. */
function fee(id: string, amount: bigint, currency: 'USD' | 'NGN'): void {
  const of = { provider: 'sandbox', purchaseId: `pur_${id}`, kind: 'payment_fee' } as const;
  const base = amount * (currency === 'USD' ? 10_000_000n : 6_666n);
  work({ type: 'expense', id, ...of, currency, amount, base });
}

/** Now and then a fee, or a part of one that is given back. */
function feesOf(round: number): void {
  if (round % 9 === 4) {
    fee(`fee_${round}`, BigInt(round % 4 === 0 ? -round : 41 + round), round % 2 ? 'USD' : 'NGN');
  }
}

/** A month with everything in it. */
function live(): void {
  for (let round = 0; round < 60; round += 1) {
    clock += hourMs * 7 + 61_003 * (round % 5);
    if (round % 10 === 0) {
      buy(`lot_${round}`, round % 20 === 0 ? 'USD' : 'NGN', round % 30 === 0 ? 'org_a' : 'org_b');
    }
    feesOf(round);
    if (round % 15 === 3) {
      gift(`gift_${round}`, new Date(clock + 20 * hourMs).toISOString());
    }
    charge(`use_${round}`, BigInt(round + 1) * 123_456n, round % 3 === 0 ? 'org_b' : 'org_a');
    if (round % 25 === 24) {
      work({ type: 'reverse', id: `rev_${round}`, lotId: `lot_${round - 24}`, total: 1500n });
      work({ type: 'adjust', id: `adj_${round}`, walletId: 'org_a', credits: 5n, reason: 'test' });
      work({ type: 'adjust', id: `cut_${round}`, walletId: 'org_a', credits: -3n, reason: 'test' });
    }
  }
}

/** Net change of an account by the entries of a range, straight from the journal. */
function changeOf(pattern: RegExp, asset: string, range: { from: string; to: string }): bigint {
  const transfers = ledger.journal
    .filter((entry) => entry.at >= range.from && entry.at < range.to)
    .flatMap((entry) => entry.transfers)
    .filter((transfer) => transfer.asset === asset);
  return transfers.reduce(
    (sum, { debit, credit, amount }) =>
      sum + (pattern.test(credit) ? amount : 0n) - (pattern.test(debit) ? amount : 0n),
    0n,
  );
}

const usd = (money: { amount: string }) => parseDecimal(money.amount, 9);

describe('analytics', () => {
  it('of everything equal the ledger’s balances', async () => {
    live();
    const report = await overview({ from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' });
    const balance = async (prefix: string) =>
      (await ledger.balances(prefix)).reduce((sum, one) => sum + one.balance, 0n);
    expect(parseCredits(report.credits.consumed)).toBe(await balance('credits:consumed'));
    expect(parseCredits(report.credits.expired)).toBe(await balance('credits:expired'));
    expect(parseCredits(report.credits.reversed)).toBe(await balance('credits:reversed'));
    const issued = parseCredits(report.credits.sold) + parseCredits(report.credits.promotional);
    expect(issued).toBe(-(await balance('credits:issued')));
    expect(parseCredits(report.credits.outstanding)).toBe(await balance('wallet:'));
    expect(usd(report.money.platformRevenue)).toBe(await balance('platform_revenue'));
    expect(usd(report.money.developerEarnings)).toBe(await balance('earnings_'));
    expect(usd(report.money.breakage)).toBe(await balance('breakage'));
    expect(usd(report.money.providerFees)).toBe(-(await balance('provider_fees')));
    expect(usd(report.money.providerFees)).toBeGreaterThan(0n);
    expect(usd(report.money.deferredRevenue)).toBe(await balance('deferred_revenue'));
    expect(report.calls).toBe(ledger.journal.filter((entry) => entry.type === 'charge').length);
    expect(report.calls).toBeGreaterThan(40);
    expect(report.activeOrganisations).toBe(2);
    expect((await ledger.verify()).ok).toBe(true);
    // Every kind of thing really happened.
    for (const text of Object.values(report.credits)) {
      expect(text).not.toBe('0');
    }
    expect(adminRoutes.analytics.reply.safeParse(report).success).toBe(true);
  });

  it('of any range equal the sums of its entries, day by day, in any zone', async () => {
    live();
    for (const [from, to, timezone] of [
      ['2026-11-03T05:01:02.003Z', '2026-11-12T17:44:59.999Z', 'Asia/Kathmandu'],
      ['2026-11-05T00:00:00.000Z', '2026-11-06T00:00:00.000Z', 'UTC'],
      ['2026-11-05T10:01:00.000Z', '2026-11-05T10:02:00.000Z', 'UTC'],
      ['2026-10-31T23:00:00.000Z', '2026-11-18T23:00:00.000Z', 'America/St_Johns'],
    ] as const) {
      const report = await overview({ from, to, timezone });
      const range = { from, to };
      const consumed = changeOf(/^credits:consumed$/, 'CREDIT', range);
      expect(parseCredits(report.credits.consumed)).toBe(consumed);
      const days = report.days.reduce((sum, day) => sum + parseCredits(day.consumed), 0n);
      expect(days).toBe(consumed);
      const modules = report.topModules.reduce((sum, one) => sum + parseCredits(one.credits), 0n);
      expect(modules).toBe(consumed);
      expect(usd(report.money.platformRevenue)).toBe(changeOf(/^platform_revenue$/, 'USD', range));
      expect(usd(report.money.developerEarnings)).toBe(changeOf(/^earnings_/, 'USD', range));
      expect(usd(report.money.providerFees)).toBe(-changeOf(/^provider_fees$/, 'USD', range));
      expect(report.days.reduce((sum, day) => sum + day.calls, 0)).toBe(report.calls);
    }
  });

  it('show what providers kept in base currency, and what they gave back', async () => {
    buy('lot_usd', 'USD');
    fee('fee_1', 60n, 'USD');
    fee('fee_2', 100_000n, 'NGN');
    fee('fee_3', -10n, 'USD');
    const { money } = await overview();
    expect(money.providerFees).toEqual({ amount: '1.1666', currency: 'USD' });
    expect(money.collected).toEqual([{ amount: '20.00', currency: 'USD' }]);
    expect(money.returned).toEqual([]);
  });

  it('show collected and returned money in its own currency', async () => {
    buy('lot_usd', 'USD');
    buy('lot_ngn', 'NGN');
    work({ type: 'reverse', id: 'rev', lotId: 'lot_ngn', total: 1_000_000n });
    const { money, credits } = await overview();
    expect(money.collected).toEqual([
      { amount: '30000.00', currency: 'NGN' },
      { amount: '20.00', currency: 'USD' },
    ]);
    expect(money.returned).toEqual([{ amount: '10000.00', currency: 'NGN' }]);
    expect(credits).toMatchObject({ sold: '200', reversed: '33.333333' });
  });

  it('name the modules that were used most, and every day of the range', async () => {
    buy('lot_usd', 'USD');
    charge('use_1', 1_000_000n, 'org_a', 'mod_small');
    charge('use_2', 2_000_000n, 'org_a', 'mod_big');
    charge('use_3', 3_000_000n, 'org_a', 'mod_big');
    const report = await overview();
    expect(report.topModules).toEqual([
      {
        ...{ moduleId: 'mod_big', moduleName: 'Name of mod_big', calls: 2, credits: '5' },
        collected: { amount: '1.00', currency: 'USD' },
        developerEarnings: { amount: '0.80', currency: 'USD' },
      },
      expect.objectContaining({ moduleId: 'mod_small' }),
    ]);
    expect(report.days).toHaveLength(31);
    expect(report.days.at(-1)).toEqual({
      day: '2026-11-01',
      sold: '100',
      consumed: printCredits(6_000_000n),
      calls: 3,
      platformRevenue: { amount: '0.24', currency: 'USD' },
    });
  });

  it('made again from zero are the same', async () => {
    live();
    const range = { from: '2026-10-01T00:00:00Z', to: '2026-12-01T00:00:00Z' };
    const before = await overview(range);
    await analytics.rebuild();
    expect(await overview(range)).toEqual(before);
  });
});
