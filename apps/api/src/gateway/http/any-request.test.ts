import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, type Rig, startRig } from '../testing/rig.js';
import { key, listen, stop } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });

/** What an upstream heard, its body as a digest of the exact bytes. */
interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly sha256: string;
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('any request to an HTTP module', () => {
  let rig: Rig;
  let server: Server;
  let heard: Heard[];

  beforeEach(async () => {
    heard = [];
    server = createServer(async (req, res) => {
      const chunks: Buffer[] = [];
      for await (const chunk of req) {
        chunks.push(chunk);
      }
      const { method = '', url = '', headers } = req;
      heard.push({ method, url, headers, sha256: sha256(Buffer.concat(chunks)) });
      res.end('{}');
    });
    rig = await startRig({ ledger });
    const upstreamUrl = `${await listen(server)}/base?fixed=1`;
    rig.addModule({ slug: 'api', kind: 'http', upstreamUrl, timeLimitSeconds: 120 });
    await rig.grant('100');
  });
  afterEach(async () => {
    await rig.close();
    await stop(server);
  });

  function ask(method: string, path: string, body: Buffer, headers: Record<string, string> = {}) {
    const length = body.length === 0 ? {} : { 'content-length': String(body.length) };
    return new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(`${rig.url}/gateway/http/api${path}`, {
        ...{ method, agent: false },
        headers: { authorization: `Bearer ${key}`, ...length, ...headers },
      });
      sent.on('response', (res) => {
        res.resume();
        res.on('end', () => resolve(res));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  it.each([
    ...['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'],
    ...['PROPFIND', 'REPORT', 'PURGE', 'MKCOL', 'SEARCH', 'LOCK'],
  ])('is forwarded and charged with the method %s', async (method) => {
    const body = ['GET', 'HEAD'].includes(method) ? Buffer.alloc(0) : Buffer.from('{"a":1.0}');
    const res = await ask(method, '/x', body);
    expect([res.statusCode, res.headers['x-credits-charged']]).toEqual([200, '1']);
    expect(heard).toMatchObject([{ method, url: '/base/x?fixed=1', sha256: sha256(body) }]);
  });

  it('keeps its path and query as they were spelt', async () => {
    await ask('GET', '/a%20b/%C3%A4;v=1/?q=a+b%26c&q=&empty&list[]=1', Buffer.alloc(0));
    expect(heard[0]?.url).toBe('/base/a%20b/%C3%A4;v=1/?fixed=1&q=a+b%26c&q=&empty&list[]=1');
  });

  it('keeps every byte of a multipart body, and its boundary', async () => {
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_none, index) => (index * 7) % 256));
    const type = 'multipart/form-data; boundary="--x y--"';
    const body = Buffer.concat([
      Buffer.from(
        '----x y--\r\ncontent-disposition: form-data; name="f"; filename="ä.bin"\r\n\r\n',
      ),
      bytes,
      Buffer.from('\r\n----x y----\r\n'),
    ]);
    await ask('POST', '/upload', body, { 'content-type': type });
    expect(heard[0]).toMatchObject({ sha256: sha256(body), headers: { 'content-type': type } });
  });
});
