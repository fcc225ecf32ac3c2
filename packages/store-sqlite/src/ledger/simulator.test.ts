import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeRun,
  openModelSubject,
  runSeeds,
  simulate,
  storeSubject,
} from '@telex-credits/ledger-testkit';
import { describe, expect, it } from 'vitest';
import { openSqliteLedger } from './open-ledger.js';
import { openSqliteSubject } from './testing/sqlite-subject.js';

const full = (process.env.TEST_FULL ?? '') !== '';
const least = full ? 200 : 20;
/** No more seeds are begun after this; on a busy machine the least may take longer. */
const boundMs = 12_000;

describe('the simulator on the SQLite engine', () => {
  it(`finds nothing in ${least} seeds that nobody has seen before, and more for ${boundMs / 1000} s`, async () => {
    const first = randomInt(2 ** 32);
    const end = performance.now() + boundMs;
    const more = () => performance.now() < end;
    const report = await runSeeds(openSqliteSubject, { first, least, more });
    process.stdout.write(`simulator on SQLite: base seed ${first}, ${report.seeds} seeds\n`);
    expect(report.broken.map(describeRun)).toEqual([]);
  }, 600_000);

  it('tells a seed as before and as the model tells it, to the last answer', async () => {
    for (const seed of [1, 2, 3]) {
      const once = await simulate(seed, openSqliteSubject);
      expect(await simulate(seed, openSqliteSubject)).toEqual(once);
      if (once.failures.torn_commit === undefined) {
        expect(await simulate(seed, openModelSubject)).toEqual(once);
      }
    }
  });

  it('finds nothing with the writer in a thread of its own, as it is served', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'telex-simulator-'));
    let count = 0;
    const paths = new WeakMap<object, string>();
    const open = storeSubject(async ({ now }, before) => {
      await before?.close();
      count += 1;
      const path = (before && paths.get(before)) ?? join(folder, `${count}.db`);
      const store = await openSqliteLedger({ path, baseCurrency: 'USD', now });
      paths.set(store, path);
      return store;
    });
    const report = await runSeeds(open, { first: randomInt(2 ** 32), least: 3 });
    rmSync(folder, { recursive: true });
    expect(report.broken.map(describeRun)).toEqual([]);
  });
});
