import type { Operation } from '@telex-credits/ledger';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { beforeEach, expect, test } from 'vitest';
import { callEnd } from './call-end.js';

let now = new Date('2026-11-24T09:00:00.000Z');
let ledger: ModelLedger;

const terms = { moduleId: 'mod_1', publisherId: null, developerBps: 0, keyId: null, limits: [] };
const charge = (id: string, credits: bigint): Operation => ({
  ...terms,
  type: 'charge',
  id,
  walletId: 'org_1',
  credits,
});
const grant = (id: string): Operation => ({
  type: 'grant',
  id,
  walletId: 'org_1',
  kind: 'promotional',
  credits: 5n,
  basis: 0n,
  priority: 0,
  expiresAt: null,
  source: null,
});

beforeEach(async () => {
  now = new Date('2026-11-24T09:00:00.000Z');
  ledger = new ModelLedger({ now: () => now, baseCurrency: 'USD' });
  const expiresAt = '2026-11-24T09:01:00.000Z';
  await ledger.submit([
    { type: 'open', id: 'open:org_1', walletId: 'org_1' },
    grant('lot_1'),
    { ...terms, type: 'hold', id: 'hold_1', walletId: 'org_1', credits: 5n, expiresAt },
  ]);
});

const capture: Operation = { type: 'capture', id: 'use_1', holdId: 'hold_1', credits: 5n };

test('a call is found by its own id', async () => {
  await ledger.submit([capture]);
  expect((await callEnd(ledger, 'use_1'))?.type).toBe('capture');
  expect(await callEnd(ledger, 'use_unknown')).toBeUndefined();
});

test('a call that was charged late, at the second attempt, is found by the id of the first', async () => {
  now = new Date('2026-11-24T10:00:00.000Z');
  await ledger.submit([capture, charge('use_1_late', 9n)]);
  expect(await callEnd(ledger, 'use_1')).toBeUndefined();
  await ledger.submit([charge('use_1_late2', 5n)]);
  expect((await callEnd(ledger, 'use_1'))?.id).toBe('use_1_late2');
});

test('a call that nobody paid is found by its loss', async () => {
  now = new Date('2026-11-24T10:00:00.000Z');
  await ledger.submit([capture, charge('use_1_late', 9n), charge('use_1_loss', 0n)]);
  expect((await callEnd(ledger, 'use_1'))?.id).toBe('use_1_loss');
});
