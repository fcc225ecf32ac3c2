import type { ServerResponse } from 'node:http';
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
import { listenTo } from '../testing/listener.js';
import { type Clock, organisation } from '../testing/rig.js';
import { eventually, json } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const frame = (value: unknown) => `data: ${JSON.stringify(result(value))}\n\n`;
const price = parseCredits('1');

describe('message/stream', () => {
  let bench: AgentBench;
  let live: ServerResponse;

  beforeEach(async () => {
    bench = await startAgentBench(ledger);
    bench.agent.behave = (_req, res) => {
      live = res;
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.flushHeaders();
    };
  });
  afterEach(async () => {
    await bench.close();
  });

  const listen = (params: object = {}) =>
    listenTo(bench.rig.url, {
      path: '/gateway/a2a/bot',
      body: message({}, params, 'message/stream'),
    });
  const polls = () => bench.agent.heard.filter(({ body }) => body.includes('"tasks/get"')).length;
  async function polled(state: string) {
    bench.agent.behave = (_req, res) => json(res, result(task(state)));
    bench.rig.clock.advance(6_000);
    await bench.rig.gateway.pollOpenTasks();
  }
  async function emptied() {
    await bench.rig.ledger.submit([
      {
        ...{ type: 'adjust', id: 'emptied', walletId: organisation, reason: 't' },
        credits: -parseCredits('10'),
      },
    ]);
  }

  describe('of a gateway that is killed after the first event', () => {
    it.each([
      ['', false],
      [', with a push configuration', true],
    ])('goes on as a task: polled, and settled by its end%s', async (_name, push) => {
      const caller = await listen(push ? pushConfig(bench.telex.origin) : {});
      live.write(frame(task('working')));
      await caller.hears('working');
      bench.rig.kill();
      expect(await caller.end).toBe('broken');
      live.destroy();
      await polled('working');
      expect([polls(), (await bench.rig.balance()).held]).toEqual([1, price]);
      bench.rig.clock.advance(10_000);
      await polled('completed');
      expect(await bench.rig.balance()).toEqual({ available: parseCredits('9'), held: 0n });
      expect(await bench.outcomes()).toEqual(['success']);
    });

    it('costs nothing where the agent had named no task', async () => {
      const caller = await listen();
      live.write(': hello\n\n');
      await caller.hears('hello');
      bench.rig.kill();
      await caller.end;
      bench.rig.clock.advance(3_600_000);
      await bench.rig.gateway.pollOpenTasks();
      await bench.rig.ledger.submit([{ type: 'open', id: 'open:tick', walletId: 'tick' }]);
      expect(await bench.rig.balance()).toEqual({ available: parseCredits('10'), held: 0n });
      expect(await bench.outcomes()).toEqual([]);
    });
  });

  it('that is live is not polled by the gateway that streams it, and its hold is kept', async () => {
    const caller = await listen();
    live.write(frame(task('working')));
    await caller.hears('working');
    for (let minute = 0; minute < 20; minute += 1) {
      bench.rig.clock.advance(60_000);
      await bench.rig.gateway.pollOpenTasks();
    }
    expect([polls(), (await bench.rig.balance()).held]).toEqual([0, price]);
    live.end(frame(task('completed')));
    await caller.end;
    await eventually(async () => (await bench.rig.balance()).held === 0n);
    expect(await bench.outcomes()).toEqual(['success']);
  });

  it.each([
    ['', false],
    [', with a push configuration', true],
  ])(
    'that was delivered after its hold and that nobody pays is the platform’s loss, and settled%s',
    async (_name, push) => {
      const caller = await listen(push ? pushConfig(bench.telex.origin) : {});
      live.write(frame(task('working')));
      await caller.hears('working');
      bench.rig.clock.advance(2 * 3_600_000);
      await emptied();
      live.end(frame(task('completed')));
      await caller.end;
      const usageId = String(caller.headers['x-usage-id']);
      await eventually(async () => (await bench.rig.ledger.entry(`${usageId}_loss`)) !== undefined);
      const loss = await bench.rig.ledger.entry(`${usageId}_loss`);
      expect(loss?.operation).toMatchObject({ credits: 0n, note: { excess: '1' } });
      await bench.rig.grant('5');
      bench.agent.behave = (_req, res) => json(res, result(task('completed')));
      // It was delivered: what was booked as a loss is not charged after all.
      const fetched = await bench.send(rpc('tasks/get', { id: 'task-1' }));
      expect([fetched.status, fetched.headers['x-credits-charged']]).toEqual([200, '0']);
      expect((await bench.rig.balance()).available).toBe(parseCredits('5'));
    },
  );
});
