import { expect, it } from 'vitest';
import { pauseAfter } from './schedule.js';

const hour = 3_600_000;
const pauses = (jitter: number) =>
  Array.from({ length: 10 }, (_, index) => pauseAfter(index + 1, { retryAfterMs: null, jitter }));

it('ten attempts take three days and four hours, and up to a tenth more', () => {
  const exact = pauses(0);
  expect(exact.at(-1)).toBeUndefined();
  const total = exact.reduce<number>((sum, pause) => sum + (pause ?? 0), 0);
  expect(total).toBe(75 * hour + 35 * 60_000 + 5_000);
  for (const [index, pause] of pauses(0.999).entries()) {
    const least = exact[index] ?? 0;
    expect(pause ?? 0).toBeGreaterThanOrEqual(least);
    expect(pause ?? 0).toBeLessThanOrEqual(least * 1.1);
  }
});

it('Retry-After does not add attempts, and never shortens a pause', () => {
  expect(pauseAfter(10, { retryAfterMs: hour, jitter: 0 })).toBeUndefined();
  expect(pauseAfter(9, { retryAfterMs: hour, jitter: 0 })).toBe(24 * hour);
});
