import type { Operation } from '@telex-credits/ledger';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { expect, it } from 'vitest';
import { organisation, startRig } from '../gateway/testing/rig.js';
import { json, startStub } from '../gateway/testing/stub.js';
import { openTestApplication } from './test-application.js';
import { checkReceipts, verifyReceipts } from './verify-receipts.js';

/** A charge of one credit whose receipt says that a call costs two. */
const wrongCharge: Operation = {
  type: 'charge',
  ...{ id: 'use_wrong', walletId: organisation, moduleId: 'mod_1' },
  ...{ publisherId: null, developerBps: 0, keyId: null, limits: [] },
  credits: parseCredits('1'),
  note: {
    ...{ kind: 'usage', outcome: 'success', held: '2', excess: '0', estimated: false },
    priceVersion: {
      ...{ id: 'prc_1', effectiveAt: '2026-01-01T00:00:00.000Z' },
      ...{ createdAt: '2026-01-01T00:00:00.000Z' },
      price: { model: 'per_call', credits: '2', errorsBillable: false },
    },
    lines: [
      { what: 'call', quantity: '1', unit: 'call', unitPrice: '2', credits: '2', estimated: false },
    ],
  },
};
const grant: Operation = {
  type: 'grant',
  kind: 'promotional',
  ...{ id: 'lot_1', walletId: organisation, basis: 0n },
  ...{ credits: parseCredits('5'), priority: 0, expiresAt: null, source: null },
};

it('computes every receipt of a gateway’s ledger again, and a wrong one fails its test', async () => {
  const rig = await startRig({
    ledger: ({ now }) => new ModelLedger({ now, baseCurrency: 'USD' }),
  });
  const api = await startStub((_req, res) => json(res, {}));
  rig.addModule({ slug: 'api', kind: 'http', upstreamUrl: api.origin });
  await rig.grant('5');
  await rig.ask({ path: '/gateway/http/api/' });
  expect(await checkReceipts(rig.ledger, 'USD')).toEqual({ checked: 1, wrong: [] });
  await rig.ledger.submit([wrongCharge]);
  await expect(rig.close()).rejects.toThrow(
    'use_wrong: Charged 1 and lost 0 are not the 2 of the lines.',
  );
  await api.close();
});

it('does the same when the whole application closes', async () => {
  const application = await openTestApplication();
  const { ledger } = application.core;
  await ledger.submit([{ type: 'open', id: 'open', walletId: organisation }]);
  await ledger.submit([grant]);
  await verifyReceipts(ledger, 'USD');
  const [result] = await ledger.submit([wrongCharge]);
  expect(result?.ok).toBe(true);
  await expect(application.close()).rejects.toThrow('wrong receipts:\nuse_wrong');
});
