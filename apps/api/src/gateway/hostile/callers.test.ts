import { gzipSync } from 'node:zlib';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { message } from '../testing/agent-bench.js';
import { openRaw } from '../testing/raw.js';
import { type Clock, type Rig, startRig } from '../testing/rig.js';
import { eventually, json, type StubServer, startStub } from '../testing/stub.js';
import { uploadLimit } from '../wire/upload.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const patience = { headMillis: 300, requestMillis: 600, checkMillis: 20 };
const streamLimits = { idleMillis: 5_000, stalledMillis: 300 };
const auth = 'Host: x\r\nAuthorization: Bearer tcr_live_buyer\r\n';
const get = (path = '/gateway/http/api/x', more = '') =>
  `GET ${path} HTTP/1.1\r\n${auth}${more}\r\n`;
const post = (headers: string, body = '') =>
  `POST /gateway/http/api/x HTTP/1.1\r\n${auth}${headers}\r\n${body}`;
const length = (body: string) => `Content-Length: ${Buffer.byteLength(body)}\r\n`;

let rig: Rig;
let api: StubServer;

beforeEach(async () => {
  const openAi = { base: 'http://127.0.0.1:1', apiKey: 'k', moduleSlug: 'openai', prices: {} };
  const telexAi = { base: 'http://127.0.0.1:1', apiKey: 'k', moduleSlug: 'telexai' };
  rig = await startRig({ ledger, patience, config: { streamLimits, openAi, telexAi } });
  api = await startStub((_req, res) => json(res, { ok: true }));
  rig.addModule({ slug: 'api', kind: 'http', upstreamUrl: api.origin });
  rig.addModule({ slug: 'bot', upstreamUrl: api.origin });
  rig.addModule({ slug: 'openai', kind: 'openai', upstreamUrl: api.origin });
  rig.addModule({ slug: 'telexai', kind: 'telexai', upstreamUrl: api.origin });
  await rig.grant('1000');
});
afterEach(async () => {
  await rig.close();
  await api.close();
});

/** Sends bytes; answers when so many replies have come, or the server has closed the connection. */
async function send(bytes: string, replies = 1) {
  const raw = await openRaw(rig.url);
  raw.write(bytes);
  let closed = false;
  void raw.closed.then(() => {
    closed = true;
  });
  const statuses = () =>
    [...raw.text().matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, one]) => Number(one));
  await eventually(
    () => closed || (statuses().length >= replies && raw.text().includes('\r\n\r\n')),
  );
  raw.socket.destroy();
  return { statuses: statuses(), text: raw.text(), forwarded: api.heard.length };
}

/** Nothing was taken or is held but for so many calls of one credit, and the next call is served. */
async function standsWith(calls: number) {
  const spent = async () => parseCredits('1000') - (await rig.balance()).available;
  await eventually(async () => (await rig.balance()).held === 0n);
  expect(await spent()).toBe(parseCredits(String(calls)));
  const next = await rig.ask({ path: '/gateway/http/api/after' });
  expect([next.status, next.headers['x-credits-charged']]).toEqual([200, '1']);
}

describe('requests that two servers could read in two ways', () => {
  it.each([
    ['two lengths', post('Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n')],
    [
      'two lengths, the other way',
      post('Transfer-Encoding: chunked\r\nContent-Length: 2\r\n', '0\r\n\r\n'),
    ],
    ['one length twice', post('Content-Length: 2\r\nContent-Length: 2\r\n', '{}')],
    ['two different lengths', post('Content-Length: 2\r\nContent-Length: 3\r\n', '{}')],
    ['a list of lengths', post('Content-Length: 2, 2\r\n', '{}')],
    ['a signed length', post('Content-Length: +2\r\n', '{}')],
    ['chunked, identity', post('Transfer-Encoding: chunked, identity\r\n', '0\r\n\r\n')],
    ['an unknown coding', post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n')],
    [
      'chunked twice',
      post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    ],
    ['a chunk without a size', post('Transfer-Encoding: chunked\r\n', 'zz\r\n{}\r\n0\r\n\r\n')],
    ['a folded header', get(undefined, 'X-A: one\r\n two\r\n')],
    ['bare line feeds', get(undefined, 'X-A: one\r\n').replaceAll('\r\n', '\n')],
    ['a bare line feed in a value', get(undefined, 'X-A: one\nX-B: two\r\n')],
    ['a bare carriage return in a value', get(undefined, 'X-A: one\rX-B: two\r\n')],
    ['a space before the colon', get(undefined, 'Content-Length : 2\r\n')],
    ['a space in a name', get(undefined, 'X A: one\r\n')],
    ['a NUL', get(undefined, 'X-A: o\0ne\r\n')],
    ['no colon', get(undefined, 'XA\r\n')],
    ['no host', 'GET /gateway/http/api/x HTTP/1.1\r\nX-API-Key: tcr_live_buyer\r\n\r\n'],
    ['two hosts', get(undefined, 'Host: y\r\n')],
    ['HTTP/2 without negotiation', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['bytes beyond ASCII in the path', get('/gateway/http/äpi/x')],
    ['a method that reads back what we send', get().replace('GET', 'TRACK')],
  ])('are refused and not forwarded: %s', async (_name, bytes) => {
    const got = await send(bytes);
    expect([got.statuses, got.forwarded]).toEqual([[400], 0]);
    await standsWith(0);
  });

  it('take no second request out of what follows the body of a first', async () => {
    const inner = get('/gateway/http/api/inner');
    const got = await send(post(length('{}'), `{}GARBAGE\r\n\r\n${inner}`));
    expect(got.statuses).toEqual([400]);
    // The first may have been on its way when the connection was closed; then it is charged.
    await eventually(async () => (await rig.balance()).held === 0n);
    expect(api.heard.filter(({ url }) => url !== '/x')).toEqual([]);
    await standsWith(api.heard.length);
  });

  it('take none out of a body that was refused unread', async () => {
    const inner = get('/gateway/http/api/inner');
    const bytes = post(`Content-Length: ${uploadLimit + 1}\r\n`, inner);
    const got = await send(bytes);
    expect([got.statuses, got.forwarded]).toEqual([[413], 0]);
    expect(got.text.toLowerCase()).toContain('connection: close');
    await standsWith(0);
  });

  it('answer pipelined requests one after the other, each charged once', async () => {
    let count = 0;
    api.behave = (_req, res) => {
      count += 1;
      json(res, { count });
    };
    const got = await send(get() + get() + get(), 3);
    expect([got.statuses, got.forwarded]).toEqual([[200, 200, 200], 3]);
    await standsWith(3);
  });
});

describe('targets', () => {
  it.each([
    ['of a proxy, with a whole URL', get('http://evil.example/gateway/http/api/x'), 200, '/x'],
    ['with slashes of their own', get('/gateway/http/api//x%2f%2Fy'), 200, '//x%2f%2Fy'],
    ['with a slash in the slug', get('/gateway/http/a%2fpi/x'), 404, null],
    ['with two slashes before the slug', get('/gateway//http/api/x'), 404, null],
    ['that begin with two slashes', get('//gateway/http/api/x'), 404, null],
    ['with a slug in another script', get('/gateway/http/%D0%B0pi/x'), 404, null],
    ['with broken percent signs', get('/gateway/http/%ff%zz/x'), 404, null],
    ['that step upwards', get('/gateway/http/api/%2e%2e/%2e%2e/x'), 400, null],
  ])('%s', async (_name, bytes, status, url) => {
    const got = await send(bytes);
    expect(got.statuses).toEqual([status]);
    expect(api.heard.map((heard) => heard.url)).toEqual(url === null ? [] : [url]);
    await standsWith(url === null ? 0 : 1);
  });

  it('that ask for a tunnel get none', async () => {
    const got = await send(`CONNECT evil.example:443 HTTP/1.1\r\n${auth}\r\n`);
    expect([got.statuses, got.forwarded]).toEqual([[], 0]);
    await standsWith(0);
  });
});

describe('upgrades', () => {
  const websocket =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
  const h2c = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n';

  it.each([
    ['http', '/gateway/http/api/x', '"code":"upgrade_not_supported"'],
    ['a2a', '/gateway/a2a/bot', '"data":{"type"'],
    ['openai', '/gateway/openai/v1/chat/completions', '"error":{"message"'],
    ['telexai', '/gateway/telexai/chat', '"status":"error"'],
  ])(
    'are answered with 501 in the shape of %s, and nothing is held',
    async (_name, path, shape) => {
      for (const upgrade of [websocket, h2c]) {
        const method = path.includes('/http/') ? 'GET' : 'POST';
        const got = await send(`${method} ${path} HTTP/1.1\r\n${auth}${upgrade}\r\n`);
        expect(got.statuses).toEqual([501]);
        expect(got.text).toContain('upgrade_not_supported');
        expect(got.text).toContain(shape);
      }
      await standsWith(0);
    },
  );
});

describe('old and odd callers', () => {
  it('HTTP/1.0 is served, with a length and not in chunks, and the connection ends', async () => {
    const got = await send('GET /gateway/http/api/x HTTP/1.0\r\nX-API-Key: tcr_live_buyer\r\n\r\n');
    expect(got.statuses).toEqual([200]);
    expect(got.text.toLowerCase()).not.toContain('transfer-encoding');
    await standsWith(1);
  });

  it('trailers, chunk extensions and hop-by-hop headers are not passed on', async () => {
    const hop =
      'Connection: x-hop, host\r\nX-Hop: 1\r\nTE: trailers\r\nTrailer: X-T\r\nKeep-Alive: 9\r\nProxy-Connection: a\r\n';
    const body = '2;ext=1\r\n{}\r\n0\r\nX-T: smuggled\r\nAuthorization: smuggled\r\n\r\n';
    const got = await send(post(`${hop}Transfer-Encoding: chunked\r\n`, body));
    expect(got.statuses).toEqual([200]);
    const gone = [
      'x-hop',
      'te',
      'trailer',
      'keep-alive',
      'proxy-connection',
      'x-t',
      'authorization',
    ];
    const headers = Object.keys(api.heard[0]?.headers ?? {});
    expect(headers).toContain('host');
    expect(headers.filter((name) => gone.includes(name))).toEqual([]);
    expect(api.heard[0]).toMatchObject({ body: '{}', headers: { host: new URL(api.origin).host } });
    await standsWith(1);
  });

  it('an expectation other than 100-continue is refused, and that one is met', async () => {
    const no = await send(post(`Expect: 200-maybe\r\n${length('{}')}`, '{}'));
    expect([no.statuses, no.forwarded]).toEqual([[417], 0]);
    const yes = await send(post(`Expect: 100-continue\r\n${length('{}')}`, '{}'), 2);
    expect(yes.statuses).toEqual([100, 200]);
    expect(api.heard[0]?.headers.expect).toBeUndefined();
    await standsWith(1);
  });

  it('a compressed body goes on as it is to an HTTP API, and is inflated nowhere', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const raw = await openRaw(rig.url);
    raw.write(post(`Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n`));
    raw.write(bomb);
    await eventually(() => raw.text().includes('200 OK'));
    raw.socket.destroy();
    expect(api.heard[0]?.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-length': String(bomb.length),
    });
    for (const path of ['/gateway/openai/v1/chat/completions', '/gateway/telexai/chat']) {
      const got = await rig.ask({
        ...{ path, body: gzipSync(message()).toString('latin1') },
        headers: { 'content-encoding': 'gzip' },
      });
      expect(got.status).toBe(400);
    }
    await standsWith(1);
  });
});

describe('callers who take their time, or too much room', () => {
  it('10 MB of headers are not read: 431, and the connection is closed', async () => {
    const before = process.memoryUsage().rss;
    const raw = await openRaw(rig.url);
    raw.write(get().slice(0, -2));
    const line = `x: ${'y'.repeat(100_000)}\r\n`;
    let sent = 0;
    while (!raw.socket.destroyed && sent < 10_000_000) {
      sent += line.length;
      await new Promise((resolve) => raw.socket.write(line, resolve));
    }
    await raw.closed;
    expect(sent).toBeLessThan(10_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
    expect(api.heard).toHaveLength(0);
    await standsWith(0);
  });

  it('a header too long is told so', async () => {
    const got = await send(get(undefined, `x: ${'y'.repeat(20_000)}\r\n`));
    expect([got.statuses, got.forwarded]).toEqual([[431], 0]);
  });

  it.each([
    ['headers', get().slice(0, -2), 'x'],
    ['nothing at all', '', ''],
    ['a body', post('Content-Length: 1000\r\n'), 'x'],
    ['chunks', post('Transfer-Encoding: chunked\r\n'), '1\r\nx\r\n'],
  ])(
    'who drip %s are hung up on in time, and hold nothing meanwhile',
    async (_name, head, drop) => {
      const raw = await openRaw(rig.url);
      raw.write(head);
      const dripping = setInterval(() => raw.write(drop), 20);
      await raw.closed;
      clearInterval(dripping);
      // The status is lost where the hang-up meets a drop on its way.
      expect(['', 'HTTP/1.1 408']).toContain(raw.text().slice(0, 12));
      expect(api.heard).toHaveLength(0);
      await standsWith(0);
    },
  );

  it('a body that ends before its announced length is refused', async () => {
    const raw = await openRaw(rig.url);
    raw.write(post('Content-Length: 9\r\n', '{}'));
    raw.socket.end();
    await raw.closed;
    expect(api.heard).toHaveLength(0);
    await standsWith(0);
  });

  it('a caller who reads nothing of a whole reply is hung up on, also while it goes on sending', async () => {
    const large = Buffer.alloc(7 * 1024 * 1024, 'x');
    api.behave = (_req, res) => {
      res.writeHead(200, { 'content-length': large.length });
      res.end(large);
    };
    const raw = await openRaw(rig.url);
    raw.socket.pause();
    // More than a socket's buffers take.
    raw.write(get().repeat(3));
    await eventually(async () => (await rig.balance()).available === parseCredits('997'));
    // Empty lines are nothing to a server. A socket that reads nothing learns of the hang-up by them.
    const knocking = setInterval(() => raw.write('\r\n'), 50);
    await raw.closed;
    clearInterval(knocking);
    expect(raw.text().length).toBeLessThan(3 * large.length);
    api.behave = (_req, res) => json(res, { ok: true });
    await standsWith(3);
  });
});
