import type { WalletLimits } from '@telex-credits/contracts';
import { expect, it } from 'vitest';
import { createLimitsCache } from './limits-cache.js';

const capped = (perDay: string): WalletLimits => ({
  ...{ timezone: 'UTC', perCall: null, perDay, perMonth: null, modules: [] },
});

function setUp() {
  const state = { now: 0, perDay: '1', reads: 0, during: () => {} };
  const cache = createLimitsCache({
    now: () => new Date(state.now),
    async read() {
      state.reads += 1;
      const limits = capped(state.perDay);
      state.during();
      return limits;
    },
  });
  return { state, cache };
}

it('caps are read once for many calls, and again after five seconds', async () => {
  const { state, cache } = setUp();
  await cache.of('org_1');
  state.perDay = '2';
  state.now = 4_999;
  expect(await cache.of('org_1')).toEqual(capped('1'));
  state.now = 5_000;
  expect(await cache.of('org_1')).toEqual(capped('2'));
  expect(state.reads).toBe(2);
});

it('a change of our own counts at once, also when it comes while caps are read', async () => {
  const { state, cache } = setUp();
  await cache.of('org_1');
  state.perDay = '2';
  cache.forget('org_1');
  state.during = () => {
    state.during = () => {};
    state.perDay = '3';
    cache.forget('org_1');
  };
  expect(await cache.of('org_1')).toEqual(capped('2'));
  expect(await cache.of('org_1')).toEqual(capped('3'));
});
