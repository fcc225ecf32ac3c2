import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { TelexCreditsError } from './errors.js';
import type { Hold } from './generated/types.js';
import { type MeteredOptions, metered } from './metered.js';

type Options = MeteredOptions<IncomingMessage, ServerResponse>;
type Route = (req: IncomingMessage, res: ServerResponse) => void;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) {
    close();
  }
});

const held: Hold = {
  ...{ id: 'hold_1', moduleId: 'mod_1', credits: '2', captured: '0', status: 'held' },
  ...{ expiresAt: '2026-11-24T10:00:00.000Z', usageId: null, authorisationId: null },
};

/** A server with one billed route, over holds that write down what is done to them. */
async function serve(route: Route, options: Partial<Options> = {}) {
  const done: string[] = [];
  const client: Options['client'] = {
    holds: {
      async create({ credits, reference = '-' }, { organisationId = '-' } = {}) {
        done.push(`hold ${credits} ${organisationId} ${reference}`);
        return held;
      },
      async capture(id, credits, { idempotencyKey } = {}) {
        done.push(`capture ${id} ${credits} ${idempotencyKey}`);
        return held;
      },
      async release(id, { idempotencyKey } = {}) {
        done.push(`release ${id} ${idempotencyKey}`);
        return held;
      },
    },
  };
  const bill = metered<IncomingMessage, ServerResponse>({
    ...{ client, moduleId: 'mod_1', price: '2' },
    ...options,
  });
  const server = createServer((req, res) => {
    bill(req, res, (error) => {
      if (error instanceof TelexCreditsError) {
        res.writeHead(error.status ?? 503).end();
      } else {
        route(req, res);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { done, bill, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

it('a route that answers is captured, once', async () => {
  const { done, url } = await serve((_req, res) => res.end('hello'));
  expect(await (await fetch(url)).text()).toBe('hello');
  await expect.poll(() => done).toEqual(['hold 2 - -', 'capture hold_1 2 capture-hold_1']);
});

it('a route that fails is released', async () => {
  for (const status of [400, 404, 500]) {
    const { done, url } = await serve((_req, res) => res.writeHead(status).end());
    await fetch(url);
    await expect.poll(() => done).toEqual(['hold 2 - -', 'release hold_1 release-hold_1']);
  }
});

it('a caller who goes away before the answer pays nothing', async () => {
  const stop = new AbortController();
  const { done, url } = await serve(() => stop.abort());
  await expect(fetch(url, { signal: stop.signal })).rejects.toThrow();
  await expect.poll(() => done).toEqual(['hold 2 - -', 'release hold_1 release-hold_1']);
});

it('the price, the cost, the payer and the reference may follow from the request', async () => {
  const { done, url } = await serve((_req, res) => res.end(), {
    price: async (req) => (req.url === '/big' ? '5' : '1'),
    cost: () => '3',
    organisation: (req) => String(req.headers['x-team']),
    reference: (req) => req.method ?? '',
  });
  await fetch(`${url}/big`, { headers: { 'x-team': 'org_9' } });
  await expect.poll(() => done).toEqual(['hold 5 org_9 GET', 'capture hold_1 3 capture-hold_1']);
});

it('without credits the route does not run', async () => {
  let ran = false;
  const refuse = async () => {
    throw new TelexCreditsError({ code: 'insufficient_credits', detail: 'Buy.', status: 402 });
  };
  const holds = { create: refuse, capture: refuse, release: refuse };
  const route: Route = () => {
    ran = true;
  };
  const { url } = await serve(route, { client: { holds } });
  expect((await fetch(url)).status).toBe(402);
  expect(ran).toBe(false);
});

it('a capture that fails is told, and the answer has long gone out', async () => {
  const errors: unknown[] = [];
  const fail = async () => {
    throw new Error('no ledger');
  };
  const holds = { create: async () => held, capture: fail, release: fail };
  const onError = (error: unknown) => errors.push(error);
  const { url, bill } = await serve((_req, res) => res.end('x'), { client: { holds }, onError });
  expect((await fetch(url)).status).toBe(200);
  await expect.poll(() => errors).toHaveLength(1);
  await bill.settled();
});
