import { afterEach, beforeEach, expect, it } from 'vitest';
import { ProviderRefusal } from '../errors.js';
import type { SavedMethod } from '../provider.js';
import { openStage, type Stage } from './testing/stage.js';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const fetchPayment = (ref: string) => stage.sandbox.provider.fetchPayment(ref);
const types = () => stage.received.map(({ type }) => type);
const day = { from: '2026-11-24T00:00:00.000Z', to: '2026-11-25T00:00:00.000Z', cursor: null };

async function savedCard(behaviour: string): Promise<SavedMethod> {
  const ref = await stage.checkout({ choice: 'pay', card: behaviour }, { saveMethod: true });
  const { method } = await fetchPayment(ref);
  if (method === null) {
    throw new Error('no card was saved');
  }
  return method;
}

const charge = (method: SavedMethod, orderId = 'pur_saved') =>
  stage.sandbox.provider.chargeSaved({
    ...{ orderId, amount: { minor: 500n, currency: 'USD' }, description: '1,000 credits', method },
  });

it.each([
  ['decline', 'card_declined'],
  ['insufficient_funds', 'insufficient_funds'],
  ['deny', 'authentication_failed'],
])('a payment by "%s" fails with the code of its reason', async (choice, declineCode) => {
  const ref = await stage.checkout({ choice });
  expect(await fetchPayment(ref)).toMatchObject({ state: 'failed', declineCode, paidAt: null });
  expect(types()).toEqual(['payment.failed']);
});

it('a card whose bank asks first is paid once its owner approves', async () => {
  const { paymentRef } = await stage.sandbox.provider.createCheckout(stage.order());
  const asks = await stage.choose(paymentRef, { choice: 'authenticate', delivery: 'twice' });
  expect(await asks.text()).toContain('<input type="hidden" name="delivery" value="twice">');
  expect((await fetchPayment(paymentRef)).state).toBe('pending');
  const approved = await stage.choose(paymentRef, { choice: 'pay', delivery: 'twice' });
  expect(approved.status).toBe(303);
  expect(types()).toEqual(['payment.paid', 'payment.paid']);
});

it.each([
  ['delay_paid', 'paid'],
  ['delay_failed', 'failed'],
] as const)('a slow method by "%s" is on its way, and then %s', async (choice, state) => {
  const ref = await stage.checkout({ choice });
  expect((await fetchPayment(ref)).state).toBe('processing');
  stage.clock.time += 9000;
  await stage.sandbox.tick();
  expect((await fetchPayment(ref)).state).toBe('processing');
  stage.clock.time += 1000;
  await stage.sandbox.tick();
  expect((await fetchPayment(ref)).state).toBe(state);
  expect(types()).toEqual(['payment.processing', `payment.${state}`]);
});

it('a slow method that waits for a person is settled in the dashboard, once', async () => {
  const ref = await stage.checkout({ choice: 'delay' });
  stage.clock.time += 86_400_000;
  await stage.sandbox.tick();
  expect((await fetchPayment(ref)).state).toBe('processing');
  expect((await stage.press(ref, { action: 'settle', to: 'paid' })).status).toBe(303);
  expect((await fetchPayment(ref)).state).toBe('paid');
  expect((await stage.press(ref, { action: 'settle', to: 'failed' })).status).toBe(400);
  expect((await fetchPayment(ref)).state).toBe('paid');
});

it('lets a page expire before its time', async () => {
  const ref = await stage.checkout({ choice: 'expire' });
  expect((await fetchPayment(ref)).state).toBe('expired');
  expect(types()).toEqual(['payment.expired']);
});

it('charges what was not ordered: half of it, another currency, live mode', async () => {
  const half = await stage.checkout({ choice: 'wrong_amount' });
  expect(await fetchPayment(half)).toMatchObject({ state: 'paid', amount: 1000n });
  const other = await stage.checkout({ choice: 'wrong_currency' });
  expect(await fetchPayment(other)).toMatchObject({ state: 'paid', currency: 'GHS' });
  const live = await stage.checkout({ choice: 'wrong_mode' });
  expect(await fetchPayment(live)).toMatchObject({ state: 'paid', livemode: true });
});

it.each([
  ['paid', { state: 'paid', declineCode: null }],
  ['processing', { state: 'processing', declineCode: null }],
  ['action_required', { state: 'action_required', declineCode: 'authentication_required' }],
  ['declined', { state: 'declined', declineCode: 'card_declined' }],
  ['insufficient_funds', { state: 'declined', declineCode: 'insufficient_funds' }],
])(
  'a saved card that is to be "%s" is charged like that, once per order',
  async (card, outcome) => {
    const method = await savedCard(card);
    const first = await charge(method);
    expect(first).toMatchObject(outcome);
    expect(await charge(method)).toEqual(first);
    const { items } = await stage.sandbox.provider.listMovements(day);
    expect(items).toHaveLength(outcome.state === 'paid' ? 2 : 1);
  },
);

it('keeps a card only where the merchant asked for it', async () => {
  const ref = await stage.checkout({ choice: 'pay', card: 'paid' });
  expect((await fetchPayment(ref)).method).toBeNull();
});

it('charges no card that was forgotten, and still knows what it was charged with before', async () => {
  const method = await savedCard('paid');
  const before = await charge(method);
  await stage.sandbox.provider.forgetMethod(method);
  await stage.sandbox.provider.forgetMethod(method);
  expect(await charge(method)).toEqual(before);
  await expect(charge(method, 'pur_later')).rejects.toThrow(ProviderRefusal);
  await stage.sandbox.idle();
  const event = stage.received.at(-1);
  expect(event && (await stage.sandbox.provider.toFacts(event))).toEqual([
    { kind: 'method', methodRef: method.methodRef, change: 'removed' },
  ]);
  expect(types().filter((type) => type === 'card.detached')).toHaveLength(1);
});

it('a refund that waits has left the payment, and one that fails later came back', async () => {
  const ref = await stage.checkout({ choice: 'pay' });
  await stage.press(ref, { action: 'start_refunds', as: 'pending' });
  const amount = { minor: 1500n, currency: 'USD' } as const;
  const asked = { refundId: 'rfd_1', paymentRef: ref, amount, reason: 'unspent' };
  const { refundRef, state } = await stage.sandbox.provider.refund(asked);
  expect(state).toBe('pending');
  expect((await fetchPayment(ref)).refunded).toBe(1500n);
  await stage.press(ref, { action: 'end_refund', refund: refundRef, to: 'succeeded' });
  expect((await stage.sandbox.provider.findRefund(asked))?.state).toBe('succeeded');
  await stage.press(ref, { action: 'end_refund', refund: refundRef, to: 'failed' });
  expect((await stage.sandbox.provider.findRefund(asked))?.state).toBe('failed');
  expect((await fetchPayment(ref)).refunded).toBe(0n);
  const again = await stage.press(ref, {
    action: 'end_refund',
    refund: refundRef,
    to: 'succeeded',
  });
  expect(again.status).toBe(400);
});

it('a dispute goes its way step by step, with money, fee and movements', async () => {
  const ref = await stage.checkout({ choice: 'pay' });
  const step = async (name: string) =>
    (await stage.press(ref, { action: 'dispute', step: name })).status;
  const dispute = async () => (await fetchPayment(ref)).disputes;
  expect(await step('withdraw')).toBe(400);
  await step('inquire');
  expect(await dispute()).toMatchObject([{ state: 'inquiry', withdrawn: 0n, fee: 0n }]);
  await step('open');
  await step('withdraw');
  expect(await step('withdraw')).toBe(400);
  expect(await dispute()).toMatchObject([{ state: 'open', withdrawn: 2000n, fee: 1500n }]);
  const refund = await stage.press(ref, { action: 'refund', amount: '1.00' });
  expect(refund.status).toBe(400);
  await step('win');
  await step('reinstate');
  expect(await dispute()).toMatchObject([{ state: 'won', withdrawn: 2000n, reinstated: 2000n }]);
  expect((await stage.press(ref, { action: 'refund', amount: '20.00' })).status).toBe(303);
  expect(await step('inquire')).toBe(400);
  const { items } = await stage.sandbox.provider.listMovements(day);
  expect(items.map(({ kind }) => kind)).toEqual([
    ...['payment', 'refund', 'dispute_withdrawn', 'dispute_reinstated'],
  ]);
  expect(await stage.sandbox.provider.listMovements({ ...day, to: day.from })).toMatchObject({
    items: [],
  });
});

it("a bank's warning says of which order, and why", async () => {
  const ref = await stage.checkout({ choice: 'pay' });
  await stage.press(ref, { action: 'warn' });
  const event = stage.received.at(-1);
  expect(event && (await stage.sandbox.provider.toFacts(event))).toMatchObject([
    { kind: 'warning', orderId: 'pur_1', paymentRef: ref, reason: 'made_with_stolen_card' },
  ]);
});
