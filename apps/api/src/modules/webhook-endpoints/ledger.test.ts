import { parseCredits } from '@telex-credits/money';
import { expect, it } from 'vitest';
import { json, startStub } from '../../gateway/testing/stub.js';
import { ada, openWebhookBench } from '../../testing/webhook-bench.js';

it('a thousand calls are a thousand deliveries, whose credits are what the ledger took', async () => {
  const bench = await openWebhookBench();
  const receiver = await startStub((_req, res) => json(res, {}));
  const process = bench.start();
  const { id } = await process.endpoint(receiver.origin, { eventTypes: ['usage.created'] });
  const waiting = async () => {
    const query = { limit: 200, status: 'waiting' } as const;
    return (await process.webhooks.deliveries.list(ada, id, query)).data;
  };
  const promotion = { kind: 'promotional', credits: 9_000_000_000n, basis: 0n } as const;
  bench.ledger.work([
    { type: 'open', id: 'open', walletId: 'org_ada' },
    {
      ...{ type: 'grant', id: 'lot_1', walletId: 'org_ada', ...promotion },
      ...{ priority: 0, expiresAt: null, source: null },
    },
  ]);
  for (let number = 0; number < 1000; number += 1) {
    bench.ledger.work([
      {
        ...{ type: 'charge', id: `use_${number}`, walletId: 'org_ada' },
        ...{ credits: BigInt(1 + ((number * 7919) % 5_000_000)), moduleId: 'mod_1' },
        ...{ publisherId: 'org_dev', developerBps: 8000, limits: [], keyId: null },
        note: { kind: 'usage', moduleName: 'Word count', outcome: 'success' },
      },
    ]);
  }
  await process.events.follower.catchUp();
  await process.work();
  // A connection that broke under load is an attempt that failed: it is repeated, under its id.
  for (let tries = 0; tries < 5 && (await waiting()).length > 0; tries += 1) {
    bench.advance(61);
    await process.work();
  }
  expect(await waiting()).toEqual([]);
  const told = new Map(
    receiver.heard.map(({ headers, body }) => [headers['webhook-id'], JSON.parse(body).data]),
  );
  expect(new Set([...told.values()].map((data) => data.id)).size).toBe(1000);
  expect(told.size).toBe(1000);
  const sum = [...told.values()].reduce((total, data) => total + parseCredits(data.credits), 0n);
  const wallet = await bench.ledger.wallet('org_ada');
  expect(9_000_000_000n - (wallet?.posted ?? 0n)).toBe(sum);
  await bench.close();
  await receiver.close();
}, 60_000);
