import type { ServerResponse } from 'node:http';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { organisation, type Rig, startRig, strangerKey } from '../testing/rig.js';
import { json, key, type StubServer, startStub } from '../testing/stub.js';

let rig: Rig;
let api: StubServer;
const waiting: ServerResponse[] = [];

beforeEach(async () => {
  rig = await startRig({
    ledger: (clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' }),
  });
  api = await startStub((_req, res) => waiting.push(res));
  await rig.grant('1000');
  await rig.grant('1000', 'org_stranger');
  const buyer = rig.identities.get(key);
  if (buyer !== undefined) {
    await rig.ledger.submit([{ type: 'open', id: 'open:org_third', walletId: 'org_third' }]);
    await rig.grant('1000', 'org_third');
    rig.identities.set('tcr_live_third', {
      ...buyer,
      id: 'key_third',
      organisationId: 'org_third',
    });
  }
  rig.addModule({ slug: 'api', kind: 'http', upstreamUrl: api.origin, timeLimitSeconds: 60 });
});
afterEach(async () => {
  await rig.close();
  await api.close();
});

it('no call waits for a connection that another call has: 600 reach an upstream that answers none', async () => {
  const keys = [key, strangerKey, 'tcr_live_third'];
  const calls = Array.from({ length: 600 }, (_, at) =>
    rig.ask({ path: '/gateway/http/api/x', body: '{}', key: keys[at % keys.length] ?? key }),
  );
  await expect.poll(() => waiting.length, { timeout: 30_000 }).toBe(600);
  for (const res of waiting) {
    json(res, {});
  }
  const replies = await Promise.all(calls);
  expect(replies.every(({ status }) => status === 200)).toBe(true);
  expect(await rig.balance(organisation)).toEqual({ available: 800_000_000n, held: 0n });
});
