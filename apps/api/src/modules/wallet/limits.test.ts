import type { WalletLimits } from '@telex-credits/contracts';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../foundation/app-error.js';
import type { SpendingIdentity } from '../../foundation/ports.js';
import { createWalletService, type WalletService } from './service.js';

const organisationId = 'org_1';
const owner = { organisationId, actorId: 'usr_1' };
let time: number;
let ledger: ModelLedger;
let service: WalletService;
let documents: ReturnType<typeof openSqliteDocuments>;
let audited: string[];

beforeEach(() => {
  time = Date.parse('2026-11-30T18:00:00Z');
  const now = () => new Date(time);
  ledger = new ModelLedger({ now, baseCurrency: 'USD' });
  documents = openSqliteDocuments(':memory:');
  audited = [];
  service = createWalletService({
    ...{ documents, ledger, environment: { now } },
    audit: { record: async ({ action }) => void audited.push(action) },
  });
});
afterEach(() => documents.close());

const limits: WalletLimits = {
  timezone: 'Asia/Kathmandu',
  perCall: '5',
  perDay: '100',
  perMonth: '1000.5',
  modules: [
    { moduleId: 'mod_1', period: 'day', cap: '10' },
    { moduleId: 'mod_1', period: 'total', cap: '50' },
    { moduleId: 'mod_2', period: 'month', cap: '1' },
  ],
};
const key: SpendingIdentity = {
  ...{ kind: 'key', id: 'key_1', organisationId, scopes: [], moduleIds: null },
  cap: { credits: '20', period: 'month' },
};
const spend = { organisationId, moduleId: 'mod_1', identity: key };
const dayEnd = '2026-11-30T18:15:00.000Z';

it('has no caps until somebody sets them, and keeps what was set', async () => {
  expect(await service.for({ ...spend, identity: null })).toEqual([]);
  expect(await service.setLimits(owner, limits)).toEqual(limits);
  expect(await service.limits(organisationId)).toEqual(limits);
  expect(await service.limits('org_2')).toMatchObject({ perDay: null });
  const looser = { ...limits, perDay: null, modules: [] };
  await service.setLimits(owner, looser);
  expect(await service.limits(organisationId)).toEqual(looser);
  expect(audited).toEqual(['wallet.limits_set', 'wallet.limits_set']);
});

it('refuses two caps of one module for one period', async () => {
  const [first] = limits.modules;
  const modules = first ? [first, { ...first, cap: '1' }] : [];
  const error = await service.setLimits(owner, { ...limits, modules }).catch((e: unknown) => e);
  expect(error instanceof AppError && error.code).toBe('duplicate_module_limit');
});

it("names every limit of a call, with periods in the wallet's zone", async () => {
  await service.setLimits(owner, limits);
  expect(await service.for(spend)).toEqual([
    { id: 'call', level: 'call', period: 'total', periodEndsAt: null, cap: 5_000_000n },
    {
      ...{ id: 'key:key_1', level: 'key', period: '2026-11', periodEndsAt: dayEnd },
      cap: 20_000_000n,
    },
    {
      ...{ id: 'module:mod_1', level: 'module', period: '2026-11-30', periodEndsAt: dayEnd },
      cap: 10_000_000n,
    },
    {
      ...{ id: 'module:mod_1', level: 'module', period: 'total', periodEndsAt: null },
      cap: 50_000_000n,
    },
    {
      ...{ id: 'wallet:day', level: 'wallet', period: '2026-11-30', periodEndsAt: dayEnd },
      cap: 100_000_000n,
    },
    {
      ...{ id: 'wallet:month', level: 'wallet', period: '2026-11', periodEndsAt: dayEnd },
      cap: 1_000_500_000n,
    },
  ]);
});

it('names the cap of a connection, and none for a person', async () => {
  const connection: SpendingIdentity = {
    ...{ ...key, kind: 'connection', id: 'con_1' },
    cap: { credits: '3', period: 'total' },
  };
  expect(await service.for({ ...spend, identity: connection })).toEqual([
    {
      ...{ id: 'connection:con_1', level: 'connection', period: 'total', periodEndsAt: null },
      cap: 3_000_000n,
    },
  ]);
  expect(await service.for({ ...spend, identity: { ...key, cap: null } })).toEqual([]);
});

it("starts a new day at midnight of the wallet's zone, and not before", async () => {
  await service.setLimits(owner, { ...limits, perCall: null, perMonth: null, modules: [] });
  const walletId = organisationId;
  await ledger.submit([
    { type: 'open', id: 'open:1', walletId },
    { type: 'adjust', id: 'lot_1', walletId, credits: parseCredits('1000'), reason: 'test' },
  ]);
  const tryCharge = async (id: string, credits: string) => {
    const [result] = await ledger.submit([
      {
        ...{ type: 'charge', id, walletId, credits: parseCredits(credits), keyId: null },
        ...{ moduleId: 'mod_1', publisherId: null, developerBps: 0 },
        limits: await service.for({ ...spend, identity: null }),
      },
    ]);
    return result?.ok ? 'charged' : result?.refusal.code;
  };
  expect(await tryCharge('a', '60')).toBe('charged');
  expect(await tryCharge('b', '41')).toBe('limit_reached');
  time = Date.parse(dayEnd) - 1;
  expect(await tryCharge('c', '41')).toBe('limit_reached');
  time += 1;
  expect(await tryCharge('d', '100')).toBe('charged');
  expect(await tryCharge('e', '0.000001')).toBe('limit_reached');
});
