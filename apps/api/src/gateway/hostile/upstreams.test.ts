import type { Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { message } from '../testing/agent-bench.js';
import { type RawUpstream, startRawUpstream } from '../testing/raw.js';
import { type Clock, priced, type Rig, startRig } from '../testing/rig.js';
import { eventually, type Got } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const granted = parseCredits('1000000');
const streamLimits = { idleMillis: 400, stalledMillis: 400 };
const prices = { m: { prompt: '0.0035', completion: '0.0035' } };
const chat = (more: object = {}) =>
  JSON.stringify({
    model: 'm',
    max_tokens: 5,
    messages: [{ role: 'user', content: 'hi' }],
    ...more,
  });
const body = '{"choices":[]}';
const length = `Content-Length: ${body.length}\r\n`;
const ok = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

const routes = [
  { name: 'http', path: '/gateway/http/api/x', sent: '{}', reads: false },
  { name: 'a2a', path: '/gateway/a2a/bot', sent: message(), reads: true },
  {
    name: 'a2a stream',
    path: '/gateway/a2a/bot',
    sent: message({}, {}, 'message/stream'),
    reads: true,
  },
  { name: 'openai', path: '/gateway/openai/v1/chat/completions', sent: chat(), reads: true },
  {
    name: 'openai stream',
    path: '/gateway/openai/v1/chat/completions',
    sent: chat({ stream: true }),
    reads: true,
  },
  { name: 'telexai', path: '/gateway/telexai/chat', sent: chat(), reads: true },
];

let rig: Rig;
let upstream: RawUpstream;

beforeEach(async () => {
  upstream = await startRawUpstream(() => undefined);
  const openAi = { base: upstream.origin, apiKey: 'k', moduleSlug: 'openai', prices };
  const telexAi = { base: upstream.origin, apiKey: 'k', moduleSlug: 'telexai' };
  rig = await startRig({ ledger, config: { streamLimits, openAi, telexAi } });
  const module = { upstreamUrl: upstream.origin, timeLimitSeconds: 0.5 };
  const price = priced({ model: 'per_token', markupBps: 0, minimum: '0' });
  rig.addModule({ ...module, slug: 'api', kind: 'http' });
  rig.addModule({ ...module, slug: 'bot' });
  rig.addModule({ ...module, slug: 'openai', kind: 'openai', price });
  rig.addModule({ ...module, slug: 'telexai', kind: 'telexai' });
  await rig.grant('1000000');
});
afterEach(async () => {
  await rig.close();
  await upstream.close();
});

const answers = (bytes: string | Buffer, end = false) => {
  upstream.answer = (socket) => void socket.write(bytes, () => end && socket.end());
};
const spent = async () => granted - (await rig.balance()).available;

/** What the caller got; what it says it cost is what the wallet lost, and nothing is held. */
async function call(route: { path: string; sent: string }): Promise<Got> {
  const before = await spent();
  const got = await rig.ask({ path: route.path, body: route.sent });
  await eventually(async () => (await rig.balance()).held === 0n);
  expect(parseCredits(String(got.headers['x-credits-charged']))).toBe((await spent()) - before);
  return got;
}
const codeOf = ({ json }: Got) => json.code ?? json.error?.data?.code ?? json.error?.code;

describe.each(routes)('an answer to $name', (route) => {
  const refused = async (got: Promise<Got>) => {
    const { status, headers } = await got;
    expect([status, codeOf(await got), headers['x-credits-charged']]).toEqual([
      502,
      'upstream_failed',
      '0',
    ]);
  };

  it.each([
    ['a control character in a value', `${ok}X-A: a\x01b\r\n${length}\r\n${body}`],
    ['a bare carriage return', `${ok}X-A: a\rX-Credits-Charged: 0\r\n${length}\r\n${body}`],
    ['a bare line feed', `${ok}X-A: a\nSet-Cookie: a=b\r\n${length}\r\n${body}`],
    ['a folded header', `${ok}X-A: a\r\n Set-Cookie: a=b\r\n${length}\r\n${body}`],
    ['a NUL', `${ok}X-A: a\0b\r\n${length}\r\n${body}`],
    ['a space in a name', `${ok}X A: b\r\n${length}\r\n${body}`],
    ['a space before the colon', `${ok}Content-Length : 3\r\n${length}\r\n${body}`],
    ['a length and chunks', `${ok}${length}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['two lengths', `${ok}${length}Content-Length: 3\r\n\r\n${body}`],
    ['a transfer coding', `${ok}Transfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`],
    ['status 000', `HTTP/1.1 000 No\r\n${length}\r\n${body}`],
    [
      'an upgrade nobody asked for',
      'HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nxxxx',
    ],
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['10 MB of headers', `${ok}X-A: ${'y'.repeat(10_000_000)}\r\n\r\n`],
  ])('that has %s is none: 502, and costs nothing', async (_name, bytes) => {
    answers(bytes);
    await refused(call(route));
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(20_000_000))],
    ['br', brotliCompressSync(Buffer.alloc(20_000_000))],
    ['zstd', Buffer.from('28b52ffd', 'hex')],
    ['identity, gzip', gzipSync(body)],
  ])(
    'that is coded (%s) though identity was asked for is never inflated',
    async (coding, bytes) => {
      for (const type of ['application/json', 'text/event-stream']) {
        const head = `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Encoding: ${coding}\r\nContent-Length: ${bytes.length}\r\n\r\n`;
        answers(Buffer.concat([Buffer.from(head), bytes]));
        if (route.reads) {
          await refused(call(route));
          continue;
        }
        const got = await call(route);
        expect([got.status, got.headers['content-encoding']]).toEqual([200, coding]);
        expect(got.headers['content-length']).toBe(String(bytes.length));
      }
    },
  );

  it('speaks for itself only: what is ours to say, or to act on in a browser, is left out', async () => {
    const ours = [
      ...['X-Credits-Charged: 0', 'X-Credits-Balance: 9', 'X-Credits-Held: 1', 'X-Usage-Id: u'],
      ...[
        'X-Request-Id: r',
        'Idempotent-Replayed: true',
        'Set-Cookie: a=b',
        'Clear-Site-Data: "*"',
      ],
      ...[
        'Content-Security-Policy: x',
        'Access-Control-Allow-Origin: *',
        'Refresh: 0',
        'Alt-Svc: a',
      ],
      ...['RateLimit: "a";r=1', 'RateLimit-Policy: "a";q=1', 'Authorization: s', 'X-API-Key: s'],
      ...['Strict-Transport-Security: max-age=1', 'OpenAI-Organization: us', 'Set-Auth-Token: t'],
      'Connection: x-credits-charged, x-usage-id, content-security-policy, x-gone, close',
      ...[
        'X-Gone: 1',
        'Keep-Alive: 9',
        'Trailer: X-Usage-Id',
        'Upgrade: h2c',
        'Proxy-Authenticate: b',
      ],
      'X-Own: kept',
    ];
    answers(`${ok}${ours.join('\r\n')}\r\n${length}\r\n${body}`, true);
    const got = await call(route);
    expect(got.status).toBe(200);
    expect(got.headers['x-usage-id']).toMatch(/^use_/);
    expect(got.headers['x-request-id']).toMatch(/^req_/);
    expect(got.headers['content-security-policy']).toBe("default-src 'none'; sandbox");
    expect(Object.keys(got.headers).sort()).toEqual([
      ...['connection', 'content-length', 'content-security-policy', 'content-type', 'date'],
      ...[
        'keep-alive',
        'ratelimit',
        'ratelimit-policy',
        'x-content-type-options',
        'x-credits-balance',
        'x-credits-charged',
      ],
      ...['x-own', 'x-request-id', 'x-usage-id'],
    ]);
    expect(got.headers['keep-alive']).toBe('timeout=65');
    expect(got.headers.ratelimit).toMatch(/^"key";r=\d+, "module";r=\d+$/);
  });

  it('in trailers is not passed on', async () => {
    const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\nX-Credits-Charged: 0\r\nX-T: 1\r\n\r\n`;
    answers(`${ok}Transfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n${chunked}`);
    const got = await call(route);
    expect([got.status, got.text, got.headers['x-t']]).toEqual([200, body, undefined]);
  });

  it('that is followed by a second one leaves nothing for the next call', async () => {
    const second = `HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL`;
    answers(`${ok}${length}\r\n${body}${second}`);
    for (let round = 0; round < 3; round += 1) {
      const got = await call(route);
      expect([got.status, got.text]).toEqual([200, body]);
    }
  });

  it('of bytes beyond ASCII in a header goes on byte for byte', async () => {
    answers(Buffer.from(`${ok}X-A: naïve €\r\n${length}\r\n${body}`));
    const got = await call(route);
    expect(Buffer.from(String(got.headers['x-a']), 'latin1').toString()).toBe('naïve €');
  });

  it('after many interim answers is taken, and those are not passed on', async () => {
    const interim = 'HTTP/1.1 103 Early Hints\r\nLink: </evil>\r\nX-Credits-Charged: 0\r\n\r\n';
    answers(`${interim.repeat(2_000)}${ok}${length}\r\n${body}`);
    const got = await call(route);
    expect([got.status, got.text, got.headers.link]).toEqual([200, body, undefined]);
  });

  const drip = (start: string, drop: string) => (socket: Socket) => {
    socket.write(start);
    const dripping = setInterval(() => socket.write(drop), 20);
    socket.on('close', () => clearInterval(dripping));
  };

  it.each([
    ['drips headers', drip(`${ok}X-A: `, 'x'), 504],
    ['sends interim answers for ever', drip('', 'HTTP/1.1 103 Early Hints\r\n\r\n'), 504],
    ['drips its body', drip(`${ok}Content-Length: 9999\r\n\r\n`, 'x'), 502],
    ['never ends', drip(`${ok}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n'), 502],
  ] as const)('that %s ends at the time limit, and costs nothing', async (_name, act, status) => {
    upstream.answer = act;
    const got = await call(route);
    expect([got.status, got.headers['x-credits-charged']]).toEqual([status, '0']);
  });

  it('that is shorter than announced is none', async () => {
    answers(`${ok}Content-Length: 99\r\n\r\n${body}`, true);
    await refused(call(route));
  });
});

describe('a stream of events', () => {
  it.each(routes.filter(({ name }) => name === 'http' || name.endsWith('stream')))(
    'that drips bytes for ever is broken off at the time limit: $name',
    async (route) => {
      upstream.answer = (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n');
        const dripping = setInterval(() => socket.write('data'), 20);
        socket.on('close', () => clearInterval(dripping));
      };
      await expect(rig.ask({ path: route.path, body: route.sent })).rejects.toThrow();
      const expected = route.name === 'http' ? parseCredits('1') : 0n;
      if (!route.name.startsWith('a2a')) {
        await eventually(async () => (await rig.balance()).held === 0n);
        expect(await spent()).toBe(expected);
      }
    },
  );
});
