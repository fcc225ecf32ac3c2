import type { WalletLimits } from '@telex-credits/contracts';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpendingIdentity } from './foundation/ports.js';
import { message, result } from './gateway/testing/agent-bench.js';
import {
  type Clock,
  organisation,
  perCall,
  priced,
  type Rig,
  startRig,
} from './gateway/testing/rig.js';
import { eventually, json, key, type StubServer, startStub } from './gateway/testing/stub.js';
import { createWalletService, type WalletService } from './modules/wallet/service.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const open: WalletLimits = {
  ...{ timezone: 'Asia/Kathmandu', perCall: null, perDay: null, perMonth: null, modules: [] },
};
/** Midnight in Kathmandu of the day on which the rig's clock starts. */
const midnight = '2026-11-24T18:15:00.000Z';
const monthEnd = '2026-11-30T18:15:00.000Z';
const smallest = '0.000001';

let rig: Rig;
let api: StubServer;
let wallet: WalletService;
let documents: ReturnType<typeof openSqliteDocuments>;

beforeEach(async () => {
  rig = await startRig({ ledger });
  api = await startStub((_req, res) => json(res, result({ kind: 'message', parts: [] })));
  documents = openSqliteDocuments(':memory:');
  wallet = createWalletService({
    ...{ documents, ledger: rig.ledger, environment: { now: rig.clock.now } },
    audit: { record: async () => undefined },
  });
  rig.limitsFrom = wallet;
  await rig.grant('1000');
});
afterEach(async () => {
  await rig.close();
  await api.close();
  await documents.close();
});

const set = (limits: Partial<WalletLimits>) =>
  wallet.setLimits({ organisationId: organisation, actorId: 'usr_1' }, { ...open, ...limits });
const identity = (kind: SpendingIdentity['kind'], cap: SpendingIdentity['cap']) => ({
  ...{ kind, id: kind === 'key' ? 'key_buyer' : 'con_1', organisationId: organisation },
  ...{ scopes: ['gateway'] as const, moduleIds: kind === 'key' ? null : ['mod_bot'], cap },
});
const capKey = (cap: SpendingIdentity['cap']) => rig.identities.set(key, identity('key', cap));

/** One call at a price; of the agent through a connection URL, else of the HTTP API by key. */
async function call(credits: string, by: 'key' | 'connection' = 'key') {
  const price = priced(perCall(credits));
  rig.addModule({ slug: 'api', kind: 'http', upstreamUrl: api.origin, price });
  rig.addModule({ slug: 'bot', upstreamUrl: api.origin, price });
  const before = api.heard.length;
  const got = await (by === 'key'
    ? rig.ask({ path: '/gateway/http/api/x' })
    : rig.ask({ path: '/gateway/c/token', key: null, body: message() }));
  const problem = by === 'key' ? got.json : got.json.error?.data;
  return { status: got.status, problem, forwarded: api.heard.length - before };
}
const passes = { status: 200, forwarded: 1 };
const at = (iso: string) => rig.clock.advance(Date.parse(iso) - rig.clock.now().getTime());

interface LimitCase {
  readonly level: string;
  readonly code: string;
  readonly limit: string;
  readonly period: string;
  readonly resetsAt: string | null;
  readonly by: 'key' | 'connection';
  /** Sets it to three credits. */
  readonly set: () => Promise<unknown>;
}

/** Every limit that counts. */
const levels: readonly LimitCase[] = [
  {
    level: 'key',
    code: 'key_limit_reached',
    limit: 'key:key_buyer',
    set: async () => capKey({ credits: '3', period: 'day' }),
    ...{ period: '2026-11-24', resetsAt: midnight, by: 'key' },
  },
  {
    level: 'connection',
    code: 'key_limit_reached',
    limit: 'connection:con_1',
    set: async () =>
      rig.identities.set(
        'connection:token',
        identity('connection', { credits: '3', period: 'total' }),
      ),
    ...{ period: 'total', resetsAt: null, by: 'connection' },
  },
  {
    level: 'module',
    code: 'module_limit_reached',
    limit: 'module:mod_api',
    set: () => set({ modules: [{ moduleId: 'mod_api', period: 'month', cap: '3' }] }),
    ...{ period: '2026-11', resetsAt: monthEnd, by: 'key' },
  },
  {
    level: 'wallet',
    code: 'wallet_limit_reached',
    limit: 'wallet:day',
    set: () => set({ perDay: '3' }),
    ...{ period: '2026-11-24', resetsAt: midnight, by: 'key' },
  },
  {
    level: 'wallet',
    code: 'wallet_limit_reached',
    limit: 'wallet:month',
    set: () => set({ perMonth: '3' }),
    ...{ period: '2026-11', resetsAt: monthEnd, by: 'key' },
  },
];

describe.each(levels)('the limit $limit', (one) => {
  beforeEach(async () => {
    await set({});
    await one.set();
  });
  const { level, code, limit, period, resetsAt, by } = one;

  it('lets spending reach it exactly, and names itself when a micro-credit more is asked for', async () => {
    expect(await call('2', by)).toMatchObject(passes);
    expect(await call('0.999999', by)).toMatchObject(passes);
    expect(await call(smallest, by)).toMatchObject(passes);
    const refused = await call(smallest, by);
    expect(refused).toMatchObject({
      ...{ status: 403, forwarded: 0 },
      problem: {
        ...{ status: 403, code, level, limit, period, resetsAt },
        ...{ cap: '3', used: '3', held: '0', needed: smallest },
      },
    });
  });

  it('counts what running calls hold, and takes it back when they cost nothing', async () => {
    await call('2', by);
    const answer = new Promise<void>((resolve) => {
      api.behave = (_req, res) => {
        void finished.then(() => json(res, { no: 1 }, 500));
        resolve();
      };
    });
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const running = call('1', by);
    await answer;
    const refused = await call(smallest, by);
    expect(refused).toMatchObject({ status: 403, problem: { code, used: '2', held: '1' } });
    finish();
    expect((await running).status).toBe(500);
    api.behave = (_req, res) => json(res, result({ kind: 'message', parts: [] }));
    await eventually(async () => (await rig.balance()).held === 0n);
    expect(await call('1', by)).toMatchObject(passes);
    expect((await call(smallest, by)).status).toBe(403);
  });

  it('begins anew at the end of its period, and not a millisecond before', async () => {
    await call('3', by);
    if (resetsAt === null) {
      rig.clock.advance(400 * 86_400_000);
      expect((await call(smallest, by)).status).toBe(403);
      return;
    }
    at(new Date(Date.parse(resetsAt) - 1).toISOString());
    expect((await call(smallest, by)).status).toBe(403);
    at(resetsAt);
    expect(await call('3', by)).toMatchObject(passes);
    expect((await call(smallest, by)).problem).toMatchObject({ code, used: '3' });
  });
});

describe('the limit per call', () => {
  it('lets a call of exactly so much through, however often, and none of a micro-credit more', async () => {
    await set({ perCall: '2' });
    for (const credits of ['1.999999', '2', '2']) {
      expect(await call(credits)).toMatchObject(passes);
    }
    expect(await call('2.000001')).toMatchObject({
      ...{ status: 403, forwarded: 0 },
      problem: {
        ...{ code: 'call_limit_exceeded', level: 'call', limit: 'call', resetsAt: null },
        ...{ cap: '2', used: '0', held: '0', needed: '2.000001' },
      },
    });
  });
});

describe('periods', () => {
  it('give what a call releases after midnight back to the day of its hold', async () => {
    await set({ perDay: '3' });
    await call('2');
    let answer = () => {};
    api.behave = (_req, res) => {
      answer = () => json(res, { no: 1 }, 500);
    };
    at(new Date(Date.parse(midnight) - 1000).toISOString());
    const running = call('1');
    await eventually(() => api.heard.length === 2);
    at(midnight);
    api.behave = (_req, res) => json(res, { ok: 1 });
    expect(await call('3')).toMatchObject(passes);
    answer();
    await running;
    await eventually(async () => (await rig.balance()).held === 0n);
    const refused = await call(smallest);
    expect(refused.problem).toMatchObject({ period: '2026-11-25', used: '3', held: '0' });
  });

  // In spring a day has 23 hours and its month one fewer; in autumn 25, and one more.
  it.each([
    ['2027-03-14T05:00:00.000Z', '2027-03-15T04:00:00.000Z', '2027-04-01T04:00:00.000Z'],
    ['2027-11-07T04:00:00.000Z', '2027-11-08T05:00:00.000Z', '2027-12-01T05:00:00.000Z'],
  ])('are days and months of New York when its clocks change on %s', async (from, day, month) => {
    await set({ timezone: 'America/New_York', perDay: '3', perMonth: '5' });
    at(from);
    expect(await call('3')).toMatchObject(passes);
    at(new Date(Date.parse(day) - 1).toISOString());
    expect((await call('1')).problem).toMatchObject({ limit: 'wallet:day', resetsAt: day });
    at(day);
    expect(await call('2')).toMatchObject(passes);
    expect((await call('1')).problem).toMatchObject({ limit: 'wallet:month', resetsAt: month });
    at(new Date(Date.parse(month) - 1).toISOString());
    expect((await call('1')).status).toBe(403);
    at(month);
    expect(await call('1')).toMatchObject(passes);
  });
});

describe('several limits at once', () => {
  it('are checked in one order, so that the narrowest level is named: call, key, module, wallet', async () => {
    const modules = [{ moduleId: 'mod_api', period: 'day', cap: '1' }] as const;
    capKey({ credits: '1', period: 'day' });
    const wide = { perDay: '1', perMonth: '1' };
    const named = async () => (await call('1.5')).problem.limit;
    await set({ ...wide, perCall: '1', modules: [...modules] });
    expect(await named()).toBe('call');
    await set({ ...wide, modules: [...modules] });
    expect(await named()).toBe('key:key_buyer');
    capKey(null);
    expect(await named()).toBe('module:mod_api');
    await set(wide);
    expect(await named()).toBe('wallet:day');
    await set({ perMonth: '1' });
    expect(await named()).toBe('wallet:month');
    expect(api.heard).toHaveLength(0);
  });
});
