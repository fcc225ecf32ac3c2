import type { ServerResponse } from 'node:http';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenTo } from '../testing/listener.js';
import { type Clock, organisation, type Rig, startRig } from '../testing/rig.js';
import { eventually, type StubServer, startStub } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const credits = (text: string) => parseCredits(text);
const sse = { 'content-type': 'text/event-stream' };

describe('a streaming reply of an HTTP module', () => {
  let rig: Rig;
  let api: StubServer;
  let live: ServerResponse | undefined;

  beforeEach(async () => {
    live = undefined;
    const streamLimits = { idleMillis: 400, stalledMillis: 300 };
    rig = await startRig({ ledger, config: { streamLimits } });
    api = await startStub((_req, res) => {
      live = res;
      res.writeHead(200, sse);
      res.write('data: one\n\n');
    });
    rig.addModule({ slug: 'api', kind: 'http', upstreamUrl: api.origin });
    await rig.grant('10');
  });
  afterEach(async () => {
    await rig.close();
    await api.close();
  });

  const listen = () => listenTo(rig.url, { path: '/gateway/http/api/x' });
  async function ending() {
    await eventually(async () => (await rig.balance()).held === 0n);
    const [entry] = await rig.ledger.entries({
      walletId: organisation,
      types: ['capture', 'charge', 'release'],
      order: 'newest_first',
      limit: 1,
    });
    return { outcome: entry?.operation.note?.outcome, available: (await rig.balance()).available };
  }

  it('passes on as it comes, with what is held, and is charged at its end', async () => {
    const caller = await listen();
    await caller.hears('one');
    expect(caller.headers['x-credits-held']).toBe('1');
    expect(caller.headers['x-usage-id']).toMatch(/^use_/);
    expect(caller.headers['x-credits-charged']).toBeUndefined();
    expect((await rig.balance()).held).toBe(credits('1'));
    live?.end('data: two\n\n');
    expect(await caller.end).toBe('ended');
    expect(caller.text()).toBe('data: one\n\ndata: two\n\n');
    expect(await ending()).toEqual({ outcome: 'success', available: credits('9') });
    const entry = await rig.ledger.entry(String(caller.headers['x-usage-id']));
    expect(entry?.type).toBe('capture');
  });

  it('costs nothing when it breaks before its first output', async () => {
    api.behave = (req, res) => {
      res.writeHead(200, sse);
      res.flushHeaders();
      setTimeout(() => req.socket.destroy(), 5);
    };
    expect(await (await listen()).end).toBe('broken');
    expect(await ending()).toEqual({ outcome: 'cut_short', available: credits('10') });
  });

  it('costs the price when it breaks later, and breaks off for its caller', async () => {
    const caller = await listen();
    await caller.hears('one');
    live?.destroy();
    expect(await caller.end).toBe('broken');
    expect(await ending()).toEqual({ outcome: 'cut_short', available: credits('9') });
  });

  it('that stays silent too long is broken off', async () => {
    const caller = await listen();
    expect(await caller.end).toBe('broken');
    expect(await ending()).toEqual({ outcome: 'cut_short', available: credits('9') });
    await eventually(() => live?.destroyed === true);
  });

  it('that passes the module’s time limit is broken off', async () => {
    rig.addModule({ slug: 'api', kind: 'http', upstreamUrl: api.origin, timeLimitSeconds: 0.05 });
    const caller = await listen();
    expect(await caller.end).toBe('broken');
    expect(await ending()).toEqual({ outcome: 'timed_out', available: credits('9') });
  });

  it('runs on to its end when its caller goes away, and is charged by its outcome', async () => {
    const caller = await listen();
    await caller.hears('one');
    caller.leave();
    await caller.end;
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect((await rig.balance()).held).toBe(credits('1'));
    live?.end('data: two\n\n');
    expect(await ending()).toEqual({ outcome: 'caller_went_away', available: credits('9') });
  });

  it('waits for a caller who reads slowly, and takes one who reads nothing for gone', async () => {
    const size = 16 * 1024 * 1024;
    let written = 0;
    api.behave = (_req, res) => {
      res.writeHead(200, sse);
      const more = () => {
        while (written < size) {
          written += 64 * 1024;
          if (!res.write(Buffer.alloc(64 * 1024, 'x'))) {
            res.once('drain', more);
            return;
          }
        }
        res.end();
      };
      more();
    };
    const caller = await listen();
    caller.pause();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(written).toBeLessThan(size);
    expect(await ending()).toEqual({ outcome: 'caller_went_away', available: credits('9') });
    expect(written).toBe(size);
    caller.leave();
  });

  it('keeps its credits held while it runs', async () => {
    const caller = await listen();
    await caller.hears('one');
    // The hold ends a minute after the module's five seconds.
    rig.clock.advance(50_000);
    live?.write('data: two\n\n');
    await caller.hears('two');
    rig.clock.advance(60_000);
    await rig.ledger.submit([{ type: 'open', id: 'open:other', walletId: 'org_other' }]);
    live?.end('data: three\n\n');
    await caller.end;
    expect(await ending()).toEqual({ outcome: 'success', available: credits('9') });
  });

  it('that is an error, or a whole of known length, is read whole', async () => {
    api.behave = (_req, res) => {
      res.writeHead(500, sse);
      res.end('data: no\n\n');
    };
    const failed = await rig.ask({ path: '/gateway/http/api/x' });
    expect([failed.status, failed.headers['x-credits-charged']]).toEqual([500, '0']);
    api.behave = (_req, res) => {
      res.writeHead(200, { ...sse, 'content-length': '11' });
      res.end('data: all\n\n');
    };
    const whole = await rig.ask({ path: '/gateway/http/api/x' });
    expect([whole.text, whole.headers['x-credits-charged']]).toEqual(['data: all\n\n', '1']);
  });
});
