import { transactionSchema, transactionsQuery, walletSchema } from '@telex-credits/contracts';
import type { Operation } from '@telex-credits/ledger';
import { parseCredits } from '@telex-credits/money';
import type { LedgerStore } from '@telex-credits/store';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../foundation/app-error.js';
import { openTemporaryLedger } from '../../testing/ledgers.js';
import { runsOutAt } from './overview.js';
import { createWalletService, type WalletService } from './service.js';

const org = 'org_1';
const day = 86_400_000;
let time: number;
let ledger: LedgerStore;
let service: WalletService;
let documents: ReturnType<typeof openSqliteDocuments>;
let audited: string[];

beforeEach(async () => {
  time = Date.parse('2026-11-24T10:00:00Z');
  const now = () => new Date(time);
  ledger = await openTemporaryLedger(now);
  documents = openSqliteDocuments(':memory:');
  audited = [];
  service = createWalletService({
    ...{ documents, ledger, environment: { now } },
    audit: { record: async ({ action }) => void audited.push(action) },
  });
});
afterEach(async () => {
  expect((await ledger.verify()).ok).toBe(true);
  await ledger.close();
  await documents.close();
});

const at = (offset: number) => new Date(time + offset).toISOString();
const terms = { publisherId: 'org_dev', developerBps: 8000, limits: [] };
const paid = (id: string, credits: string): Operation => ({
  ...{ type: 'grant', id, walletId: org, kind: 'paid', credits: parseCredits(credits) },
  ...{ basis: 5_000_000_000n, priority: 0, expiresAt: null },
  source: { purchaseId: `pur_${id}`, provider: 'sandbox', currency: 'USD', paid: 500n, tax: 0n },
  note: { kind: 'purchase', purchaseId: `pur_${id}`, packageName: 'Starter Pack' },
});
const promotion = (id: string, credits: string, expiresAt: string): Operation => ({
  ...{ type: 'grant', id, walletId: org, kind: 'promotional', credits: parseCredits(credits) },
  ...{ basis: 0n, priority: 0, expiresAt, source: null, note: { reason: 'welcome' } },
});
const charge = (id: string, credits: string, more: object = {}): Operation => ({
  ...{ type: 'charge', id, walletId: org, moduleId: 'mod_1', keyId: 'key_1', ...terms },
  ...{ credits: parseCredits(credits), note: { kind: 'usage', moduleName: 'Word count' } },
  ...more,
});
const hold = (id: string, credits: string, expiresAt: string): Operation => ({
  ...{ type: 'hold', id, walletId: org, moduleId: 'mod_1', keyId: 'key_1', ...terms, expiresAt },
  credits: parseCredits(credits),
});

async function submit(...operations: Operation[]): Promise<void> {
  const results = await ledger.submit(operations);
  expect(results.filter((result) => !result.ok)).toEqual([]);
}

/** Everything that can happen to a wallet, some of it over time. */
async function livedIn(): Promise<void> {
  await submit({ type: 'open', id: `open:${org}`, walletId: org });
  await submit(paid('lot_1', '1000'), promotion('lot_2', '100', at(2 * day)));
  await submit(charge('use_1', '20.000001'), charge('use_free', '0'));
  await submit(hold('hold_1', '100', at(600_000)), hold('hold_2', '5', at(600_000)));
  await submit({ type: 'capture', id: 'use_2', holdId: 'hold_1', credits: parseCredits('60.5') });
  await submit({ type: 'release', id: 'rel_2', holdId: 'hold_2' });
  time += day;
  await submit(hold('hold_3', '7', at(600_000)));
  await submit({
    ...{ type: 'adjust', id: 'adj_1', walletId: org, reason: 'outage' },
    credits: parseCredits('-3'),
  });
  time += 2 * day;
  await submit(charge('use_3', '900', { moduleId: 'mod_2', keyId: null }));
  await submit({ type: 'reverse', id: 'rev_1', lotId: 'lot_1', total: 500n });
  await submit(paid('lot_4', '2000'));
}

const statement = (query: object = {}, organisationId = org) =>
  service.transactions(organisationId, transactionsQuery.parse(query));

it('shows a statement whose running balances add up, line by line, to the wallet', async () => {
  await livedIn();
  for (const show of ['postings', 'all']) {
    const { data, nextCursor } = await statement({ show, limit: 200 });
    expect(nextCursor).toBeNull();
    let balance = 0n;
    for (const line of [...data].reverse()) {
      transactionSchema.parse(line);
      balance += parseCredits(line.credits);
      expect(parseCredits(line.posted), line.id).toBe(balance);
    }
    const wallet = walletSchema.parse(await service.wallet(org));
    expect(parseCredits(wallet.posted)).toBe(balance);
    expect(data[0]?.held).toBe(wallet.held);
    expect(data[0]?.debt).toBe(wallet.debt);
  }
});

it('counts what every lot has left to exactly what the wallet has', async () => {
  await livedIn();
  await submit(hold('hold_9', '10', at(600_000)));
  const wallet = await service.wallet(org);
  const sum = (pick: 'remaining' | 'held') =>
    wallet.lots.reduce((total, lot) => total + parseCredits(lot[pick]), 0n);
  expect(sum('remaining')).toBe(parseCredits(wallet.posted));
  expect(sum('held')).toBe(parseCredits(wallet.held));
  expect(parseCredits(wallet.available)).toBe(
    parseCredits(wallet.posted) - parseCredits(wallet.held),
  );
  expect(wallet.lots).toMatchObject([
    { id: 'lot_4', purchaseId: 'pur_lot_4', createdAt: '2026-11-27T10:00:00.000Z' },
  ]);
});

it('agrees with the statement at the moment when credits expire, with nobody writing', async () => {
  await submit({ type: 'open', id: `open:${org}`, walletId: org });
  await submit(paid('lot_1', '10'), promotion('lot_2', '50', at(day)));
  await submit(hold('hold_1', '5', at(2000)));
  time += 2000;
  expect(await service.wallet(org)).toMatchObject({ posted: '60', held: '0' });
  expect((await statement({ show: 'all' })).data[0]).toMatchObject({ posted: '60', held: '0' });
  time += day;
  const [newest] = (await statement()).data;
  expect(newest).toMatchObject({ type: 'expire', credits: '-50', posted: '10' });
  expect(await service.wallet(org)).toMatchObject({ posted: '10', available: '10' });
});

it('shows only what moved the balance, unless all is asked for', async () => {
  await livedIn();
  const ids = async (query: object) => (await statement(query)).data.map(({ id }) => id);
  expect(await ids({})).toEqual([
    ...['lot_4', 'rev_1', 'use_3', 'expire:lot_2', 'expire:hold_3'],
    ...['adj_1', 'use_2', 'use_1', 'lot_2', 'lot_1'],
  ]);
  expect(await ids({ show: 'all' })).toEqual(
    expect.arrayContaining(['hold_1', 'rel_2', 'use_free', 'expire:hold_3']),
  );
});

it('says in words what each line was', async () => {
  await livedIn();
  const { data } = await statement({ show: 'all' });
  const words = Object.fromEntries(data.map(({ id, description }) => [id, description]));
  expect(words).toMatchObject({
    lot_1: 'Bought Starter Pack',
    lot_2: 'Promotional credits: welcome',
    use_1: 'Call of Word count',
    use_free: 'Call of Word count, free',
    hold_1: 'Set aside for mod_1',
    'expire:lot_2': 'Unused credits expired',
    'expire:hold_3': expect.stringContaining('had expired'),
    rel_2: expect.stringContaining('given back'),
    adj_1: 'Correction: outage',
    rev_1: expect.stringContaining('spent ones are owed'),
  });
});

it('filters by type, module, key and time', async () => {
  await livedIn();
  const ids = async (query: object) => (await statement(query)).data.map(({ id }) => id);
  expect(await ids({ type: 'charge' })).toEqual(['use_3', 'use_1']);
  expect(await ids({ moduleId: 'mod_2' })).toEqual(['use_3']);
  expect(await ids({ keyId: 'key_1' })).toEqual(['expire:hold_3', 'use_2', 'use_1']);
  expect(await ids({ type: 'hold' })).toEqual([]);
  expect(await ids({ from: '2026-11-25T00:00:00Z', to: '2026-11-26T00:00:00Z' })).toEqual([
    'adj_1',
  ]);
  expect(await ids({ to: '2026-11-24T11:00:00+01:00' })).toEqual([]);
});

it('pages through without losing or repeating a line while new ones are written', async () => {
  await livedIn();
  const whole = (await statement({ limit: 200 })).data.map(({ id }) => id);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await statement({ limit: 2, ...(cursor === null ? {} : { cursor }) });
    seen.push(...page.data.map(({ id }) => id));
    cursor = page.nextCursor;
    await submit(charge(`later_${seen.length}`, '1'));
  } while (cursor !== null);
  expect(seen).toEqual(whole);
  const error = await statement({ cursor: 'x' }).catch((thrown: unknown) => thrown);
  expect(error instanceof AppError && error.code).toBe('invalid_cursor');
});

it('finds rare postings behind many lines that moved nothing', async () => {
  await submit({ type: 'open', id: `open:${org}`, walletId: org }, paid('lot_1', '10'));
  for (let n = 0; n < 300; n += 1) {
    await submit(charge(`free_${n}`, '0'));
  }
  const pages = [await statement({ limit: 3 })];
  while (pages.at(-1)?.nextCursor) {
    pages.push(await statement({ limit: 3, cursor: pages.at(-1)?.nextCursor }));
  }
  expect(pages.flatMap(({ data }) => data.map(({ id }) => id))).toEqual(['lot_1']);
});

it('tells how fast credits are used and when they end', async () => {
  await submit({ type: 'open', id: `open:${org}`, walletId: org }, paid('lot_1', '1000'));
  expect(await service.wallet(org)).toMatchObject({ burnRate: '0', runsOutAt: null });
  await submit(charge('old', '300'));
  time += 7 * day + 1;
  await submit(charge('a', '30'), charge('b', '40'));
  await submit(hold('hold_1', '10', at(600_000)));
  expect(await service.wallet(org)).toMatchObject({
    burnRate: '10',
    available: '620',
    runsOutAt: at(62 * day),
  });
  expect(runsOutAt(new Date(time), 10n ** 18n, 1n)).toBeNull();
});

it('shows an empty wallet to an organisation that never bought anything', async () => {
  expect(walletSchema.parse(await service.wallet('org_new'))).toMatchObject({
    ...{ posted: '0', available: '0', debt: '0', lots: [], frozen: false },
    limits: { timezone: 'UTC', perCall: null },
  });
  expect((await statement({}, 'org_new')).data).toEqual([]);
});
