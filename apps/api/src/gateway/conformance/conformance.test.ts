import type { IncomingMessage, ServerResponse } from 'node:http';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenTo } from '../testing/listener.js';
import { type Clock, organisation, type Rig, startRig } from '../testing/rig.js';
import { eventually, json, type StubServer, startStub } from '../testing/stub.js';
import {
  addModules,
  type ConformingRoute,
  startEvents,
  streamingRoutes,
  wholeRoutes,
} from './testing/routes.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const granted = parseCredits('1000');
const prices = { m: { prompt: '0.0035', completion: '0.0035' } };

/** What an upstream does on cue, and what that must come to. */
interface Cell {
  readonly cue: string;
  readonly act: (req: IncomingMessage, res: ServerResponse, route: ConformingRoute) => void;
  readonly status: number;
  readonly outcome: string;
  readonly charged: boolean | ((route: ConformingRoute) => boolean);
  readonly timeLimitSeconds?: number;
}

const cells: readonly Cell[] = [
  {
    cue: 'behaves',
    act: (_req, res, { good }) => json(res, good),
    ...{ status: 200, outcome: 'success', charged: true },
  },
  {
    cue: 'is slow with its first byte',
    act: () => {},
    ...{ status: 504, outcome: 'timed_out', charged: false, timeLimitSeconds: 0.1 },
  },
  {
    cue: 'hangs up',
    act: (req) => req.socket.destroy(),
    ...{ status: 502, outcome: 'not_reached', charged: false },
  },
  {
    cue: 'breaks off in the middle',
    act: (_req, res, { good }) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-length': '9999' });
      res.write(good.slice(0, 1), () => res.destroy());
    },
    ...{ status: 502, outcome: 'cut_short', charged: false },
  },
  {
    cue: 'stalls in the middle',
    act: (_req, res, { good }) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-length': '9999' });
      res.write(good.slice(0, 1));
    },
    ...{ status: 502, outcome: 'cut_short', charged: false, timeLimitSeconds: 0.1 },
  },
  {
    cue: 'answers half a document',
    act: (_req, res) => json(res, '{"half":'),
    status: 200,
    outcome: 'success or upstream_error',
    charged: ({ reads }) => !reads,
  },
  {
    cue: 'answers with another type',
    act: (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/html' });
      res.end('<p>Sign in</p>');
    },
    status: 200,
    outcome: 'success or upstream_error',
    charged: ({ reads }) => !reads,
  },
  {
    cue: 'answers 500',
    act: (_req, res) => json(res, { no: 1 }, 500),
    ...{ status: 500, outcome: 'upstream_error', charged: false },
  },
  {
    cue: 'answers 429',
    act: (_req, res) => {
      res.setHeader('retry-after', '9');
      json(res, { no: 1 }, 429);
    },
    ...{ status: 429, outcome: 'upstream_error', charged: false },
  },
  {
    cue: 'redirects',
    act: (_req, res) => {
      res.writeHead(302, { location: 'http://169.254.169.254/' });
      res.end();
    },
    ...{ status: 302, outcome: 'upstream_error', charged: false },
  },
];

let rig: Rig;
let upstream: StubServer;

beforeEach(async () => {
  upstream = await startStub((_req, res) => res.end());
  const openAi = { base: upstream.origin, apiKey: 'k', moduleSlug: 'openai', prices };
  const streamLimits = { idleMillis: 300, stalledMillis: 300 };
  rig = await startRig({ ledger, config: { openAi, streamLimits } });
  addModules(rig, upstream.origin);
  await rig.grant('1000');
});
afterEach(async () => {
  await rig.close();
  await upstream.close();
});

/** Long enough for a hang-up to cross a loopback socket, on a busy machine too. */
const hangUpArrives = () => new Promise((resolve) => setTimeout(resolve, 50));

/** The one end of the one call; what the wallet lost is what its receipt says. */
async function ending() {
  const entries = async () =>
    await rig.ledger.entries({
      walletId: organisation,
      types: ['capture', 'charge', 'release'],
      order: 'oldest_first',
      limit: 10,
    });
  await eventually(async () => (await entries()).length > 0);
  const all = await entries();
  const { available, held } = await rig.balance();
  const operation = all[0]?.operation;
  const taken = operation?.type === 'capture' ? operation.credits : 0n;
  expect([all.length, held, granted - available]).toEqual([1, 0n, taken]);
  return { outcome: String(operation?.note?.outcome), note: operation?.note, taken };
}

describe.each(wholeRoutes)('$name', (route) => {
  it.each(cells)('charges as the table says when its upstream $cue', async (cell) => {
    if (cell.timeLimitSeconds !== undefined) {
      addModules(rig, upstream.origin, cell.timeLimitSeconds);
    }
    upstream.behave = (req, res) => cell.act(req, res, route);
    const got = await rig.ask({ path: route.path, body: route.body });
    const { outcome, taken } = await ending();
    const charged = typeof cell.charged === 'boolean' ? cell.charged : cell.charged(route);
    expect([got.status, taken > 0n]).toEqual([cell.status, charged]);
    expect(cell.outcome.split(' or ')).toContain(outcome);
    expect(parseCredits(String(got.headers['x-credits-charged']))).toBe(taken);
    expect(upstream.heard).toHaveLength(1);
    if (cell.status === 429) {
      expect(got.headers['retry-after']).toBe('9');
    }
  });

  it('runs on when its caller goes away before the answer, and is charged by its outcome', async () => {
    let live: ServerResponse | undefined;
    upstream.behave = (_req, res) => {
      live = res;
    };
    const leaving = new AbortController();
    const sent = fetch(rig.url + route.path, {
      method: 'POST',
      headers: { authorization: 'Bearer tcr_live_buyer' },
      body: route.body,
      signal: leaving.signal,
    }).catch(() => undefined);
    await eventually(() => live !== undefined);
    leaving.abort();
    await sent;
    await hangUpArrives();
    json(live as ServerResponse, route.good);
    const { outcome, taken } = await ending();
    expect([outcome, taken > 0n]).toEqual(['caller_went_away', true]);
  });
});

describe.each(streamingRoutes)('$name', (route) => {
  let live: ServerResponse;
  const listen = async () => {
    upstream.behave = (_req, res) => {
      live = res;
      startEvents(res);
    };
    return await listenTo(rig.url, route);
  };
  async function opened() {
    const caller = await listen();
    live.write(route.opening + route.output);
    await caller.hears(route.output.slice(0, -2));
    return caller;
  }
  /** A stream that broke after its first output: charged now, or its task goes on. */
  async function later(outcome: string) {
    if (route.brokenLater === 'later') {
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect((await rig.balance()).held).toBeGreaterThan(0n);
      return;
    }
    const end = await ending();
    expect([end.outcome, end.taken > 0n]).toEqual([outcome, true]);
  }

  it('passes byte for byte and is charged when it ends by itself', async () => {
    const caller = await opened();
    live.end(route.closing);
    expect(await caller.end).toBe('ended');
    expect(caller.text()).toBe(route.opening + route.output + route.closing);
    expect(caller.headers['x-credits-held']).toBeDefined();
    const { outcome, taken } = await ending();
    expect([outcome, taken > 0n]).toEqual(['success', true]);
  });

  it('costs nothing when it breaks before its first output', async () => {
    const caller = await listen();
    setTimeout(() => live.destroy(), 5);
    expect(await caller.end).toBe('broken');
    expect(await ending()).toMatchObject({ outcome: 'cut_short', taken: 0n });
  });

  it('that breaks later is charged as the table says', async () => {
    const caller = await opened();
    live.destroy();
    expect(await caller.end).toBe('broken');
    await later('cut_short');
  });

  it('that stalls is broken off, and charged like a broken one', async () => {
    const caller = await opened();
    expect(await caller.end).toBe('broken');
    await later('cut_short');
  });

  it('that passes the time limit is broken off, and charged like a broken one', async () => {
    addModules(rig, upstream.origin, 0.2);
    const caller = await opened();
    expect(await caller.end).toBe('broken');
    await later('timed_out');
  });

  it('whose caller leaves before the first output', async () => {
    const caller = await listen();
    caller.leave();
    await caller.end;
    await hangUpArrives();
    if (route.callerLeaves === 'run_on') {
      live.end(route.opening + route.output + route.closing);
    }
    const { outcome, taken } = await ending();
    expect([outcome, taken > 0n]).toEqual(['caller_went_away', route.callerLeaves === 'run_on']);
  });

  it('whose caller leaves later', async () => {
    const caller = await opened();
    caller.leave();
    await caller.end;
    await hangUpArrives();
    if (route.callerLeaves === 'run_on') {
      live.end(route.closing);
    } else {
      await eventually(() => live.destroyed);
    }
    const { outcome, taken } = await ending();
    expect([outcome, taken > 0n]).toEqual(['caller_went_away', true]);
  });
});
