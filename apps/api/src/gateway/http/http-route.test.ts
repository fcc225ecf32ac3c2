import { request } from 'node:http';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, organisation, perCall, priced, type Rig, startRig } from '../testing/rig.js';
import { eventually, json, type StubServer, startStub } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });

describe('ANY /gateway/http/{slug}/*', () => {
  let rig: Rig;
  let api: StubServer;

  beforeEach(async () => {
    rig = await startRig({ ledger });
    api = await startStub((_req, res) => json(res, { ok: true }));
    rig.addModule({ slug: 'api', kind: 'http', upstreamUrl: `${api.origin}/base?own=1` });
    await rig.grant('10');
  });
  afterEach(async () => {
    await rig.close();
    await api.close();
  });

  async function lastEntry() {
    const [entry] = await rig.ledger.entries({
      walletId: organisation,
      types: ['capture', 'charge', 'release'],
      order: 'newest_first',
      limit: 1,
    });
    return entry;
  }
  const credits = (text: string) => parseCredits(text);

  it('forwards method, sub-path, query and body, and charges a success', async () => {
    const got = await rig.ask({
      method: 'PUT',
      path: '/gateway/http/api/a%20b/c?x=1&y=%2F',
      body: '{"a":  1.0}',
      headers: { 'content-type': 'application/json', 'x-own': 'kept' },
    });
    expect(got.status).toBe(200);
    expect(got.json).toEqual({ ok: true });
    expect(got.headers['x-credits-charged']).toBe('1');
    expect(got.headers['x-credits-balance']).toBe('9');
    expect(got.headers['x-request-id']).toMatch(/^req_/);
    const usageId = String(got.headers['x-usage-id']);
    expect(usageId).toMatch(/^use_/);
    expect(api.heard[0]).toMatchObject({
      method: 'PUT',
      url: '/base/a%20b/c?own=1&x=1&y=%2F',
      body: '{"a":  1.0}',
    });
    expect(api.heard[0]?.headers['x-own']).toBe('kept');
    const entry = await rig.ledger.entry(usageId);
    expect(entry?.type).toBe('capture');
    expect(entry?.operation.note).toMatchObject({
      kind: 'usage',
      route: 'http',
      outcome: 'success',
      held: '1',
      excess: '0',
      upstreamStatus: 200,
      lines: [{ what: 'call', quantity: '1', unitPrice: '1', credits: '1' }],
    });
    expect(await rig.balance()).toEqual({ available: credits('9'), held: 0n });
  });

  it('keeps secrets, cookies and hop-by-hop headers from the upstream, and its own from callers', async () => {
    api.behave = (_req, res) => {
      res.setHeader('set-cookie', 'session=stolen');
      res.setHeader('x-credits-charged', '0');
      res.setHeader('access-control-allow-origin', '*');
      res.setHeader('content-type', 'text/html');
      res.setHeader('x-kept', 'yes');
      res.end('<script>1</script>');
    };
    const got = await rig.ask({
      path: '/gateway/http/api/',
      headers: {
        cookie: 'a=b',
        'x-api-key': 'tcr_other',
        'x-agent-api-key': 'k',
        'idempotency-key': 'once',
        'x-forwarded-for': '10.0.0.1',
        'x-odd': 'prefix tcr_live_buyer suffix',
        connection: 'keep-alive, x-hop',
        'x-hop': '1',
      },
    });
    const names = Object.keys(api.heard[0]?.headers ?? {});
    for (const name of [
      'authorization',
      'cookie',
      'x-api-key',
      'x-agent-api-key',
      'idempotency-key',
      'x-forwarded-for',
      'x-odd',
      'x-hop',
    ]) {
      expect(names).not.toContain(name);
    }
    expect(JSON.stringify(api.heard)).not.toContain('tcr_live_buyer');
    expect(got.headers['set-cookie']).toBeUndefined();
    expect(got.headers['access-control-allow-origin']).toBeUndefined();
    expect(got.headers['x-credits-charged']).toBe('1');
    expect(got.headers['x-kept']).toBe('yes');
    expect(got.headers['content-security-policy']).toContain('sandbox');
    expect(got.headers['x-content-type-options']).toBe('nosniff');
  });

  it.each([
    [400, '0', 'upstream_error'],
    [500, '0', 'upstream_error'],
    [302, '0', 'upstream_error'],
    [204, '1', 'success'],
  ])('passes status %i through and charges %s', async (status, charged, outcome) => {
    api.behave = (_req, res) => {
      res.writeHead(status, status === 302 ? { location: 'http://169.254.169.254/' } : {});
      res.end(status === 204 ? undefined : 'said');
    };
    const got = await rig.ask({ path: '/gateway/http/api/x' });
    expect(got.status).toBe(status);
    expect(got.text).toBe(status === 204 ? '' : 'said');
    expect(got.headers['x-credits-charged']).toBe(charged);
    expect((await lastEntry())?.operation.note).toMatchObject({ outcome, upstreamStatus: status });
    expect((await rig.balance()).held).toBe(0n);
    expect(api.heard).toHaveLength(1);
  });

  it('charges errors where the price version says so', async () => {
    rig.addModule({
      slug: 'api',
      kind: 'http',
      upstreamUrl: api.origin,
      price: priced(perCall('2', true)),
    });
    api.behave = (_req, res) => json(res, { no: 1 }, 422);
    const got = await rig.ask({ path: '/gateway/http/api/x' });
    expect([got.status, got.headers['x-credits-charged']]).toEqual([422, '2']);
  });

  it('answers 502 for a connection that fails, and charges nothing', async () => {
    await api.close();
    const got = await rig.ask({ path: '/gateway/http/api/x' });
    expect([got.status, got.json.code]).toEqual([502, 'upstream_failed']);
    expect(got.headers['x-credits-charged']).toBe('0');
    expect(await rig.balance()).toEqual({ available: credits('10'), held: 0n });
    expect((await lastEntry())?.operation.note).toMatchObject({ outcome: 'not_reached' });
  });

  it('answers 504 when the first byte does not come in time, and charges nothing', async () => {
    rig.addModule({ slug: 'api', kind: 'http', upstreamUrl: api.origin, timeLimitSeconds: 0.05 });
    api.behave = () => {};
    const got = await rig.ask({ path: '/gateway/http/api/x' });
    expect([got.status, got.json.code]).toEqual([504, 'upstream_timeout']);
    expect((await lastEntry())?.operation.note).toMatchObject({ outcome: 'timed_out' });
    expect((await rig.balance()).available).toBe(credits('10'));
  });

  it.each([
    ['a declared length that is not reached', 'content-length: 100\r\n\r\nshort'],
    [
      'a length not reached, with Connection: close',
      'connection: close\r\ncontent-length: 100\r\n\r\nshort',
    ],
    ['a chunked body without its end', 'transfer-encoding: chunked\r\n\r\n5\r\nshort\r\n'],
    [
      'a chunked body without its end, with Connection: close',
      'connection: close\r\ntransfer-encoding: chunked\r\n\r\n5\r\nshort\r\n',
    ],
  ])('takes %s for a reply cut short: 502, nothing charged', async (_name, rest) => {
    api.behave = (req) => {
      req.socket.end(`HTTP/1.1 200 OK\r\n${rest}`);
    };
    const got = await rig.ask({ path: '/gateway/http/api/x' });
    expect([got.status, got.json.code]).toEqual([502, 'upstream_failed']);
    expect((await lastEntry())?.operation.note).toMatchObject({ outcome: 'cut_short' });
    expect(await rig.balance()).toEqual({ available: credits('10'), held: 0n });
  });

  it('goes on for a caller who went away, and charges by the outcome', async () => {
    let finish = () => {};
    api.behave = (_req, res) => {
      finish = () => json(res, { late: true });
    };
    const sent = request(`${rig.url}/gateway/http/api/x`, {
      headers: { authorization: 'Bearer tcr_live_buyer' },
    });
    sent.on('error', () => {});
    sent.end();
    await eventually(() => api.heard.length === 1);
    sent.destroy();
    await new Promise((resolve) => setTimeout(resolve, 20));
    finish();
    await eventually(async () => (await rig.balance()).held === 0n);
    expect((await rig.balance()).available).toBe(credits('9'));
    expect((await lastEntry())?.operation.note).toMatchObject({ outcome: 'caller_went_away' });
  });

  it('passes replies over 8 MiB through with the held credits, then charges them', async () => {
    const size = 9 * 1024 * 1024;
    api.behave = (_req, res) => res.end(Buffer.alloc(size, 'x'));
    const got = await rig.ask({ path: '/gateway/http/api/big' });
    expect(got.text).toHaveLength(size);
    expect(got.headers['x-credits-held']).toBe('1');
    expect(got.headers['x-credits-charged']).toBeUndefined();
    await eventually(async () => (await rig.balance()).held === 0n);
    expect((await rig.balance()).available).toBe(credits('9'));
  });

  it('charges nothing for a large reply that breaks off, and breaks off for the caller', async () => {
    api.behave = (req, res) => {
      res.writeHead(200, { 'content-length': String(20 * 1024 * 1024) });
      res.write(Buffer.alloc(9 * 1024 * 1024), () => req.socket.destroy());
    };
    await expect(rig.ask({ path: '/gateway/http/api/big' })).rejects.toThrow();
    await eventually(async () => (await rig.balance()).held === 0n);
    expect((await rig.balance()).available).toBe(credits('10'));
  });

  it('answers HEAD with the length that the upstream says', async () => {
    api.behave = (_req, res) => {
      res.writeHead(200, { 'content-length': '12345' });
      res.end();
    };
    const got = await rig.ask({ path: '/gateway/http/api/x', method: 'HEAD' });
    expect([got.status, got.headers['content-length'], got.headers['x-credits-charged']]).toEqual([
      200,
      '12345',
      '1',
    ]);
  });

  it('refuses upgrades, odd methods and paths that climb, before any hold', async () => {
    const upgrade = await rig.ask({
      path: '/gateway/http/api/x',
      headers: { connection: 'upgrade', upgrade: 'websocket' },
    });
    expect(upgrade.json.code).toBe('upgrade_not_supported');
    const trace = await rig.ask({ path: '/gateway/http/api/x', method: 'TRACE' });
    expect(trace.status).toBe(405);
    for (const path of [
      '../x',
      'a/%2e%2E/%2e%2e/b',
      '..%2fx',
      'a/..%5cx',
      '%252e%252e/x',
      '..;/x',
    ]) {
      const got = await rig.ask({ path: `/gateway/http/api/${path}` });
      expect([path, got.json.code]).toEqual([path, 'invalid_path']);
    }
    expect(api.heard).toHaveLength(0);
    expect(await rig.ledger.entries({ types: ['hold'], order: 'oldest_first', limit: 1 })).toEqual(
      [],
    );
  });
});
