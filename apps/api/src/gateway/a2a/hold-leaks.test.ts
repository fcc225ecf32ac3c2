import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type AgentBench,
  message,
  pushConfig,
  result,
  rpc,
  startAgentBench,
} from '../testing/agent-bench.js';
import { type Listener, listenTo } from '../testing/listener.js';
import { type Clock, organisation } from '../testing/rig.js';
import { eventually } from '../testing/stub.js';
import { type AgentTask, createTurnAgent, type Reply, shown } from '../testing/turn-agent.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const price = parseCredits('1');
const paidReplies: ReadonlySet<Reply> = new Set(['message']);

/** One step of a run; `task` picks one of the tasks that are there. */
type Step =
  | { readonly do: 'send'; readonly reply: Exclude<Reply, 'stream'>; readonly push: boolean }
  | { readonly do: 'stream'; readonly push: boolean }
  | { readonly do: 'move'; readonly task: number; readonly state: string }
  | { readonly do: 'push' | 'get' | 'cancel' | 'subscribe' | 'all'; readonly task: number }
  | { readonly do: 'end' | 'break' | 'leave'; readonly task: number }
  | { readonly do: 'wait'; readonly millis: number }
  | { readonly do: 'poll' | 'kill' };

const onTask = (...names: readonly ('push' | 'get' | 'cancel' | 'subscribe' | 'all')[]) =>
  fc.record({ do: fc.constantFrom(...names), task: fc.nat(20) });
const states = ['working', 'completed', 'failed', 'rejected', 'canceled', 'input-required'];
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('send' as const),
        reply: fc.constantFrom('message', 'error', 'http-500', 'hang-up', 'task', 'task', 'task'),
        push: fc.boolean(),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('stream' as const), push: fc.boolean() }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('move' as const),
        task: fc.nat(20),
        state: fc.constantFrom(...states),
      }),
    },
    { weight: 4, arbitrary: onTask('push', 'get', 'cancel', 'subscribe', 'all') },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constantFrom('end' as const, 'break' as const, 'leave' as const),
        task: fc.nat(20),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('wait' as const),
        millis: fc.constantFrom(1_000, 6_000, 60_000, 11 * 60_000, 3_600_000),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('poll' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('kill' as const) }) },
  ),
  { minLength: 1, maxLength: 16 },
) as fc.Arbitrary<Step[]>;

/** What a turn costs by the state that its task ended in. */
function costOf({ state, output }: AgentTask): bigint {
  if (state === 'canceled') {
    return output ? price : 0n;
  }
  return state === 'completed' || state === 'input-required' ? price : 0n;
}

/** One run: a bench, its agent, and what each turn has to come to. */
async function createRun(bench: AgentBench) {
  const agent = createTurnAgent();
  const { rig } = bench;
  const expected = new Map<string, () => bigint>();
  const callers = new Map<string, Listener>();
  let turns = 0;
  // No real second counts here: a busy machine must not look like a slow agent.
  rig.addModule({
    slug: 'bot',
    upstreamUrl: `${bench.agent.origin}/a2a/bot`,
    timeLimitSeconds: 60,
  });
  bench.agent.behave = agent.answer;
  await rig.grant('1000');
  const before = (await rig.balance()).available;

  function bodyOf(step: { reply: Reply; push: boolean }, name: string): string {
    const params = step.push ? pushConfig(`${bench.telex.origin}/hook`) : {};
    const method = step.reply === 'stream' ? 'message/stream' : 'message/send';
    return message({ metadata: { reply: step.reply, name } }, params, method);
  }

  async function send(step: Step & { do: 'send' }): Promise<void> {
    const name = `task-${++turns}`;
    const got = await bench.send(bodyOf(step, name));
    const cost = () => {
      const task = agent.tasks.get(name);
      return task === undefined ? (paidReplies.has(step.reply) ? price : 0n) : costOf(task);
    };
    expected.set(String(got.headers['x-usage-id']), cost);
  }

  async function stream({ push }: { push: boolean }): Promise<void> {
    const name = `task-${++turns}`;
    const body = bodyOf({ reply: 'stream', push }, name);
    const caller = await listenTo(rig.url, { path: '/gateway/a2a/bot', body });
    await caller.hears(name);
    callers.set(name, caller);
    expected.set(String(caller.headers['x-usage-id']), () =>
      costOf(agent.tasks.get(name) as never),
    );
  }

  async function pushed(task: AgentTask): Promise<void> {
    if (task.push !== undefined) {
      await rig.ask({
        path: new URL(task.push.url).pathname,
        body: JSON.stringify(result(shown(task))),
        key: null,
        headers: { authorization: `Bearer ${task.push.token}`, 'content-type': 'application/json' },
      });
    }
  }

  const asks = (method: string, { id }: AgentTask) => bench.send(rpc(method, { id }));

  async function endStream(task: AgentTask, how: 'end' | 'break' | 'leave'): Promise<void> {
    const { live } = task;
    const caller = callers.get(task.id);
    if (how === 'leave') {
      caller?.leave();
    } else if (live !== undefined) {
      task.live = undefined;
      how === 'end' ? live.end() : live.destroy();
      await caller?.end;
    }
  }

  async function onOne(step: Step, task: AgentTask): Promise<void> {
    switch (step.do) {
      case 'move':
        return agent.move(task, step.state);
      case 'push':
        return await pushed(task);
      case 'get':
      case 'cancel':
        await asks(`tasks/${step.do}`, task);
        return;
      case 'subscribe':
        await asks('tasks/resubscribe', task);
        return;
      case 'all':
        await Promise.all([pushed(task), asks('tasks/get', task), rig.gateway.pollOpenTasks()]);
        return;
      case 'end':
      case 'break':
      case 'leave':
        return await endStream(task, step.do);
    }
  }

  async function take(step: Step): Promise<void> {
    switch (step.do) {
      case 'send':
        return await send(step);
      case 'stream':
        return await stream(step);
      case 'wait':
        return rig.clock.advance(step.millis);
      case 'poll':
        return await rig.gateway.pollOpenTasks();
      case 'kill':
        rig.kill();
        for (const task of agent.tasks.values()) {
          task.live?.destroy();
          task.live = undefined;
        }
        return;
      default: {
        const all = [...agent.tasks.values()];
        const task = all[step.task % Math.max(1, all.length)];
        return task === undefined ? undefined : await onOne(step, task);
      }
    }
  }

  /** All streams end, the gateway polls what goes on, and at last every hold's time is over. */
  async function finish(): Promise<void> {
    for (const task of agent.tasks.values()) {
      await endStream(task, 'end');
    }
    const settledIn = async () => {
      rig.clock.advance(5 * 60_000);
      await rig.gateway.pollOpenTasks();
      const open = [...agent.tasks.values()].some(({ state }) => state === 'working');
      return open || (await rig.balance()).held === 0n;
    };
    await eventually(settledIn);
    rig.clock.advance(25 * 3_600_000);
    await rig.gateway.pollOpenTasks();
    await rig.ledger.submit([{ type: 'open', id: 'open:tick', walletId: 'tick' }]);
  }

  /** Nothing is held; each turn cost what its end says, once; receipts are what the wallet lost. */
  async function judge(): Promise<void> {
    const entries = await rig.ledger.entries({
      walletId: organisation,
      types: ['capture', 'charge'],
      order: 'oldest_first',
      limit: 1000,
    });
    const charges = entries.map(({ id, operation }) => ({
      usageId: id.replace(/_late\d*$/, ''),
      credits: operation.type === 'capture' || operation.type === 'charge' ? operation.credits : 0n,
    }));
    const paid = [...expected.keys()].map((usageId) => [
      usageId,
      charges.filter((one) => one.usageId === usageId).map(({ credits }) => credits),
    ]);
    const owed = [...expected].map(([usageId, cost]) => [usageId, cost() > 0n ? [cost()] : []]);
    expect(paid).toEqual(owed);
    const { available, held } = await rig.balance();
    const sum = charges.reduce((total, { credits }) => total + credits, 0n);
    expect([held, before - available]).toEqual([0n, sum]);
  }

  return { take, finish, judge };
}

it('whatever agents, callers and time do, no hold is left, and each turn is charged once as it ended', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const bench = await startAgentBench(ledger);
      try {
        const run = await createRun(bench);
        for (const step of all) {
          await run.take(step);
        }
        await run.finish();
        await run.judge();
      } finally {
        await bench.close();
      }
    }),
    { numRuns: process.env.TEST_FULL === '1' ? 1000 : 100 },
  );
}, 240_000);
