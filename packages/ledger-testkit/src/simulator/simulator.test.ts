import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ModelLedger } from '../model-ledger.js';
import { openModelSubject } from './model-subject.js';
import { describeRun, runSeeds } from './run-seeds.js';
import { simulate } from './simulate.js';
import { storeSubject } from './store-subject.js';
import { faults } from './subject.js';

const full = (process.env.TEST_FULL ?? '') !== '';
const least = full ? 2_000 : 300;
/** No more seeds are begun after this; on a busy machine the least may take longer. */
const boundMs = 30_000;

describe('the simulator', () => {
  it(`finds nothing in ${least} seeds that nobody has seen before, and more for ${boundMs / 1000} s`, async () => {
    const first = randomInt(2 ** 32);
    const end = performance.now() + boundMs;
    const report = await runSeeds(openModelSubject, {
      first,
      least,
      more: () => performance.now() < end,
    });
    process.stdout.write(
      `simulator: base seed ${first}, ${report.seeds} seeds, ${report.entries} entries, ` +
        `${report.acknowledged} acknowledged\n`,
    );
    expect(report.broken.map(describeRun)).toEqual([]);
  }, 600_000);

  it('tells the same seed in the same way, to the last answer', async () => {
    for (const seed of [1, 2, 3]) {
      const [once, again] = [
        await simulate(seed, openModelSubject),
        await simulate(seed, openModelSubject),
      ];
      expect(again).toEqual(once);
    }
    const traces = [4, 5, 6].map((seed) => simulate(seed, openModelSubject));
    expect(new Set((await Promise.all(traces)).map(({ trace }) => trace)).size).toBe(3);
  });

  it('has every fault and every type of operation accepted within eighty seeds', async () => {
    const { failures, accepted } = await runSeeds(openModelSubject, { first: 1, least: 80 });
    for (const fault of faults) {
      expect(failures[fault], fault).toBeGreaterThan(3);
    }
    for (const failure of ['lost request', 'lost answer', 'duplicate', 'slow commit']) {
      expect(failures[failure], failure).toBeGreaterThan(20);
    }
    const types = 'open grant hold extend capture release charge expire freeze unfreeze reverse';
    for (const type of `${types} reinstate repay adjust mature`.split(' ')) {
      expect(accepted[type], type).toBeGreaterThan(0);
    }
  });

  it('takes any store, and finds that one which forgets over a restart lost what it had said', async () => {
    const open = async ({ now }: { now: () => Date }) =>
      new ModelLedger({ now, baseCurrency: 'USD' });
    const report = await runSeeds(storeSubject(open), { first: 1, least: 5, brokenMax: 5 });
    expect(report.broken).toHaveLength(5);
    const kept = storeSubject(async (options, before) => before ?? open(options));
    expect((await runSeeds(kept, { first: 1, least: 30 })).broken.map(describeRun)).toEqual([]);
  });
});
