import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TelexCreditsError } from './errors.js';
import type { Hold, PublisherReceipt } from './generated/types.js';
import type { KeyedOptions } from './options.js';
import { type PublisherOptions, publisher, type RoutePrice } from './publisher.js';

type Options = PublisherOptions<IncomingMessage>;
type Route = (req: IncomingMessage, res: ServerResponse) => unknown;

const closing: (() => void)[] = [];
let done: string[];
let holds: Map<string, Hold>;
let answers: Map<string, Hold | PublisherReceipt | TelexCreditsError>;
let refusal: TelexCreditsError | null;

beforeEach(() => {
  done = [];
  holds = new Map();
  answers = new Map();
  refusal = null;
});
afterEach(() => {
  for (const close of closing.splice(0)) {
    close();
  }
});

/** What a server keeps under a key: the first answer for ever, refusals too. */
function kept<T extends Hold | PublisherReceipt>(
  { idempotencyKey = '', onReplayed }: KeyedOptions,
  make: () => T,
): T {
  const before = answers.get(idempotencyKey);
  if (before !== undefined) {
    onReplayed?.();
  }
  const answer = before ?? refusal ?? make();
  answers.set(idempotencyKey, answer);
  if (answer instanceof TelexCreditsError) {
    throw answer;
  }
  return answer as T;
}

function change(id: string, fields: Partial<Hold>): Hold {
  const changed = { ...(holds.get(id) as Hold), ...fields };
  holds.set(id, changed);
  return changed;
}

const client: Options['client'] = {
  charges: {
    create: async ({ credits, authorisation }, options = {}) =>
      kept(options, () => {
        done.push(`charge ${credits} ${authorisation}`);
        return { id: `use_${done.length}` } as PublisherReceipt;
      }),
  },
  holds: {
    create: async ({ credits, authorisation, reference = '-' }, options = {}) =>
      kept(options, () => {
        done.push(`hold ${credits} ${authorisation} ${reference}`);
        const id = `hold_${holds.size + 1}`;
        const facts = { id, moduleId: 'mod_1', credits, captured: '0', status: 'held' } as const;
        const expiresAt = '2026-11-24T10:00:00.000Z';
        const hold = { ...facts, expiresAt, usageId: null, authorisationId: 'aut_1' };
        holds.set(id, hold);
        return hold;
      }),
    get: async (id) => change(id, {}),
    async capture(id, credits) {
      done.push(`capture ${id} ${credits}`);
      return change(id, { status: 'captured', captured: credits, usageId: 'use_1' });
    },
    async release(id) {
      done.push(`release ${id}`);
      return change(id, { status: 'released' });
    },
  },
};

const authorisationOf: Options['authorisationOf'] = (req) => String(req.headers['x-customer']);

async function listen(listener: Route) {
  const server = createServer((req, res) => void listener(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return (key: string | null = null, customer = 'aut_1', path = '/') => {
    const keyed = key === null ? {} : { 'idempotency-key': key };
    return fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'x-customer': customer, ...keyed },
    });
  };
}

/** A server with one billed route. */
async function serve(
  route: Route,
  price: RoutePrice<IncomingMessage, ServerResponse> = { credits: '2' },
  options: Partial<Options> = {},
) {
  const billing = publisher<IncomingMessage, ServerResponse>({
    ...{ client, moduleId: 'mod_1', authorisationOf },
    ...options,
  });
  const bill = billing.charge(price);
  const call = await listen((req, res) =>
    bill(req, res, (error) => {
      if (error instanceof TelexCreditsError) {
        res.writeHead(error.status ?? 500).end(error.code);
      } else {
        route(req, res);
      }
    }),
  );
  return { call, billing };
}

describe('a billed route', () => {
  it('is captured when it went well and released when it did not', async () => {
    const good = await serve((_req, res) => res.end('done'), {
      ...{ credits: async () => '3', cost: () => '1' },
      reference: (req) => String(req.method),
    });
    expect(await (await good.call()).text()).toBe('done');
    await good.billing.settled();
    await expect.poll(() => done).toEqual(['hold 3 aut_1 POST', 'capture hold_1 1']);
    const bad = await serve((_req, res) => res.writeHead(500).end());
    await bad.call();
    await expect.poll(() => done.slice(2)).toEqual(['hold 2 aut_1 -', 'release hold_2']);
  });

  it('does not run without an authorisation, and charges nobody', async () => {
    for (const nothing of ['', undefined as unknown as string]) {
      const { call } = await serve(
        () => done.push('ran'),
        { credits: '2' },
        {
          authorisationOf: () => nothing,
        },
      );
      const reply = await call();
      expect([reply.status, await reply.text()]).toEqual([403, 'authorisation_required']);
    }
    expect(done).toEqual([]);
  });

  it('asked again under one key runs once and is charged once', async () => {
    let runs = 0;
    let finish = () => {};
    const { call } = await serve((_req, res) => {
      runs += 1;
      finish = () => res.end();
    });
    const first = call('order-7');
    await expect.poll(() => runs).toBe(1);
    const during = await call('order-7');
    expect([during.status, await during.text()]).toEqual([409, 'idempotency_in_progress']);
    finish();
    expect((await first).status).toBe(200);
    await expect.poll(() => done).toEqual(['hold 2 aut_1 -', 'capture hold_1 2']);
    const after = await call('order-7');
    expect([after.status, await after.text()]).toEqual([409, 'duplicate_request']);
    expect([runs, done.length]).toEqual([1, 2]);
  });

  it('that failed runs anew under the same key, on a hold of its own', async () => {
    let status = 500;
    const { call } = await serve((_req, res) => res.writeHead(status).end());
    for (const [next, expected] of [
      [500, 'release hold_1'],
      [502, 'release hold_2'],
      [200, 'capture hold_3 2'],
    ] as const) {
      status = next;
      expect((await call('order-7')).status).toBe(next);
      await expect.poll(() => done.at(-1)).toBe(expected);
    }
    expect((await call('order-7')).status).toBe(409);
  });

  it('that was refused for lack of credits runs under the same key once they are there', async () => {
    const { call } = await serve((_req, res) => res.end());
    const detail = 'Buy.';
    refusal = new TelexCreditsError({ code: 'insufficient_credits', detail, status: 402 });
    expect((await call('order-7')).status).toBe(402);
    expect((await call('order-7')).status).toBe(402);
    refusal = null;
    expect((await call('order-7')).status).toBe(200);
    await expect.poll(() => done).toEqual(['hold 2 aut_1 -', 'capture hold_1 2']);
  });

  it('tells keys apart by customer and by route, and needs none', async () => {
    const { call } = await serve((_req, res) => res.end());
    for (const [key, customer, path] of [
      ['order-7', 'aut_1', '/'],
      ['order-7', 'aut_2', '/'],
      ['order-7', 'aut_1', '/other'],
      [null, 'aut_1', '/'],
      [null, 'aut_1', '/'],
    ] as const) {
      expect((await call(key, customer, path)).status).toBe(200);
    }
    await expect.poll(() => done.filter((what) => what.startsWith('capture'))).toHaveLength(5);
  });
});

describe('a charge of a request', () => {
  it('is made once for each place in the request, however often the request comes', async () => {
    const billing = publisher<IncomingMessage, ServerResponse>({
      ...{ client, moduleId: 'mod_1', authorisationOf },
    });
    const call = await listen(async (req, res) => {
      const both = [billing.charge(req, { credits: '1' }), billing.charge(req, { credits: '1' })];
      res.end(JSON.stringify((await Promise.all(both)).map(({ id }) => id)));
    });
    const first = await (await call('order-7')).json();
    expect(await (await call('order-7')).json()).toEqual(first);
    expect(done).toEqual(['charge 1 aut_1', 'charge 1 aut_1']);
    await call('order-8');
    await call();
    expect(done).toHaveLength(6);
  });
});
