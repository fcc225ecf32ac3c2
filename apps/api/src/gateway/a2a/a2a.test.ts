import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AgentBench, message, result, startAgentBench, task } from '../testing/agent-bench.js';
import { type Clock, organisation, perCall, priced, type Rig } from '../testing/rig.js';
import { json, type StubServer } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const _credits = parseCredits;

describe('POST /gateway/a2a/{slug}', () => {
  let bench: AgentBench;
  let rig: Rig;
  let agent: StubServer;
  let telex: StubServer;
  const send: AgentBench['send'] = (body, more) => bench.send(body, more);
  const answers = (reply: unknown) => bench.answers(reply);
  const given = () => bench.given();
  const outcomes = () => bench.outcomes();

  beforeEach(async () => {
    bench = await startAgentBench(ledger);
    ({ rig, agent, telex } = bench);
  });
  afterEach(async () => {
    await bench.close();
  });

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

    it('come at once for a body of unknown length that grows too large', async () => {
      const got = await rig
        .ask({
          path: '/gateway/a2a/bot',
          body: `{"id":1,"x":"${'x'.repeat(8 * 1024 * 1024)}"}`,
          headers: { 'transfer-encoding': 'chunked' },
        })
        .catch((error: NodeJS.ErrnoException) => error.code);
      // The rest of the body is not read: some clients see the answer, some the closed connection.
      expect(typeof got === 'object' ? got.status : got).toSatisfy((seen: unknown) =>
        [413, 'EPIPE', 'ECONNRESET'].includes(seen as string | number),
      );
      expect((await rig.balance()).held).toBe(0n);
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
      ['[{"jsonrpc":"2.0","id":1,"method":"message/send","params":{}}]', -32600],
      ['{', -32700],
      ['"x"', -32600],
      ['{"jsonrpc":"2.0","method":"message/send","params":{}}', -32600],
      ['{"jsonrpc":"2.0","id":1,"id":2,"method":"message/send"}', -32600],
      ['{"jsonrpc":"2.0","id":1,"method":"tasks/destroy"}', -32601],
      ['{"jsonrpc":"2.0","id":1,"method":"message/send","params":[]}', -32602],
      ['{"jsonrpc":"2.0","id":1,"method":"SubscribeToTask","params":{"id":"x"}}', -32001],
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
});
