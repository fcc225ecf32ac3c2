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
import { type Clock, strangerKey } from '../testing/rig.js';
import { eventually, json } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const credits = (text: string) => parseCredits(text);
const frame = (value: unknown) => `data: ${JSON.stringify(result(value))}\n\n`;
const status = (state: string, more: object = {}) => ({
  ...{ kind: 'status-update', taskId: 'task-1', contextId: 'ctx-1', status: { state } },
  ...more,
});
const artifact = { kind: 'artifact-update', taskId: 'task-1', artifact: { parts: [] } };
const streaming = (params: object = {}) => message({}, params, 'message/stream');

describe('message/stream', () => {
  let bench: AgentBench;
  let live: ServerResponse;

  function streams() {
    bench.agent.behave = (_req, res) => {
      live = res;
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.flushHeaders();
    };
  }
  beforeEach(async () => {
    bench = await startAgentBench(ledger);
    streams();
  });
  afterEach(async () => {
    await bench.close();
  });

  const listen = (body = streaming(), more: object = {}) =>
    listenTo(bench.rig.url, { path: '/gateway/a2a/bot', body, ...more });
  async function ending() {
    await eventually(async () => (await bench.rig.balance()).held === 0n);
    const { available } = await bench.rig.balance();
    return { outcome: (await bench.outcomes()).at(-1), spent: credits('10') - available };
  }
  const price = credits('1');

  it.each([
    ['completed', 'success', price],
    ['failed', 'failed', 0n],
    ['rejected', 'rejected', 0n],
    ['auth-required', 'auth_required', 0n],
    ['input-required', 'input_required', price],
    ['canceled', 'canceled', price],
  ])('passes frames as they come; the state %s settles it', async (state, outcome, spent) => {
    const caller = await listen();
    const frames = [frame(task('working')), frame(artifact), frame(status(state, { final: true }))];
    live.write(frames[0]);
    await caller.hears('working');
    expect(caller.headers['x-credits-held']).toBe('1');
    live.end(`${frames[1]}${frames[2]}`);
    expect(await caller.end).toBe('ended');
    expect(caller.text()).toBe(frames.join(''));
    expect(await ending()).toEqual({ outcome, spent });
  });

  it('speaks 1.0, too', async () => {
    const caller = await listen(message({}, {}, 'SendStreamingMessage'));
    const taskId = 'task-1';
    live.write(frame({ task: { id: taskId, status: { state: 'TASK_STATE_WORKING' } } }));
    live.end(frame({ statusUpdate: { taskId, status: { state: 'TASK_STATE_COMPLETED' } } }));
    await caller.end;
    expect(await ending()).toEqual({ outcome: 'success', spent: price });
  });

  it('that brings a message is a success; one that brings an error or nothing costs nothing', async () => {
    const told = await listen();
    live.end(frame({ kind: 'message', role: 'agent', parts: [] }));
    await told.end;
    expect(await ending()).toEqual({ outcome: 'success', spent: price });
    const refused = await listen();
    live.end('data: {"jsonrpc":"2.0","id":3,"error":{"code":-1,"message":"no"}}\n\n');
    await refused.end;
    expect((await ending()).outcome).toBe('upstream_error');
    const broken = await listen();
    live.destroy();
    await broken.end;
    expect(await ending()).toEqual({ outcome: 'cut_short', spent: price });
  });

  it.each(['ends', 'breaks'])('that %s without a terminal state goes on as a task', async (how) => {
    const caller = await listen();
    live.write(frame(task('working')));
    await caller.hears('working');
    if (how === 'ends') {
      live.end();
    } else {
      live.destroy();
    }
    await caller.end;
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect((await bench.rig.balance()).held).toBe(price);
    await eventually(async () => {
      bench.rig.clock.advance(6_000);
      bench.agent.behave = (_req, res) => json(res, result(task('completed')));
      await bench.rig.gateway.pollOpenTasks();
      return (await bench.rig.balance()).held === 0n;
    });
    expect(await ending()).toEqual({ outcome: 'success', spent: price });
  });

  it('runs on when its caller goes away, and is charged by its outcome', async () => {
    const caller = await listen();
    live.write(frame(task('working')));
    await caller.hears('working');
    caller.leave();
    await caller.end;
    live.end(frame(status('completed')));
    expect(await ending()).toEqual({ outcome: 'caller_went_away', spent: price });
  });

  it('is settled once where a push of its task comes in while it streams', async () => {
    const caller = await listen(streaming(pushConfig(bench.telex.origin)));
    expect(bench.given().url).toContain('/gateway/push/');
    live.write(frame(task('working')));
    await caller.hears('working');
    const pushed = await bench.push(result(task('completed')));
    expect(pushed.status).toBe(200);
    live.end(frame(status('completed')));
    await caller.end;
    expect(await ending()).toEqual({ outcome: 'success', spent: price });
    expect(await bench.outcomes()).toEqual(['success']);
  });

  it('that names another organisation’s task is cut before its frame, and costs nothing', async () => {
    const mine = await listen();
    live.end(frame(task('completed')));
    await mine.end;
    await ending();
    await bench.rig.grant('10', 'org_stranger');
    const theirs = await listen(streaming(), { key: strangerKey });
    live.write(frame(task('completed')));
    expect(await theirs.end).toBe('broken');
    expect(theirs.text()).toBe('');
    await eventually(async () => (await bench.rig.balance('org_stranger')).held === 0n);
    expect((await bench.rig.balance('org_stranger')).available).toBe(credits('10'));
  });

  it('answered as a whole is a message/send', async () => {
    bench.answers({ kind: 'message', role: 'agent', parts: [] });
    const got = await bench.send(streaming());
    expect(got.headers['x-credits-charged']).toBe('1');
  });

  describe('tasks/resubscribe', () => {
    const subscribe = rpc('tasks/resubscribe', { id: 'task-1' });
    beforeEach(async () => {
      bench.answers(task('working'));
      await bench.send(message());
      streams();
    });

    it('costs nothing, and settles the task that it sees end', async () => {
      const caller = await listen(subscribe);
      expect(caller.headers['x-credits-charged']).toBe('0');
      live.write(frame(status('working')));
      await caller.hears('working');
      expect((await bench.rig.balance()).held).toBe(price);
      live.end(frame(status('completed')));
      expect(await caller.end).toBe('ended');
      expect(await ending()).toEqual({ outcome: 'success', spent: price });
    });

    it('is refused to strangers, and not forwarded', async () => {
      const before = bench.agent.heard.length;
      const got = await bench.send(subscribe, { key: strangerKey });
      expect(got.json.error.code).toBe(-32001);
      expect(bench.agent.heard).toHaveLength(before);
    });

    it('hangs up when its caller does; the task stays open', async () => {
      const caller = await listen(subscribe);
      live.write(frame(status('working')));
      await caller.hears('working');
      caller.leave();
      await eventually(() => live.destroyed);
      expect((await bench.rig.balance()).held).toBe(price);
    });
  });
});
