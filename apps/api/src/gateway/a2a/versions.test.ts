import { ModelLedger } from '@telex-credits/ledger-testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AgentBench, message, rpc, startAgentBench, task } from '../testing/agent-bench.js';
import { type Clock, strangerKey } from '../testing/rig.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });

describe('versions of A2A', () => {
  let bench: AgentBench;

  beforeEach(async () => {
    bench = await startAgentBench(ledger);
  });
  afterEach(async () => {
    await bench.close();
  });

  const heard = () => bench.agent.heard.at(-1)?.headers['a2a-version'];

  it.each([
    ['0.3', {}, '0.3'],
    ['1.0', {}, '1.0'],
    ['1.0.3', {}, '1.0'],
    [undefined, {}, undefined],
    [undefined, { path: '/gateway/a2a/bot?A2A-Version=1.0' }, '1.0'],
  ])('the header %s and %j reach the agent as %s', async (version, more, reached) => {
    const headers = version === undefined ? {} : { 'a2a-version': version };
    const got = await bench.send(message(), { headers, ...more });
    expect([got.status, got.json.error, heard()]).toEqual([200, undefined, reached]);
  });

  it.each([
    [{ headers: { 'a2a-version': '2.0' } }],
    [{ headers: { 'a2a-version': '0.5' } }],
    [{ headers: { 'a2a-version': 'latest' } }],
    [{ path: '/gateway/a2a/bot?A2A-Version=9.1' }],
    [{ headers: { 'a2a-version': '1.0' }, path: '/gateway/a2a/bot?a2a-version=0.3' }],
  ])('%j is VersionNotSupported, costs nothing and is not forwarded', async (more) => {
    const got = await bench.send(message(), more);
    expect([got.status, got.json.id, got.json.error.code]).toEqual([200, 3, -32009]);
    expect(got.headers['x-credits-charged']).toBe('0');
    expect(bench.agent.heard).toEqual([]);
  });

  it('extensions pass both ways', async () => {
    const named = { 'a2a-extensions': 'https://a.test/x', 'x-a2a-extensions': 'https://a.test/y' };
    bench.agent.behave = (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', ...named });
      res.end('{"jsonrpc":"2.0","id":3,"result":{"kind":"message","parts":[]}}');
    };
    const got = await bench.send(message(), { headers: named });
    expect(bench.agent.heard[0]?.headers).toMatchObject(named);
    expect(got.headers).toMatchObject(named);
  });

  it('every method of 1.0 needs the task to be the caller’s own', async () => {
    bench.answers({ task: task('TASK_STATE_WORKING') });
    await bench.send(message({}, {}, 'SendMessage'));
    const before = bench.agent.heard.length;
    const ids = { id: 'task-1', taskId: 'task-1' };
    const config = { taskId: 'task-1', id: 'c', url: bench.telex.origin };
    for (const [method, params] of [
      ['GetTask', { id: ids.id }],
      ['CancelTask', { id: ids.id }],
      ['SubscribeToTask', { id: ids.id }],
      ['CreateTaskPushNotificationConfig', config],
      ['GetTaskPushNotificationConfig', { taskId: ids.taskId, id: 'c' }],
      ['ListTaskPushNotificationConfigs', { taskId: ids.taskId }],
      ['DeleteTaskPushNotificationConfig', { taskId: ids.taskId, id: 'c' }],
    ] as const) {
      const got = await bench.send(rpc(method, params), { key: strangerKey });
      expect([method, got.json.error.code]).toEqual([method, -32001]);
    }
    expect(bench.agent.heard).toHaveLength(before);
  });

  it('the push configurations of 1.0 are flat, and callers see their own address', async () => {
    bench.answers({ task: task('TASK_STATE_WORKING') });
    await bench.send(message({}, {}, 'SendMessage'));
    const config = { taskId: 'task-1', url: `${bench.telex.origin}/mine`, token: 'mine' };
    const made = await bench.send(rpc('CreateTaskPushNotificationConfig', config));
    expect(made.json.result).toMatchObject(config);
    const named = { taskId: 'task-1', id: made.json.result.id };
    const got = await bench.send(rpc('GetTaskPushNotificationConfig', named));
    expect(got.json.result).toEqual(made.json.result);
    const list = await bench.send(rpc('ListTaskPushNotificationConfigs', { taskId: 'task-1' }));
    expect(list.json.result).toEqual({ configs: [made.json.result], nextPageToken: '' });
    await bench.send(rpc('DeleteTaskPushNotificationConfig', named));
    const none = await bench.send(rpc('ListTaskPushNotificationConfigs', { taskId: 'task-1' }));
    expect(none.json.result.configs).toEqual([]);
  });

  it('ListTasks knows contexts, states, times and pages', async () => {
    for (const n of [1, 2, 3]) {
      bench.rig.clock.advance(1000);
      const state = n === 3 ? 'TASK_STATE_FAILED' : 'TASK_STATE_COMPLETED';
      bench.answers({ task: { ...task(state), id: `task-${n}`, contextId: `ctx-${n}` } });
      await bench.send(message({}, {}, 'SendMessage'));
    }
    const ids = async (params: object) => {
      const { result } = (await bench.send(rpc('ListTasks', params))).json;
      return [result.tasks.map(({ id }: { id: string }) => id), result.totalSize];
    };
    expect(await ids({})).toEqual([['task-3', 'task-2', 'task-1'], 3]);
    expect(await ids({ contextId: 'ctx-2' })).toEqual([['task-2'], 1]);
    expect(await ids({ status: 'TASK_STATE_COMPLETED' })).toEqual([['task-2', 'task-1'], 2]);
    const { tasks } = (await bench.send(rpc('ListTasks', { contextId: 'ctx-2' }))).json.result;
    const statusTimestampAfter = tasks[0].status.timestamp;
    expect(await ids({ statusTimestampAfter })).toEqual([['task-3', 'task-2'], 2]);
    const first = (await bench.send(rpc('ListTasks', { pageSize: 2 }))).json.result;
    expect([first.tasks.length, first.pageSize, first.totalSize]).toEqual([2, 2, 3]);
    const pageToken = first.nextPageToken;
    const rest = (await bench.send(rpc('ListTasks', { pageSize: 2, pageToken }))).json.result;
    expect([rest.tasks.map(({ id }: { id: string }) => id), rest.nextPageToken]).toEqual([
      ['task-1'],
      '',
    ]);
    const other = await bench.send(rpc('ListTasks', { contextId: 'ctx-2' }), { key: strangerKey });
    expect(other.json.result.tasks).toEqual([]);
  });
});
