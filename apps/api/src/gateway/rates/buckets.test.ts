import { describe, expect, it } from 'vitest';
import { createBuckets } from './buckets.js';

const rate = { requests: 5, seconds: 10 };

describe('buckets', () => {
  it('give so many at once, then one for each that their rate brings', () => {
    const clock = { at: 0 };
    const buckets = createBuckets(() => clock.at);
    const take = () => buckets.take('a', rate);
    expect(Array.from({ length: 6 }, () => take().allowed)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(take().waitSeconds).toBe(2);
    clock.at += 1_999;
    expect(take().allowed).toBe(false);
    clock.at += 1;
    expect([take().allowed, take().allowed]).toEqual([true, false]);
    expect(buckets.take('b', rate)).toMatchObject({ allowed: true, remaining: 4 });
  });

  it('only look when asked to, and never turn back with a clock that does', () => {
    const clock = { at: 100_000 };
    const buckets = createBuckets(() => clock.at);
    expect(buckets.peek('a', rate).remaining).toBe(5);
    for (let count = 0; count < 5; count += 1) {
      buckets.take('a', rate);
    }
    clock.at -= 60_000;
    expect([buckets.peek('a', rate).allowed, buckets.take('a', rate).allowed]).toEqual([
      false,
      false,
    ]);
    clock.at += 60_000;
    expect(buckets.take('a', rate).allowed).toBe(false);
  });

  it('forget names that were not used for a window, and keep no more than the most', () => {
    const clock = { at: 0 };
    const buckets = createBuckets(() => clock.at, 100);
    for (let name = 0; name < 10_000; name += 1) {
      clock.at += 1;
      buckets.take(`name-${name}`, rate);
    }
    expect(buckets.size()).toBeLessThanOrEqual(101);
    clock.at += 60_000;
    for (let name = 0; name < 100; name += 1) {
      buckets.take('again', rate);
    }
    expect(buckets.size()).toBe(1);
  });
});
