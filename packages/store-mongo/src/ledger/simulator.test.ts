import { randomInt } from 'node:crypto';
import { describeRun, runSeeds, storeSubject } from '@telex-credits/ledger-testkit';
import { useMongoServer } from '@telex-credits/mongo-stand-in';
import type { LedgerStore } from '@telex-credits/store';
import { expect, it } from 'vitest';
import { openMongoLedger } from './open-ledger.js';

const server = useMongoServer();
const least = (process.env.TEST_FULL ?? '') === '' ? 1 : 20;

it(`the simulator finds nothing in ${least} seeds that nobody has seen before`, async () => {
  const urls = new WeakMap<LedgerStore, string>();
  const open = storeSubject(async ({ now }, before) => {
    await before?.close();
    const url = (before && urls.get(before)) ?? server.newDatabase();
    const store = await openMongoLedger({ url, baseCurrency: 'USD', now });
    urls.set(store, url);
    return store;
  });
  const report = await runSeeds(open, { first: randomInt(2 ** 32), least });
  expect(report.broken.map(describeRun)).toEqual([]);
}, 600_000);
