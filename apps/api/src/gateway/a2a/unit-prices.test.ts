import type { ServerResponse } from 'node:http';
import { type Price, priceSchema } from '@telex-credits/contracts';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type AgentBench,
  message,
  pushConfig,
  result,
  rpc,
  startAgentBench,
  task,
} from '../testing/agent-bench.js';
import { listenTo } from '../testing/listener.js';
import { type Clock, organisation, priced } from '../testing/rig.js';
import { eventually } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const perWord: Price = priceSchema.parse({
  ...{ model: 'per_unit', unit: 'word', quantity: { in: 'body', at: '/metadata/usage/words' } },
  ...{ tiers: [{ upTo: null, credits: '0.01' }], minimum: '0.02', maximum: '4', assumed: 7 },
});
const used = (words: unknown) => ({ metadata: { usage: { words } } });

describe('an agent with a price per unit', () => {
  let bench: AgentBench;

  beforeEach(async () => {
    bench = await startAgentBench(ledger);
    bench.rig.addModule({
      ...{ slug: 'bot', upstreamUrl: `${bench.agent.origin}/a2a/bot` },
      price: priced(perWord),
    });
  });
  afterEach(async () => {
    await bench.close();
  });

  /** Outcome, credits and quantity of every call that has ended, oldest first. */
  async function ends() {
    await eventually(async () => (await bench.rig.balance()).held === 0n);
    const entries = await bench.rig.ledger.entries({
      ...{ walletId: organisation, types: ['capture', 'release'], order: 'oldest_first', limit: 9 },
    });
    return entries.map(({ operation: { note }, uses }) => {
      const { outcome, metered, estimated } = { ...note };
      const micros = uses.reduce((sum, use) => sum + use.credits, 0n);
      const { quantity } = { quantity: null, ...(metered as object | null) };
      return { outcome, quantity, estimated, micros };
    });
  }
  const success = (quantity: string, micros: bigint, estimated = false) => {
    return { outcome: 'success', quantity, estimated, micros };
  };

  it.each([
    ['a task', task('completed', used(12))],
    ['a 1.0 task', { task: task('TASK_STATE_COMPLETED', used('12')) }],
    ['a message', { kind: 'message', parts: [], ...used(12.0) }],
    ['a 1.0 message', { message: { role: 'ROLE_AGENT', content: [], ...used(1.2e1) } }],
  ])('charges what %s says', async (_name, reply) => {
    bench.answers(reply);
    const got = await bench.send(message(), { headers: { 'accept-encoding': 'gzip' } });
    expect(got.headers['x-credits-charged']).toBe('0.12');
    expect(bench.agent.heard[0]?.headers['accept-encoding']).toBe('identity');
    expect(await ends()).toEqual([success('12', 120_000n)]);
  });

  it('charges the estimate for one that says nothing, and the minimum for nothing used', async () => {
    bench.answers(task('completed', used(-5)));
    await bench.send(message());
    bench.answers(task('completed', { id: 'task-2', ...used(0) }));
    await bench.send(message());
    expect(await ends()).toEqual([success('7', 70_000n, true), success('0', 20_000n)]);
  });

  it('charges the hold for more than that, and nothing for a task that failed', async () => {
    bench.answers(task('completed', used(1e30)));
    await bench.send(message());
    bench.answers(task('failed', { id: 'task-2', ...used(10) }));
    await bench.send(message());
    expect(await ends()).toEqual([
      success('1000000000', 4_000_000n),
      { outcome: 'failed', quantity: null, estimated: false, micros: 0n },
    ]);
  });

  it('charges what a poll, a fetch or a push brings', async () => {
    bench.answers(task('working', used(3)));
    const sent = await bench.send(message());
    expect(sent.headers['x-credits-held']).toBe('4');
    bench.answers(task('completed', used(20)));
    bench.rig.clock.advance(6_000);
    await bench.rig.gateway.pollOpenTasks();
    expect(await ends()).toEqual([success('20', 200_000n)]);
    bench.answers(task('working', { id: 'task-2' }));
    await bench.send(message());
    bench.answers(task('completed', { id: 'task-2', ...used(21) }));
    await bench.send(rpc('tasks/get', { id: 'task-2' }));
    bench.answers(task('submitted', { id: 'task-3' }));
    await bench.send(message({}, pushConfig(`${bench.telex.origin}/push`)));
    await bench.push(task('completed', { id: 'task-3', ...used(22) }));
    expect((await ends()).map(({ quantity }) => quantity)).toEqual(['20', '21', '22']);
  });

  it('charges the last count of a stream, in whichever event it stands', async () => {
    let live: ServerResponse | undefined;
    bench.agent.behave = (_req, res) => {
      live = res;
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.flushHeaders();
    };
    const frame = (value: unknown) => `data: ${JSON.stringify(result(value))}\n\n`;
    const body = message({}, {}, 'message/stream');
    const caller = await listenTo(bench.rig.url, { path: '/gateway/a2a/bot', body });
    await eventually(() => live !== undefined);
    const update = { kind: 'status-update', taskId: 'task-1', contextId: 'ctx-1' };
    live?.write(frame(task('working', used(1))));
    live?.write(frame({ ...update, status: { state: 'working' }, ...used(30) }));
    live?.write(frame({ kind: 'artifact-update', taskId: 'task-1', artifact: { parts: [] } }));
    live?.end(frame({ ...update, status: { state: 'completed' } }));
    await caller.end;
    expect(await ends()).toEqual([success('30', 300_000n)]);
  });

  it('counts the units of a task once, for one of the messages that end with it', async () => {
    bench.answers(task('working'));
    await bench.send(message());
    await bench.send(message({ taskId: 'task-1' }));
    bench.answers(task('completed', used(50)));
    bench.rig.clock.advance(6_000);
    await bench.rig.gateway.pollOpenTasks();
    const micros = (await ends()).map((end) => end.micros);
    expect(micros.sort((a, b) => (a < b ? -1 : 1))).toEqual([20_000n, 500_000n]);
  });

  it('counts anew for a message that was sent after a turn had ended', async () => {
    bench.answers(task('input-required', used(5)));
    await bench.send(message());
    bench.answers(task('completed', used(6)));
    await bench.send(message({ taskId: 'task-1' }));
    expect((await ends()).map(({ quantity }) => quantity)).toEqual(['5', '6']);
  });
});
