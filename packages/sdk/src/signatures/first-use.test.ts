import { beforeEach, expect, it } from 'vitest';
import { rememberNonces } from './first-use.js';

let clock: number;
const now = () => new Date(clock);

beforeEach(() => {
  clock = 0;
});

it('a nonce counts once', () => {
  const isFirstUse = rememberNonces({ now });
  expect(isFirstUse('a', new Date(60_000))).toBe(true);
  expect(isFirstUse('a', new Date(60_000))).toBe(false);
  expect(isFirstUse('b', new Date(60_000))).toBe(true);
});

it('what is forgotten, because it expired or there were too many, does not count again', () => {
  const isFirstUse = rememberNonces({ now, most: 2 });
  for (const [nonce, expiry] of [
    ['a', 1000],
    ['b', 2000],
    ['c', 3000],
  ] as const) {
    expect(isFirstUse(nonce, new Date(expiry))).toBe(true);
  }
  // The third pushed the first out.
  expect(isFirstUse('a', new Date(1000))).toBe(false);
  expect(isFirstUse('b', new Date(2000))).toBe(false);
  clock = 10_000;
  expect(isFirstUse('d', new Date(20_000))).toBe(true);
  for (const [nonce, expiry] of [
    ['a', 1000],
    ['b', 2000],
    ['c', 3000],
    ['d', 20_000],
  ] as const) {
    expect(isFirstUse(nonce, new Date(expiry)), nonce).toBe(false);
  }
});
