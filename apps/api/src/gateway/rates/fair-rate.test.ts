import { describe, expect, it } from 'vitest';
import { FairRate } from './fair-rate.js';

/** Callers by name, each asking so often a second. */
type Demand = Readonly<Record<string, number>>;

/** What each of them was given, and refused, in so many seconds of a clock in milliseconds. */
function run(rate: FairRate, clock: { at: number }, demand: Demand, seconds: number) {
  const given: Record<string, number> = {};
  const refused: Record<string, number> = {};
  for (let milli = 0; milli < seconds * 1000; milli += 1) {
    clock.at += 1;
    for (const [name, perSecond] of Object.entries(demand)) {
      const asks =
        Math.floor((milli + 1) * (perSecond / 1000)) - Math.floor(milli * (perSecond / 1000));
      for (let ask = 0; ask < asks; ask += 1) {
        const into = rate.ask(name).allowed ? given : refused;
        into[name] = (into[name] ?? 0) + 1;
      }
    }
  }
  return { given, refused, total: Object.values(given).reduce((sum, one) => sum + one, 0) };
}

function start(requests: number, seconds = 1) {
  const clock = { at: 1_000_000 };
  return { clock, rate: new FairRate({ requests, seconds }, () => clock.at) };
}

const near = (got: number | undefined, wanted: number, tolerance = 0.05) =>
  expect(Math.abs((got ?? 0) / wanted - 1)).toBeLessThan(tolerance);

describe('a rate that callers share', () => {
  it('never refuses a caller who asks once a second beside one who asks a thousand times', () => {
    const { rate, clock } = start(100);
    const both = run(rate, clock, { busy: 1000, quiet: 1 }, 60);
    expect(both.refused.quiet).toBeUndefined();
    expect(both.given.quiet).toBe(60);
    near(both.given.busy, 99 * 60);
  });

  it('never refuses a newcomer whose rate was taken whole by somebody else', () => {
    const { rate, clock } = start(10);
    run(rate, clock, { busy: 1000 }, 30);
    const both = run(rate, clock, { busy: 1000, quiet: 1 }, 30);
    expect(both.refused.quiet).toBeUndefined();
  });

  it('never refuses a caller at exactly its share, whatever the others ask', () => {
    const { rate, clock } = start(40);
    const all = run(rate, clock, { a: 10, b: 900, c: 5, d: 300 }, 60);
    expect([all.refused.a, all.refused.c]).toEqual([undefined, undefined]);
    near(all.given.b, 12.5 * 60);
    near(all.given.d, 12.5 * 60);
  });

  it('gives ten equal callers equal shares, which are the whole rate together', () => {
    const { rate, clock } = start(100);
    const names = Array.from({ length: 10 }, (_, index) => `caller-${index}`);
    const all = run(rate, clock, Object.fromEntries(names.map((name) => [name, 100])), 60);
    near(all.total, 100 * 60);
    for (const name of names) {
      near(all.given[name], 10 * 60);
    }
  });

  it('gives a caller who is alone all of it, and no more', () => {
    const { rate, clock } = start(100);
    const alone = run(rate, clock, { only: 500 }, 60);
    near(alone.total, 100 * 60);
    expect(alone.total).toBeLessThanOrEqual(100 * 60 + 100 + 1);
  });

  it('gives what one does not use to the others, equally, and not by how loud they are', () => {
    const { rate, clock } = start(90);
    const all = run(rate, clock, { quiet: 1, loud: 100, louder: 1000 }, 60);
    near(all.given.loud, 44.5 * 60);
    near(all.given.louder, 44.5 * 60);
    near(all.total, 90 * 60);
  });

  it('goes back to whoever stays when the others are gone', () => {
    const { rate, clock } = start(100);
    run(rate, clock, { a: 200, b: 200 }, 20);
    run(rate, clock, { a: 200 }, 11);
    near(run(rate, clock, { a: 200 }, 30).given.a, 100 * 30);
    expect(rate.callers).toBe(1);
  });

  it('brings no more than the rate, once its requests and one for each newcomer, however they come and go', () => {
    const { rate, clock } = start(20, 10);
    let seed = 7;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    let given = 0;
    const from = clock.at;
    for (let step = 0; step < 20_000; step += 1) {
      clock.at += Math.floor(random() * 60);
      given += rate.ask(`caller-${Math.floor(random() * 12)}`).allowed ? 1 : 0;
    }
    const earned = ((clock.at - from) / 1000) * 2;
    expect(given).toBeLessThanOrEqual(earned + 20 + 12);
    expect(given).toBeGreaterThan(earned * 0.95);
  });

  it('forgets callers who are gone, and says when all of it may be forgotten', () => {
    const { rate, clock } = start(1000);
    for (let caller = 0; caller < 5000; caller += 1) {
      clock.at += 1;
      rate.ask(`caller-${caller}`);
    }
    clock.at += 60_000;
    expect(rate.isIdle()).toBe(true);
    rate.ask('one');
    expect(rate.callers).toBe(1);
  });

  it('says how long to wait, and keeps that promise', () => {
    const { rate, clock } = start(6, 60);
    while (rate.ask('one').allowed) {
      // Takes all there is.
    }
    const { waitSeconds } = rate.ask('one');
    clock.at += Math.ceil(waitSeconds * 1000);
    expect(rate.ask('one').allowed).toBe(true);
  });
});
