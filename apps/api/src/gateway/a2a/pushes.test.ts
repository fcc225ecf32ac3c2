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
import { type Clock, organisation, type Rig } from '../testing/rig.js';
import { eventually, json, type StubServer } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const credits = parseCredits;

describe('pushes of agents', () => {
  let bench: AgentBench;
  let rig: Rig;
  let agent: StubServer;
  let telex: StubServer;
  const send: AgentBench['send'] = (body, more) => bench.send(body, more);
  const answers = (reply: unknown) => bench.answers(reply);
  const given = () => bench.given();
  const push: AgentBench['push'] = (body, token) => bench.push(body, token);
  const outcomes = () => bench.outcomes();

  beforeEach(async () => {
    bench = await startAgentBench(ledger);
    ({ rig, agent, telex } = bench);
  });
  afterEach(async () => {
    await bench.close();
  });

  describe('pushes', () => {
    async function start(state = 'accepted') {
      answers(task(state));
      return await send(message({}, pushConfig(`${telex.origin}/v1/a2a/webhooks/7`)));
    }

    it('settle the call and reach the caller unchanged, with the caller’s token', async () => {
      const sent = await start();
      expect(sent.headers['x-credits-held']).toBe('1');
      const body =
        '{"jsonrpc":"2.0","id":3,  "result":{"kind":"task","id":"task-1","contextId":"ctx-1","status":{"state":"completed"},"n":1.0}}';
      const got = await rig.ask({
        path: given().path,
        body,
        key: null,
        headers: { authorization: `Bearer ${given().token}`, 'content-type': 'application/json' },
      });
      expect(got.status).toBe(200);
      await eventually(() => telex.heard.length === 1);
      expect(telex.heard[0]).toMatchObject({ url: '/v1/a2a/webhooks/7', body });
      expect(telex.heard[0]?.headers).toMatchObject({
        authorization: 'Bearer caller-token',
        'x-a2a-notification-token': 'caller-token',
        'content-type': 'application/json',
      });
      expect(await rig.balance()).toEqual({ available: credits('9'), held: 0n });
      expect(await rig.ledger.entry(String(sent.headers['x-usage-id']))).toMatchObject({
        type: 'capture',
      });
    });

    it.each([
      ['a bare task', task('completed')],
      ['a 1.0 task', { task: task('TASK_STATE_COMPLETED') }],
      [
        'a 1.0 status update',
        {
          statusUpdate: {
            taskId: 'task-1',
            contextId: 'ctx-1',
            status: { state: 'TASK_STATE_COMPLETED' },
          },
        },
      ],
      [
        'a 0.3 status update',
        { kind: 'status-update', taskId: 'task-1', status: { state: 'completed' }, final: true },
      ],
    ])('may be %s', async (_name, body) => {
      await start();
      await push(body);
      expect(await outcomes()).toEqual(['success']);
    });

    it('of a state that goes on are forwarded and settle nothing', async () => {
      await start();
      await push(result(task('working')));
      await eventually(() => telex.heard.length === 1);
      expect(await outcomes()).toEqual([]);
      await push(result(task('completed')));
      await eventually(() => telex.heard.length === 2);
      expect(await outcomes()).toEqual(['success']);
    });

    it('that come twice are forwarded twice and charged once', async () => {
      await start();
      await push(result(task('completed')));
      await push(result(task('completed')));
      await eventually(() => telex.heard.length === 2);
      expect(await outcomes()).toEqual(['success']);
    });

    it('without the token, or with another one, are 401 and do nothing', async () => {
      await start();
      expect((await push(result(task('completed')), 'wrong')).status).toBe(401);
      const none = await rig.ask({ path: given().path, body: '{}', key: null });
      expect(none.status).toBe(401);
      const unknown = await rig.ask({ path: '/gateway/push/pcb_x', body: '{}', key: null });
      expect(unknown.status).toBe(401);
      expect(await outcomes()).toEqual([]);
    });

    it('cannot speak for another task', async () => {
      await start();
      expect((await push(result({ ...task('completed'), id: 'task-2' }))).json.code).toBe(
        'wrong_task',
      );
      expect(await outcomes()).toEqual([]);
    });

    it('may come before the agent’s own answer', async () => {
      agent.behave = async (_req, res) => {
        await push(result(task('completed')));
        json(res, result(task('working')));
      };
      const sent = await send(message({}, pushConfig(`${telex.origin}/hook`)));
      expect(sent.headers['x-credits-charged']).toBe('1');
      expect(await outcomes()).toEqual(['success']);
      expect((await rig.balance()).held).toBe(0n);
    });

    it('that come after the hold has ended are charged before they are forwarded', async () => {
      await start();
      rig.clock.advance(3 * 3_600_000);
      await push(result(task('completed')));
      await eventually(() => telex.heard.length === 1);
      expect(await outcomes()).toEqual(['charged_late']);
      expect((await rig.balance()).available).toBe(credits('9'));
    });

    it('that nobody can pay for are kept back until somebody has', async () => {
      await start();
      rig.clock.advance(3 * 3_600_000);
      await rig.ledger.submit([
        { type: 'adjust', id: 'a1', walletId: organisation, credits: -credits('10'), reason: 't' },
      ]);
      await push(result(task('completed')));
      await rig.gateway.deliverPushes();
      expect(telex.heard).toHaveLength(0);
      await rig.grant('5');
      answers(task('completed'));
      expect((await send(rpc('tasks/get', { id: 'task-1' }))).status).toBe(200);
      await rig.gateway.deliverPushes();
      expect(telex.heard).toHaveLength(1);
      expect((await rig.balance()).available).toBe(credits('4'));
    });

    it('are sent again while the caller’s address fails, in their order, a bounded number of times', async () => {
      await start();
      telex.behave = (_req, res) => json(res, {}, 500);
      await push(result(task('working')));
      await push(result(task('completed')));
      await eventually(() => telex.heard.length >= 1);
      telex.behave = (_req, res) => json(res, {});
      rig.clock.advance(15_000);
      await eventually(async () => {
        await rig.gateway.deliverPushes();
        return telex.heard.length === 3;
      });
      expect(telex.heard.map(({ body }) => /completed/.test(body))).toEqual([false, false, true]);
      telex.behave = (_req, res) => json(res, {}, 500);
      await push(result(task('completed')));
      for (let round = 0; round < 20; round += 1) {
        rig.clock.advance(3 * 3_600_000);
        await rig.gateway.deliverPushes();
      }
      expect(telex.heard.length).toBe(3 + 6);
    });

    it('take the configuration by every name that it goes by', async () => {
      const url = `${telex.origin}/hook`;
      for (const configuration of [
        { pushNotification: { url } },
        { taskPushNotificationConfig: { url, token: 't' } },
        { task_push_notification_config: { url, token: 't' } },
        { taskPushNotificationConfig: { pushNotificationConfig: { url } } },
      ]) {
        answers({ kind: 'message', parts: [] });
        await send(message({}, { configuration }));
        const heard = agent.heard.at(-1)?.body ?? '';
        expect(heard).toContain('/gateway/push/pcb_');
        expect(heard).toContain('"token":');
        expect(heard).not.toContain(url);
      }
    });

    it('may be set, shown, listed and deleted by their own methods; callers see their own address', async () => {
      answers(task('working'));
      await send(message());
      const config = { url: `${telex.origin}/mine`, token: 'mine' };
      const set = await send(
        rpc('tasks/pushNotificationConfig/set', {
          taskId: 'task-1',
          pushNotificationConfig: config,
        }),
      );
      expect(set.json.result).toMatchObject({ taskId: 'task-1', pushNotificationConfig: config });
      expect(set.text).not.toContain('/gateway/push/');
      expect(agent.heard.at(-1)?.body).not.toContain('/mine');
      const list = await send(rpc('tasks/pushNotificationConfig/list', { id: 'task-1' }));
      expect(list.json.result).toHaveLength(1);
      const got = await send(rpc('GetTaskPushNotificationConfig', { taskId: 'task-1', id: '' }));
      expect(got.json.result).toMatchObject({ taskId: 'task-1', ...config });
      await push(result(task('completed')));
      await eventually(() => telex.heard.length === 1);
      expect(telex.heard[0]?.headers.authorization).toBe('Bearer mine');
      expect(await outcomes()).toEqual(['success']);
      await send(rpc('tasks/pushNotificationConfig/delete', { id: 'task-1' }));
      const none = await send(rpc('tasks/pushNotificationConfig/list', { id: 'task-1' }));
      expect(none.json.result).toEqual([]);
    });
  });
});
