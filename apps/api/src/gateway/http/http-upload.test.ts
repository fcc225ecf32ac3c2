import { createHash } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, organisation, type Rig, startRig } from '../testing/rig.js';
import { eventually, key, listen, stop } from '../testing/stub.js';
import { uploadLimit } from '../wire/upload.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const mebibyte = 1024 * 1024;
const price = parseCredits('1');

/** A caller who sends a body piece by piece, and reads the answer meanwhile. */
function upload(url: string, headers: Record<string, string>) {
  const sent = request(`${url}/gateway/http/api/files?name=a`, {
    ...{ method: 'PUT', agent: false, headers: { authorization: `Bearer ${key}`, ...headers } },
  });
  const answer = new Promise<{ status: number; text: string; usageId: string }>(
    (resolve, reject) => {
      sent.on('error', reject);
      sent.on('response', async (res) => {
        const chunks: Buffer[] = [];
        for await (const chunk of res) {
          chunks.push(chunk);
        }
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: res.statusCode ?? 0, text, usageId: String(res.headers['x-usage-id']) });
      });
    },
  );
  answer.catch(() => undefined);
  return { sent, answer };
}

describe('a body that is passed on while it comes', () => {
  let rig: Rig;
  let server: Server;
  let behave: (req: IncomingMessage, res: ServerResponse) => void;

  beforeEach(async () => {
    server = createServer((req, res) => behave(req, res));
    rig = await startRig({ ledger });
    const upstreamUrl = await listen(server);
    rig.addModule({ slug: 'api', kind: 'http', upstreamUrl, timeLimitSeconds: 120 });
    await rig.grant('10');
  });
  afterEach(async () => {
    await rig.close();
    await stop(server);
  });

  async function ending() {
    const entries = () =>
      rig.ledger.entries({
        ...{ walletId: organisation, types: ['capture', 'release'] },
        ...{ order: 'newest_first', limit: 1 },
      });
    await eventually(async () => (await entries()).length > 0);
    const [entry] = await entries();
    const { available, held } = await rig.balance();
    expect(held).toBe(0n);
    return { outcome: entry?.operation.note?.outcome, spent: parseCredits('10') - available };
  }

  it('reaches the upstream byte for byte, with its length, before it has ended', async () => {
    const hash = createHash('sha256');
    let seen = 0;
    let head: IncomingMessage['headers'] = {};
    behave = async (req, res) => {
      head = req.headers;
      for await (const chunk of req) {
        hash.update(chunk);
        seen += chunk.length;
      }
      res.end(hash.digest('hex'));
    };
    const part = Buffer.alloc(mebibyte, 'abcdefg');
    const { sent, answer } = upload(rig.url, { 'content-length': String(20 * mebibyte) });
    const expected = createHash('sha256');
    for (let part1 = 0; part1 < 20; part1 += 1) {
      expected.update(part);
      sent.write(part);
      if (part1 === 1) {
        await eventually(() => seen >= mebibyte);
        expect((await rig.balance()).held).toBe(price);
      }
    }
    sent.end();
    expect(await answer).toMatchObject({ status: 200, text: expected.digest('hex') });
    expect(head['content-length']).toBe(String(20 * mebibyte));
    // Its digest could not be known when its head was signed.
    expect([head['content-digest'], head['signature-input'] !== undefined]).toEqual([
      undefined,
      true,
    ]);
    expect(await ending()).toEqual({ outcome: 'success', spent: price });
  });

  it('may come in chunks of no announced length, each at once', async () => {
    let heard = '';
    behave = async (req, res) => {
      for await (const chunk of req) {
        heard += String(chunk);
      }
      res.end('{}');
    };
    const { sent, answer } = upload(rig.url, { 'transfer-encoding': 'chunked' });
    for (const part of ['one,', 'two,', 'three']) {
      sent.write(part);
      await eventually(() => heard.endsWith(part));
    }
    sent.end();
    expect((await answer).status).toBe(200);
    expect(heard).toBe('one,two,three');
    expect(await ending()).toEqual({ outcome: 'success', spent: price });
  });

  it('is taken at the upstream’s pace: what is not read there is not held here', async () => {
    let release = () => {};
    behave = (req, res) => {
      req.pause();
      release = () => {
        req.resume();
        req.on('end', () => res.end('{}'));
      };
    };
    const size = 64 * mebibyte;
    const { sent, answer } = upload(rig.url, { 'content-length': String(size) });
    const part = Buffer.alloc(mebibyte);
    let written = 0;
    const write = (): void => {
      while (written < size) {
        written += part.length;
        if (!sent.write(part)) {
          sent.once('drain', write);
          return;
        }
      }
      sent.end();
    };
    write();
    let before = -1;
    await eventually(async () => {
      const still = written === before;
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return still;
    });
    expect(written).toBeLessThan(size / 2);
    release();
    expect((await answer).status).toBe(200);
    expect(await ending()).toEqual({ outcome: 'success', spent: price });
  });

  it('whose upstream answers early gets that answer, and costs what it says', async () => {
    behave = (_req, res) => {
      res.writeHead(413, { 'content-type': 'application/json' });
      res.end('{"too":"large"}');
    };
    const { sent, answer } = upload(rig.url, { 'content-length': String(16 * mebibyte) });
    sent.end(Buffer.alloc(16 * mebibyte));
    expect(await answer).toMatchObject({ status: 413, text: '{"too":"large"}' });
    expect(await ending()).toEqual({ outcome: 'upstream_error', spent: 0n });
  });

  it('whose upstream breaks in the middle costs nothing', async () => {
    behave = (req) => req.once('data', () => req.socket.destroy());
    const { sent, answer } = upload(rig.url, { 'content-length': String(16 * mebibyte) });
    sent.end(Buffer.alloc(16 * mebibyte));
    expect((await answer).status).toBe(502);
    expect(await ending()).toEqual({ outcome: 'not_reached', spent: 0n });
  });

  it.each([
    ['an announced length', { 'content-length': String(16 * mebibyte) }],
    ['chunks', { 'transfer-encoding': 'chunked' }],
  ])(
    'whose caller leaves in the middle of %s is broken off at the upstream, and costs nothing',
    async (_what, headers) => {
      let state = 'waiting';
      behave = (req) => {
        req.once('data', () => {
          state = 'began';
        });
        req.on('error', () => undefined);
        req.on('end', () => {
          state = 'taken for whole';
        });
        req.on('close', () => {
          state = req.complete ? state : 'broken';
        });
      };
      const { sent } = upload(rig.url, headers as Record<string, string>);
      sent.write(Buffer.alloc(mebibyte));
      await eventually(() => state === 'began');
      sent.destroy();
      await eventually(() => state === 'broken');
      expect(await ending()).toEqual({ outcome: 'caller_went_away', spent: 0n });
    },
  );

  it('over 1 GiB is refused before any hold where it says so', async () => {
    behave = (_req, res) => res.end('{}');
    const { sent, answer } = upload(rig.url, { 'content-length': String(uploadLimit + 1) });
    sent.flushHeaders();
    expect((await answer).status).toBe(413);
    sent.destroy();
    expect(await rig.ledger.entries({ types: ['hold'], order: 'oldest_first', limit: 1 })).toEqual(
      [],
    );
  });
});
