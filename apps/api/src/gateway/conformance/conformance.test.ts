import { ModelLedger } from '@telex-credits/ledger-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cells } from '../../conformance/cells.js';
import { routes } from '../../conformance/routes.js';
import { type Bench, runCell } from '../../conformance/run-cell.js';
import { startUpstream, type Upstream } from '../../conformance/upstream.js';
import { type Clock, type Rig, startRig } from '../testing/rig.js';
import { createRigTarget } from './testing/rig-target.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });

let rig: Rig;
let upstream: Upstream;
let bench: Bench;

beforeAll(async () => {
  upstream = await startUpstream(0);
  const origin = `http://127.0.0.1:${upstream.port}`;
  const openAi = { base: origin, apiKey: 'k', moduleSlug: 'openai', prices: {} };
  const telexAi = { base: origin, apiKey: 'k', moduleSlug: 'telexai' };
  rig = await startRig({ ledger, config: { openAi, telexAi } });
  await rig.grant('1000000');
  bench = { upstream, target: createRigTarget(rig, `${origin}/agent`) };
});
afterAll(async () => {
  await rig.close();
  await upstream.close();
});

describe.each(routes)('$name', (route) => {
  // Of a price per token, errors are never billable.
  const fitting = cells.filter(
    ({ fits, choice }) => fits(route) && !(choice === 'errors' && route.tokens !== null),
  );

  it.each(fitting)('ends as the contract says: $name', async (cell) => {
    expect(await runCell(bench, route, cell)).toEqual([]);
  });
});

it('the table has every cue for every route that it fits', () => {
  const count = (name: string) => {
    const cell = cells.find((one) => one.name === name);
    return routes.filter((route) => cell?.fits(route)).length;
  };
  expect(routes.length).toBeGreaterThanOrEqual(14);
  expect(new Set(cells.map(({ name }) => name)).size).toBe(cells.length);
  expect([count('slow first byte'), count('stream breaks later')]).toEqual([routes.length, 6]);
});
