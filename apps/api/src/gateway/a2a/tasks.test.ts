import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
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
import { type Clock, organisation, type Rig, strangerKey } from '../testing/rig.js';
import type { StubServer } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const credits = parseCredits;

describe('tasks of agents', () => {
  let bench: AgentBench;
  let rig: Rig;
  let agent: StubServer;
  let telex: StubServer;
  const send: AgentBench['send'] = (body, more) => bench.send(body, more);
  const answers = (reply: unknown) => bench.answers(reply);
  const push: AgentBench['push'] = (body, token) => bench.push(body, token);
  const outcomes = () => bench.outcomes();

  beforeEach(async () => {
    bench = await startAgentBench(ledger);
    ({ rig, agent, telex } = bench);
  });
  afterEach(async () => {
    await bench.close();
  });

  describe('tasks', () => {
    it('of strangers, and unknown ones, are not found and not forwarded', async () => {
      answers(task('completed'));
      await send(message());
      await rig.grant('10', 'org_stranger');
      const before = agent.heard.length;
      const key = strangerKey;
      const asks = [
        send(rpc('tasks/get', { id: 'task-1' }), { key }),
        send(rpc('GetTask', { id: 'task-1' }), { key }),
        send(rpc('tasks/cancel', { id: 'task-1' }), { key }),
        send(
          rpc('tasks/pushNotificationConfig/set', {
            taskId: 'task-1',
            pushNotificationConfig: { url: telex.origin },
          }),
          { key },
        ),
        send(rpc('tasks/pushNotificationConfig/list', { id: 'task-1' }), { key }),
        send(message({ taskId: 'task-1' }), { key }),
        send(message({ task_id: 'task-1' }), { key }),
        send(message({ referenceTaskIds: ['task-1'] }), { key }),
        send(message({ contextId: 'ctx-1' }), { key }),
        send(message({ context_id: 'ctx-1' }), { key }),
        send(rpc('tasks/get', { id: 'unknown' })),
        send(message({ taskId: 'unknown' })),
      ];
      for (const got of await Promise.all(asks)) {
        expect(got.json.error.code).toBe(-32001);
      }
      expect(agent.heard).toHaveLength(before);
      const sneaky = await send(rpc('tasks/get', { id: 'mine', name: 'tasks/task-1' }));
      expect(sneaky.json.error.code).toBe(-32602);
      expect((await rig.balance('org_stranger')).available).toBe(credits('10'));
    });

    it('are listed from our own records, for their organisation only', async () => {
      answers(task('completed'));
      await send(message());
      const mine = await send(rpc('ListTasks', {}));
      expect(mine.json.result.tasks).toMatchObject([
        { id: 'task-1', contextId: 'ctx-1', status: { state: 'TASK_STATE_COMPLETED' } },
      ]);
      const theirs = await send(rpc('tasks/list', {}), { key: strangerKey });
      expect(theirs.json.result.tasks).toEqual([]);
      expect(agent.heard).toHaveLength(1);
    });

    it('that go on keep their hold, and are charged when they are fetched finished', async () => {
      answers(task('working'));
      const got = await send(message());
      expect(got.headers['x-credits-charged']).toBe('0');
      expect(got.headers['x-credits-held']).toBe('1');
      expect(await rig.balance()).toEqual({ available: credits('9'), held: credits('1') });
      answers(task('completed'));
      const fetched = await send(rpc('tasks/get', { id: 'task-1' }));
      expect(fetched.headers['x-credits-charged']).toBe('1');
      expect(fetched.headers['x-usage-id']).toBe(got.headers['x-usage-id']);
      const again = await send(rpc('tasks/get', { id: 'task-1' }));
      expect(again.headers['x-credits-charged']).toBe('0');
      expect(await rig.balance()).toEqual({ available: credits('9'), held: 0n });
      expect(await outcomes()).toEqual(['success']);
    });

    it('are polled until they end, with their holds extended meanwhile', async () => {
      answers(task('accepted'));
      await send(message());
      for (let minute = 0; minute < 30; minute += 1) {
        rig.clock.advance(60_000);
        await rig.gateway.pollOpenTasks();
      }
      expect((await rig.balance()).held).toBe(credits('1'));
      expect(agent.heard.at(-1)?.body).toContain('"method":"tasks/get"');
      expect(agent.heard.length).toBeLessThan(20);
      answers(task('completed'));
      rig.clock.advance(300_000);
      await rig.gateway.pollOpenTasks();
      expect(await rig.balance()).toEqual({ available: credits('9'), held: 0n });
    });

    it('that never end let their hold go after a day at most', async () => {
      answers(task('working'));
      await send(message());
      for (let step = 0; step < 300; step += 1) {
        rig.clock.advance(5 * 60_000);
        await rig.gateway.pollOpenTasks();
      }
      await rig.ledger.submit([{ type: 'open', id: 'open:tick', walletId: 'tick' }]);
      expect(await rig.balance()).toEqual({ available: credits('10'), held: 0n });
      expect(await outcomes()).toEqual([]);
    });

    it('are charged before a late result is delivered, otherwise 402, and delivered once paid', async () => {
      answers(task('working'));
      await send(message());
      rig.clock.advance(2 * 3_600_000);
      await rig.ledger.submit([
        { type: 'adjust', id: 'a1', walletId: organisation, credits: -credits('10'), reason: 't' },
      ]);
      answers(task('completed', { artifacts: [{ text: 'the result' }] }));
      const get = () => send(rpc('tasks/get', { id: 'task-1' }));
      const refused = await get();
      expect(refused.status).toBe(402);
      expect(refused.json.error.data.code).toBe('insufficient_credits');
      expect(refused.text).not.toContain('the result');
      expect((await get()).status).toBe(402);
      await rig.grant('5');
      const paid = await Promise.all([get(), get(), get()]);
      expect(paid.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect((await rig.balance()).available).toBe(credits('4'));
      expect(await outcomes()).toEqual(['charged_late']);
    });

    it('are settled once when everybody brings the news at the same time', async () => {
      answers(task('working'));
      await send(message({}, pushConfig(`${telex.origin}/hook`)));
      answers(task('completed'));
      rig.clock.advance(60_000);
      await Promise.all([
        push(result(task('completed'))),
        push(result(task('failed'))),
        rig.gateway.pollOpenTasks(),
        send(rpc('tasks/get', { id: 'task-1' })),
        send(rpc('tasks/get', { id: 'task-1' })),
      ]);
      expect(await outcomes()).toHaveLength(1);
      expect((await rig.balance()).held).toBe(0n);
    });

    it('are charged once a turn', async () => {
      answers(task('input-required'));
      await send(message());
      answers(task('completed'));
      const second = await send(message({ taskId: 'task-1', contextId: 'ctx-1' }));
      expect(second.headers['x-credits-charged']).toBe('1');
      expect(await outcomes()).toEqual(['input_required', 'success']);
    });

    it('that are canceled cost nothing without output', async () => {
      answers(task('working'));
      await send(message());
      answers(task('canceled'));
      await send(rpc('tasks/cancel', { id: 'task-1' }));
      expect(await outcomes()).toEqual(['canceled']);
      expect(await rig.balance()).toEqual({ available: credits('10'), held: 0n });
    });
  });
});
