import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Clock,
  eventually,
  json,
  organisation,
  perCall,
  priced,
  type Rig,
  type StubServer,
  startRig,
  startStub,
  strangerKey,
} from '../testing/rig.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const credits = parseCredits;

const message = (more: object = {}, params: object = {}, method = 'message/send') =>
  JSON.stringify({
    jsonrpc: '2.0',
    id: 3,
    method,
    params: {
      message: { role: 'user', parts: [{ type: 'text', text: 'ping' }], ...more },
      ...params,
    },
  });
const rpc = (method: string, params: object) =>
  JSON.stringify({ jsonrpc: '2.0', id: 'q', method, params });
const result = (value: unknown) => ({ jsonrpc: '2.0', id: 3, result: value });
const task = (state: string, more: object = {}) => ({
  kind: 'task',
  id: 'task-1',
  contextId: 'ctx-1',
  status: { state },
  ...more,
});
const pushConfig = (url: string, more: object = {}) => ({
  configuration: {
    acceptedOutputModes: ['text/plain'],
    blocking: false,
    pushNotificationConfig: {
      url,
      token: 'caller-token',
      authentication: { schemes: ['Bearer'] },
      ...more,
    },
  },
});

describe('POST /gateway/a2a/{slug}', () => {
  let rig: Rig;
  let agent: StubServer;
  let telex: StubServer;

  beforeEach(async () => {
    rig = await startRig({ ledger });
    agent = await startStub((_req, res) => json(res, result({ kind: 'message', parts: [] })));
    telex = await startStub((_req, res) => json(res, { status: 'success' }));
    rig.addModule({ slug: 'bot', upstreamUrl: `${agent.origin}/a2a/bot` });
    rig.identities.set('connection:con-secret', {
      kind: 'connection',
      id: 'con_1',
      organisationId: organisation,
      scopes: ['gateway'],
      moduleIds: ['mod_bot'],
      cap: null,
    });
    await rig.grant('10');
  });
  afterEach(async () => {
    await rig.close();
    await agent.close();
    await telex.close();
  });

  const send = (body: string, more: object = {}) =>
    rig.ask({ path: '/gateway/a2a/bot', body, ...more });
  const answers = (reply: unknown) => {
    agent.behave = (_req, res) => json(res, result(reply));
  };
  /** The callback that the agent was given. */
  function given(): { url: string; token: string; path: string } {
    const body = agent.heard
      .map((heard) => heard.body)
      .find((text) => text.includes('/gateway/push/'));
    const { params } = JSON.parse(body ?? '{}');
    const config =
      params.configuration?.pushNotificationConfig ??
      params.configuration?.taskPushNotificationConfig ??
      params.configuration?.pushNotification ??
      params.pushNotificationConfig ??
      params;
    return { ...config, path: new URL(config.url).pathname };
  }
  const push = (body: unknown, token = given().token) =>
    rig.ask({
      path: given().path,
      body: JSON.stringify(body),
      key: null,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
  async function outcomes(): Promise<unknown[]> {
    const types = ['capture', 'charge', 'release'] as const;
    const entries = await rig.ledger.entries({
      walletId: organisation,
      types,
      order: 'oldest_first',
      limit: 100,
    });
    return entries.map(({ operation }) => operation.note?.outcome);
  }

  describe('bytes', () => {
    it('pass unchanged, with missing messageId, type:"text" and odd spacing and numbers', async () => {
      const body =
        '{"jsonrpc":"2.0" , "id":3,"method":"message/send","params":{"message":{"role":"user","parts":[{"type":"text","text":"<p>ping</p>"},{"kind":"data","data":{"n":1.0,"big":12345678901234567890}}]}}}';
      const reply = '{"jsonrpc":"2.0","id":3,"result":{"kind":"message","parts":[{"n":1.50}]}}';
      agent.behave = (_req, res) => json(res, reply);
      const got = await send(body, { headers: { 'accept-encoding': 'br' } });
      expect(agent.heard[0]?.body).toBe(body);
      expect(agent.heard[0]?.url).toBe('/a2a/bot');
      expect(agent.heard[0]?.headers['accept-encoding']).toBe('identity');
      expect(got.text).toBe(reply);
      expect(got.headers['x-credits-charged']).toBe('1');
      expect(got.headers['x-credits-balance']).toBe('9');
    });

    it('pass unchanged but for the push configuration’s address and secrets', async () => {
      const body = `{"id":3, "jsonrpc":"2.0","method":"message/send","params":{"message":{"parts":[],"n":1.0},"configuration":{ "blocking":false, "pushNotificationConfig":{"url" : "${telex.origin}/v1/a2a/webhooks/7","token":"caller-token","authentication":{"schemes":["Bearer"],"credentials":"secret"}}}}}`;
      answers(task('accepted'));
      await send(body);
      const { url, token } = given();
      expect(url).toMatch(new RegExp(`^${rig.url}/gateway/push/pcb_`));
      expect(agent.heard[0]?.body).toBe(
        body
          .replace(`"${telex.origin}/v1/a2a/webhooks/7"`, `"${url}"`)
          .replace('"caller-token"', `"${token}"`)
          .replace('"secret"', `"${token}"`),
      );
    });

    it('keep who asked for the receipt', async () => {
      await send(
        message({ metadata: { telex_user_id: 'u1', telex_channel_id: 'c1', org_id: 'o1' } }),
      );
      const [entry] = await rig.ledger.entries({
        types: ['capture'],
        order: 'newest_first',
        limit: 1,
      });
      expect(entry?.operation.note).toMatchObject({
        route: 'a2a',
        asked: { telexUserId: 'u1', telexChannelId: 'c1', telexOrganisationId: 'o1' },
      });
    });
  });

  describe('outcomes', () => {
    it.each([
      [task('completed', { artifacts: [{}] }), '1', 'success'],
      [{ task: task('TASK_STATE_COMPLETED') }, '1', 'success'],
      [{ message: { role: 'ROLE_AGENT', parts: [] } }, '1', 'success'],
      [task('failed'), '0', 'failed'],
      [task('rejected'), '0', 'rejected'],
      [task('auth-required'), '0', 'auth_required'],
      [task('input-required'), '1', 'input_required'],
      [task('canceled'), '0', 'canceled'],
      [task('canceled', { artifacts: [{}] }), '1', 'canceled'],
      ['nonsense', '0', 'upstream_error'],
    ])('%j costs %s', async (reply, charged, outcome) => {
      answers(reply);
      const got = await send(message());
      expect(got.headers['x-credits-charged']).toBe(charged);
      expect(await outcomes()).toEqual([outcome]);
      expect((await rig.balance()).held).toBe(0n);
    });

    it('a JSON-RPC error or an HTTP error costs nothing, unless errors are billable', async () => {
      agent.behave = (_req, res) =>
        json(res, { jsonrpc: '2.0', id: 3, error: { code: 1, message: 'x' } });
      expect((await send(message())).headers['x-credits-charged']).toBe('0');
      agent.behave = (_req, res) => json(res, result(task('completed')), 500);
      expect((await send(message())).headers['x-credits-charged']).toBe('0');
      rig.addModule({ slug: 'bot', upstreamUrl: agent.origin, price: priced(perCall('3', true)) });
      answers(task('failed'));
      expect((await send(message())).headers['x-credits-charged']).toBe('3');
    });
  });

  describe('refusals', () => {
    it('are JSON-RPC errors with the problem in data, the status and the request’s id', async () => {
      const bad = await send('{"id":"abc-7","jsonrpc":"2.0","method":"message/send","params":{}}', {
        key: 'tcr_wrong',
      });
      expect(bad.status).toBe(401);
      expect(bad.json).toMatchObject({
        jsonrpc: '2.0',
        id: 'abc-7',
        error: { data: { code: 'invalid_api_key', status: 401, requestId: expect.any(String) } },
      });
      rig.addModule({ slug: 'bot', upstreamUrl: agent.origin, price: priced(perCall('4')) });
      await send(message());
      await send(message());
      const poor = await send(message());
      expect(poor.status).toBe(402);
      expect(poor.json).toMatchObject({
        id: 3,
        error: {
          data: { code: 'insufficient_credits', needed: '4', available: '2', affordable: 0 },
        },
      });
      const missing = await rig.ask({ path: '/gateway/a2a/none', body: message() });
      expect([missing.status, missing.json.error.data.code]).toEqual([404, 'module_not_found']);
      expect(agent.heard).toHaveLength(2);
    });

    it('name debt, freeze, limits and modules that are not allowed', async () => {
      rig.identities.set('tcr_narrow', {
        kind: 'key',
        id: 'key_narrow',
        organisationId: organisation,
        scopes: ['gateway'],
        moduleIds: ['mod_other'],
        cap: null,
      });
      rig.identities.set('tcr_read', {
        kind: 'key',
        id: 'key_read',
        organisationId: organisation,
        scopes: ['usage:read'],
        moduleIds: null,
        cap: null,
      });
      const code = async (key?: string) => {
        const got = await send(message(), key === undefined ? {} : { key });
        return [got.status, got.json.error.data.code];
      };
      expect(await code('tcr_narrow')).toEqual([403, 'module_not_allowed']);
      expect(await code('tcr_read')).toEqual([403, 'forbidden']);
      for (const [level, wanted] of [
        ['call', 'call_limit_exceeded'],
        ['connection', 'key_limit_reached'],
        ['module', 'module_limit_reached'],
        ['wallet', 'wallet_limit_reached'],
      ] as const) {
        rig.limits = [{ id: `x:${level}`, level, period: '2026-11', periodEndsAt: null, cap: 1n }];
        expect(await code()).toEqual([403, wanted]);
      }
      rig.limits = [];
      await rig.ledger.submit([
        { type: 'freeze', id: 'fr', walletId: organisation, cause: 'dispute' },
      ]);
      expect(await code()).toEqual([403, 'wallet_frozen']);
      expect(agent.heard).toHaveLength(0);
    });

    it.each([
      ['[]', -32600],
      ['{', -32700],
      ['"x"', -32600],
      ['{"jsonrpc":"2.0","method":"message/send","params":{}}', -32600],
      ['{"jsonrpc":"2.0","id":1,"id":2,"method":"message/send"}', -32600],
      ['{"jsonrpc":"2.0","id":1,"method":"tasks/destroy"}', -32601],
      ['{"jsonrpc":"2.0","id":1,"method":"message/send","params":[]}', -32602],
      ['{"jsonrpc":"2.0","id":1,"method":"message/stream","params":{}}', -32004],
      ['{"jsonrpc":"2.0","id":1,"method":"SubscribeToTask","params":{"id":"x"}}', -32004],
      ['{"jsonrpc":"2.0","id":1,"method":"GetExtendedAgentCard","params":{}}', -32007],
    ])('%s answers %i and is not forwarded', async (body, code) => {
      const got = await send(body);
      expect(got.json.error.code).toBe(code);
      expect(got.headers['x-credits-charged']).toBe('0');
      expect(agent.heard).toHaveLength(0);
    });
  });

  describe('connection URLs', () => {
    it('need no header, charge their organisation and reach their own module only', async () => {
      const path = '/gateway/c/con-secret';
      const got = await rig.ask({ path, body: message(), key: null });
      expect([got.status, got.headers['x-credits-charged']]).toEqual([200, '1']);
      expect(JSON.stringify(agent.heard)).not.toContain('con-secret');
      const wrong = await rig.ask({ path: '/gateway/c/other', body: message(), key: null });
      expect([wrong.status, wrong.json.error.data.code]).toEqual([401, 'invalid_api_key']);
    });
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

  describe('agent cards', () => {
    const card = (origin: string) => ({
      name: 'Bot',
      url: `${origin}/a2a/bot`,
      additionalInterfaces: [
        { url: `${origin}/a2a/bot`, transport: 'JSONRPC' },
        { url: `${origin}/grpc`, transport: 'GRPC' },
      ],
      supportedInterfaces: [
        { url: `${origin}/a2a/bot`, protocolBinding: 'JSONRPC', protocolVersion: '1.0' },
      ],
      signatures: [{ protected: 'x', signature: 'y' }],
    });

    it('are public, and name the gateway’s address only', async () => {
      agent.behave = (req, res) =>
        req.url === '/a2a/bot/.well-known/agent.json'
          ? json(res, card(agent.origin))
          : json(res, {}, 404);
      for (const name of ['agent-card.json', 'agent.json']) {
        const got = await rig.ask({ path: `/gateway/a2a/bot/.well-known/${name}`, key: null });
        const url = `${rig.url}/gateway/a2a/bot`;
        expect(got.json).toEqual({
          name: 'Bot',
          url,
          additionalInterfaces: [{ url, transport: 'JSONRPC' }],
          supportedInterfaces: [{ url, protocolBinding: 'JSONRPC', protocolVersion: '1.0' }],
        });
        expect(got.text).not.toContain(agent.origin);
      }
    });

    it('of connections are not to be stored, and unknown ones are not found', async () => {
      agent.behave = (_req, res) => json(res, card(agent.origin));
      const path = '/gateway/c/con-secret/.well-known/agent-card.json';
      const got = await rig.ask({ path, key: null });
      expect(got.headers['cache-control']).toBe('no-store');
      expect(got.json.url).toBe(`${rig.url}/gateway/c/con-secret`);
      const none = await rig.ask({ path: path.replace('con-secret', 'nope'), key: null });
      expect([none.status, none.json.code]).toEqual([404, 'module_not_found']);
    });
  });
});
