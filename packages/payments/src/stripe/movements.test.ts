import { afterEach, beforeEach, expect, it } from 'vitest';
import { ProviderUnknown } from '../errors.js';
import type { Movement } from '../provider.js';
import { openStage, type Stage } from './testing/stage.js';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.stripe.close());

const minute = 60_000;
const at = (minutes: number) => new Date(stage.clock.time + minutes * minute).toISOString();

async function all(from: string, to: string): Promise<Movement[]> {
  const items: Movement[] = [];
  let cursor: string | null = null;
  do {
    const page = await stage.provider.listMovements({ from, to, cursor });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items.reverse();
}

it('lists payments, refunds and disputes with their orders, whoever made them', async () => {
  const from = at(0);
  const paymentRef = await stage.paid();
  const [intent] = stage.stripe.intentsOf('pur_1');
  const { dashboard } = stage.stripe;
  await stage.provider.refund({
    ...{ refundId: 'rfd_1', paymentRef, reason: '' },
    amount: { minor: 300n, currency: 'USD' },
  });
  dashboard.refund(paymentRef, { amount: 200 });
  dashboard.failRefund(dashboard.refund(paymentRef, { amount: 50 }));
  const settled = { currency: 'eur', amount: 1800 };
  dashboard.closeDispute(dashboard.dispute(paymentRef, { amount: 2000, settled }), 'won');
  const shared = {
    ...{ ref: expect.stringMatching(/^txn_/), paymentRef: intent?.id, orderId: 'pur_1' },
    ...{ currency: 'USD', at: from, livemode: false },
  };
  const movements = await all(from, at(1));
  expect(movements).toEqual([
    { ...shared, kind: 'payment', amount: 2500n },
    { ...shared, kind: 'refund', amount: 300n },
    { ...shared, kind: 'refund', amount: 200n },
    { ...shared, kind: 'dispute_withdrawn', amount: 2000n },
    { ...shared, kind: 'dispute_reinstated', amount: 2000n },
  ]);
  expect(new Set(movements.map(({ kind, ref }) => `${kind} ${ref}`)).size).toBe(5);
  expect(await stage.provider.fetchPayment(movements[0]?.paymentRef ?? '')).toMatchObject({
    paymentRef,
  });
});

it('keeps to the time that was asked for, its start included and its end not', async () => {
  await stage.paid();
  stage.clock.time += minute;
  await stage.paid({ orderId: 'pur_2' });
  const orders = async (from: number, to: number) =>
    (await all(at(from), at(to))).map(({ orderId }) => orderId);
  expect(await orders(-1, 0)).toEqual(['pur_1']);
  expect(await orders(0, 1)).toEqual(['pur_2']);
  expect(await orders(-5, 5)).toEqual(['pur_1', 'pur_2']);
  expect(await orders(1, 5)).toEqual([]);
});

it('goes through more pages than one', async () => {
  for (let count = 0; count < 105; count += 1) {
    const orderId = `pur_${count}`;
    await stage.paid({ orderId, expiresAt: at(60) });
  }
  const movements = await all(at(0), at(1));
  expect(movements).toHaveLength(105);
  expect(new Set(movements.map(({ orderId }) => orderId)).size).toBe(105);
});

it('never skips what it cannot read', async () => {
  stage.stripe.faults.add({ kind: 'answer', status: 500, when: 'before' });
  await expect(all(at(0), at(1))).rejects.toThrow(ProviderUnknown);
});
