import { ModelLedger } from '@telex-credits/ledger-testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { message, pushConfig, result, task } from '../testing/agent-bench.js';
import { type Clock, type Rig, startRig } from '../testing/rig.js';
import { eventually, json, type StubServer, startStub } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });

describe('hostile addresses', () => {
  let rig: Rig;
  let inside: StubServer;
  let port: string;
  let answers: string[];

  beforeEach(async () => {
    inside = await startStub((_req, res) => json(res, { secret: 'metadata' }));
    port = new URL(inside.origin).port;
    answers = ['93.184.216.34'];
    rig = await startRig({
      ledger,
      resolve: async () => answers.map((address) => ({ address, family: 4 })),
    });
    await rig.grant('10');
  });
  afterEach(async () => {
    await rig.close();
    await inside.close();
  });

  it('are refused at connect time when the name server changed its answer after the check', async () => {
    const upstreamUrl = `http://agent.example:${port}/`;
    await expect(rig.gateway.checkUpstreamUrl(upstreamUrl)).resolves.toBeUndefined();
    rig.addModule({ slug: 'api', kind: 'http', upstreamUrl });
    answers = ['127.0.0.1'];
    const got = await rig.ask({ path: '/gateway/http/api/latest/meta-data' });
    expect([got.status, got.json.code]).toEqual([502, 'upstream_failed']);
    expect(got.text).not.toContain('metadata');
    expect(inside.heard).toHaveLength(0);
    expect((await rig.balance()).held).toBe(0n);
  });

  it.each([
    'http://127.0.0.1',
    'http://[::ffff:127.0.0.1]',
    'http://[::ffff:7f00:1]',
    'http://2130706433',
    'http://017700000001',
    'http://user:pass@127.0.0.1',
    'http://0x7f000001',
  ])('are refused as literals that got into a module: %s', async (origin) => {
    rig.addModule({ slug: 'api', kind: 'http', upstreamUrl: `${origin}:${port}/` });
    expect((await rig.ask({ path: '/gateway/http/api/x' })).status).toBe(502);
    expect(inside.heard).toHaveLength(0);
  });

  it('are refused when only one of several answers at connect time is private', async () => {
    rig.addModule({ slug: 'api', kind: 'http', upstreamUrl: `http://agent.example:${port}/` });
    answers = ['93.184.216.34', '127.0.0.1'];
    const got = await rig.ask({ path: '/gateway/http/api/x' });
    expect([got.status, inside.heard.length]).toEqual([502, 0]);
  });

  it('are not reached by a Host, a forwarding header or a whole URL of the caller', async () => {
    const outside = await startStub((_req, res) => json(res, { ok: 1 }));
    const open = await startRig({ ledger, trusted: [outside.origin] });
    await open.grant('10');
    open.addModule({ slug: 'api', kind: 'http', upstreamUrl: outside.origin });
    const host = `127.0.0.1:${port}`;
    const headers = { host, 'x-forwarded-host': host, forwarded: `host=${host}` };
    for (const path of ['/gateway/http/api/x', `${inside.origin}/gateway/http/api/x`]) {
      expect((await open.ask({ path, headers })).status).toBe(200);
    }
    expect([inside.heard.length, outside.heard.length]).toEqual([0, 2]);
    expect(outside.heard.map((one) => one.headers.host)).toEqual(
      Array(2).fill(new URL(outside.origin).host),
    );
    await open.close();
    await outside.close();
  });

  it('are not reached by redirects, which are passed on as they are', async () => {
    const outside = await startStub((_req, res) => {
      res.writeHead(302, { location: `${inside.origin}/` });
      res.end();
    });
    const open = await startRig({ ledger, trusted: [outside.origin] });
    await open.grant('10');
    open.addModule({ slug: 'api', kind: 'http', upstreamUrl: outside.origin });
    const got = await open.ask({ path: '/gateway/http/api/x' });
    expect([got.status, got.headers.location]).toEqual([302, `${inside.origin}/`]);
    expect(inside.heard).toHaveLength(0);
    await open.close();
    await outside.close();
  });

  it('are refused as push addresses, at once as literals and at connect time as names', async () => {
    let callback = { url: '', token: '' };
    const agent = await startStub((_req, res, { body }) => {
      callback = JSON.parse(body).params.configuration.pushNotificationConfig;
      json(res, result(task('working')));
    });
    const open = await startRig({
      ledger,
      trusted: [agent.origin],
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    await open.grant('10');
    open.addModule({ slug: 'bot', upstreamUrl: agent.origin });
    const send = (url: string) =>
      open.ask({ path: '/gateway/a2a/bot', body: message({}, pushConfig(url)) });
    const literal = await send(`${inside.origin}/hook`);
    expect([literal.status, literal.json.error.data.code]).toEqual([400, 'push_url_not_allowed']);
    expect(agent.heard).toHaveLength(0);
    expect((await send(`http://hook.example:${port}/`)).status).toBe(200);
    const pushed = await open.ask({
      path: new URL(callback.url).pathname,
      body: JSON.stringify(result(task('completed'))),
      key: null,
      headers: { 'x-a2a-notification-token': callback.token },
    });
    expect(pushed.status).toBe(200);
    await eventually(async () => (await open.balance()).held === 0n);
    await open.gateway.deliverPushes();
    expect(inside.heard).toHaveLength(0);
    await open.close();
    await agent.close();
  });
});
