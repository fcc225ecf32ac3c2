import { ModelLedger } from '@telex-credits/ledger-testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../conformance/eventually.js';
import { routes } from '../../conformance/routes.js';
import { createStage, type Stage } from '../../conformance/stage.js';
import type { Target } from '../../conformance/target.js';
import { answer, startUpstream, type Upstream } from '../../conformance/upstream.js';
import { type FlakyLedger, flaky } from '../../testing/flaky-ledger.js';
import { organisation, type Rig, startRig } from '../testing/rig.js';
import { createRigTarget } from './testing/rig-target.js';

const granted = 1_000_000_000n;
const streaming = routes.filter(({ frames }) => frames !== null);
const whole = routes.filter(({ frames }) => frames === null);

let rig: Rig;
let ledger: FlakyLedger;
let upstream: Upstream;
let target: Target;

beforeEach(async () => {
  upstream = await startUpstream(0);
  const origin = `http://127.0.0.1:${upstream.port}`;
  rig = await startRig({
    ledger(clock) {
      ledger = flaky(new ModelLedger({ now: clock.now, baseCurrency: 'USD' }));
      return ledger;
    },
    config: {
      openAi: { base: origin, apiKey: 'k', moduleSlug: 'openai', prices: {} },
      telexAi: { base: origin, apiKey: 'k', moduleSlug: 'telexai' },
    },
  });
  await rig.grant('1000');
  target = createRigTarget(rig, `${origin}/agent`);
});
afterEach(async () => {
  await rig.close();
  await upstream.close();
});

const stageOf = (route: (typeof routes)[number]): Stage =>
  createStage({ target, upstream, route }, target.pathOf(route, 'usual') ?? '');

/** The time of every hold of this call is over. */
async function holdsEnd(): Promise<void> {
  rig.clock.advance(3_600_000);
  await rig.ledger.submit([{ type: 'open', id: 'open:tick', walletId: 'tick' }]);
  expect((await rig.balance()).held).toBe(0n);
}

async function spent(): Promise<bigint> {
  return granted - (await rig.balance()).available;
}

/** The wallet is empty, whatever was in it. */
async function emptied(): Promise<void> {
  const { available } = await rig.balance();
  const operation = { type: 'adjust', id: 'emptied', walletId: organisation, reason: 't' } as const;
  await rig.ledger.submit([{ ...operation, credits: -available }]);
}

const loss = (usageId: string) => rig.ledger.entry(`${usageId}_loss`);

describe.each(whole)('$name', (route) => {
  it('is charged late where its hold had ended, once, what it costs', async () => {
    const stage = stageOf(route);
    const seen = await stage.whole((_req, res) => {
      void holdsEnd().then(() => answer(res, route.good(stage.task)));
    });
    const receipt = await target.receipt(String(seen.headers['x-usage-id']));
    expect([seen.status, receipt?.outcome]).toEqual([200, 'charged_late']);
    expect(receipt?.credits).toBeGreaterThan(0n);
    expect(await spent()).toBe(receipt?.credits);
  });

  it('is the platform’s loss where that charge is refused', async () => {
    const stage = stageOf(route);
    const seen = await stage.whole((_req, res) => {
      void holdsEnd()
        .then(emptied)
        .then(() => answer(res, route.good(stage.task)));
    });
    expect((await loss(String(seen.headers['x-usage-id'])))?.operation).toMatchObject({
      ...{ type: 'charge', credits: 0n, note: { outcome: 'charged_late' } },
    });
    expect((await rig.balance()).available).toBe(0n);
  });

  it('is served while the ledger gives no answer, and settled by the job', async () => {
    const stage = stageOf(route);
    const seen = await stage.whole((_req, res) => {
      ledger.faults.push(...Array.from({ length: 5 }, () => 'answers_unknown' as const));
      answer(res, route.good(stage.task));
    });
    expect([seen.status, seen.headers['x-credits-held'] !== undefined]).toEqual([200, true]);
    expect(await spent()).toBeGreaterThan(0n);
    await rig.gateway.pollOpenTasks();
    const receipt = await target.receipt(String(seen.headers['x-usage-id']));
    expect([receipt?.outcome, (await rig.balance()).held]).toEqual(['success', 0n]);
    expect(await spent()).toBe(receipt?.credits);
  });
});

describe.each(streaming)('$name', (route) => {
  it('is charged late where its hold had ended, once, what it costs', async () => {
    const stage = stageOf(route);
    const { live, seen } = await stage.streamWithOutput();
    await holdsEnd();
    live.end(stage.frames.closing);
    const usageId = String((await seen()).headers['x-usage-id']);
    await until('the late charge', async () => {
      return (await target.receipt(`${usageId}_late`)) !== undefined;
    });
    const receipt = await target.receipt(`${usageId}_late`);
    expect(receipt?.outcome).toBe('charged_late');
    expect(await spent()).toBe(receipt?.credits);
  });

  it('is the platform’s loss where that charge is refused', async () => {
    const stage = stageOf(route);
    const { live, seen } = await stage.streamWithOutput();
    await holdsEnd();
    await emptied();
    live.end(stage.frames.closing);
    const usageId = String((await seen()).headers['x-usage-id']);
    await until('the loss', async () => (await loss(usageId)) !== undefined);
    expect((await rig.balance()).available).toBe(0n);
  });

  it('is settled by the job where the ledger gave no answer at its end', async () => {
    const stage = stageOf(route);
    const { live, seen } = await stage.streamWithOutput();
    const many = 1000;
    ledger.faults.push(...Array.from({ length: many }, () => 'answers_unknown' as const));
    live.end(stage.frames.closing);
    const usageId = String((await seen()).headers['x-usage-id']);
    // Five attempts, and for agents five more of the layer itself.
    const attempts = route.agent === null ? 5 : 10;
    await until('the attempts at its end', () => ledger.faults.length <= many - attempts);
    ledger.faults.length = 0;
    await until('the job settles it', async () => {
      rig.clock.advance(10_000);
      await rig.gateway.pollOpenTasks();
      return (await rig.balance()).held === 0n;
    });
    const receipt = await target.receipt(usageId);
    expect(await spent()).toBe(receipt?.credits);
    expect(receipt?.credits).toBeGreaterThan(0n);
  });
});
