import { describe, expect, it } from 'vitest';
import { brokenLimit, count, dropEnded, leftOf } from './limits.js';
import type { LimitRef } from './operations.js';

const day: LimitRef = {
  id: 'wallet:day',
  level: 'wallet',
  period: '2026-11-24',
  periodEndsAt: '2026-11-25T00:00:00.000Z',
  cap: 10n,
};

describe('limit counters', () => {
  it('are apart for each period of the same limit', () => {
    const tomorrow = { ...day, period: '2026-11-25', periodEndsAt: '2026-11-26T00:00:00.000Z' };
    const counters = count([], [day], { used: 10n, held: 0n });
    expect(brokenLimit(counters, [day], 1n)).toMatchObject({ used: 10n });
    expect(brokenLimit(counters, [tomorrow], 10n)).toBeNull();
  });

  it('meet a hold that was made just before its period ended and worked just after', () => {
    const counters = count([], [day], { used: 10n, held: 0n });
    const kept = dropEnded(counters, '2026-11-25T00:00:01.000Z');
    expect(brokenLimit(kept, [day], 1n)).toMatchObject({ used: 10n });
    expect(dropEnded(counters, '2026-11-25T00:05:00.000Z')).toEqual([]);
  });

  it('stay as long as a hold counts in them, however long ago the period ended', () => {
    const counters = count([], [day], { used: 0n, held: 1n });
    expect(dropEnded(counters, '2027-11-25T00:00:00.000Z')).toEqual(counters);
  });

  it('never hold less than nothing', () => {
    expect(() => count([], [day], { used: 0n, held: -1n })).toThrow('wallet:day');
  });

  it('refuse nothing at the cap and everything beyond it, with a lowered cap too', () => {
    const counters = count([], [day], { used: 4n, held: 5n });
    expect(brokenLimit(counters, [day], 1n)).toBeNull();
    expect(brokenLimit(counters, [day], 2n)).toMatchObject({ code: 'limit_reached' });
    expect(brokenLimit(counters, [{ ...day, cap: 3n }], 0n)).toMatchObject({ used: 4n, held: 5n });
  });

  it('leave exactly as much as may still be spent: the least of them, and nothing beyond a cap', () => {
    const call: LimitRef = {
      ...{ id: 'call', level: 'call', period: 'total', periodEndsAt: null },
      cap: 7n,
    };
    expect(leftOf([], [])).toBeNull();
    const counters = count([], [day], { used: 2n, held: 3n });
    for (const [limits, left] of [
      [[day], 5n],
      [[call], 7n],
      [[call, day], 5n],
      [[{ ...day, cap: 4n }, call], 0n],
    ] as const) {
      expect(leftOf(counters, limits)).toBe(left);
      expect(brokenLimit(counters, limits, left + 1n)).not.toBeNull();
      expect(left > 0n && brokenLimit(counters, limits, left) !== null).toBe(false);
    }
  });
});
