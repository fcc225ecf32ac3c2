import { afterEach, beforeEach, expect, it } from 'vitest';
import { ProviderRefusal, ProviderUnknown } from '../errors.js';
import type { SavedMethod } from '../provider.js';
import { openStage, type Stage } from './testing/stage.js';

let stage: Stage;
let method: SavedMethod;
beforeEach(async () => {
  stage = await openStage();
  method = await stage.saved();
  await stage.facts();
});
afterEach(() => stage.stripe.close());

const charge = (orderId = 'pur_2', provider = stage.provider, change: object = {}) =>
  provider.chargeSaved({
    ...{ orderId, description: '5,000 credits', method },
    amount: { minor: 5000n, currency: 'USD' },
    ...change,
  });
const charged = (orderId = 'pur_2') => stage.stripe.intentsOf(orderId);
const posts = () =>
  stage.stripe.requests.filter(
    ({ method: verb, path }) => verb === 'POST' && path === '/v1/payment_intents',
  );

it('saves the card of a purchase that asked for it, as people know it', () => {
  expect(method).toEqual({
    customerRef: expect.stringMatching(/^cus_/),
    methodRef: expect.stringMatching(/^pm_/),
    email: 'buyer@demo.test',
    ...{ brand: 'visa', last4: '4242', expiresOn: '2029-04' },
  });
});

it('charges it while the payer is away, and the charge is a payment like any other', async () => {
  const outcome = await charge();
  const paymentRef = charged()[0]?.id ?? '';
  expect(outcome).toEqual({ paymentRef, state: 'paid', declineCode: null });
  expect(Object.fromEntries(new URLSearchParams(posts()[0]?.raw.toString()))).toEqual({
    ...{ amount: '5000', currency: 'usd', off_session: 'true', confirm: 'true' },
    ...{ customer: method.customerRef, payment_method: method.methodRef },
    description: '5,000 credits',
    'metadata[order_id]': 'pur_2',
    'metadata[flow]': 'saved',
  });
  expect(posts()[0]?.headers['idempotency-key']).toBe('pur_2:charge');
  expect(await stage.provider.fetchPayment(paymentRef)).toEqual({
    ...{ paymentRef, orderId: 'pur_2', state: 'paid', amount: 5000n, currency: 'USD' },
    ...{ livemode: false, paidAt: '2026-11-24T10:00:00.000Z', refunded: 0n, disputes: [] },
    ...{ method, declineCode: null, fee: { amount: 175n, currency: 'USD' } },
  });
  expect((await stage.facts()).flatMap(({ facts }) => facts)).toEqual([
    { kind: 'payment', orderId: 'pur_2', paymentRef },
  ]);
});

it('refunds a charge of a saved card', async () => {
  const { paymentRef } = await charge();
  const refund = await stage.provider.refund({
    ...{ refundId: 'rfd_1', paymentRef: paymentRef ?? '', reason: 'unspent' },
    amount: { minor: 5000n, currency: 'USD' },
  });
  expect(refund.state).toBe('succeeded');
  expect((await stage.provider.fetchPayment(paymentRef ?? '')).refunded).toBe(5000n);
});

it('charges once, however often and at once it is asked', async () => {
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => charge()));
  expect(new Set(outcomes.map(({ paymentRef }) => paymentRef)).size).toBe(1);
  expect(charged()).toHaveLength(1);
});

it('charges once, even after Stripe has forgotten the key', async () => {
  const first = await charge();
  stage.stripe.forgetKeys();
  expect(await charge()).toEqual(first);
  expect(posts()).toHaveLength(1);
});

it.each([
  ['requires_authentication', { kind: 'requires_authentication' }, 'action_required'],
  ['declines', { kind: 'declines', code: 'insufficient_funds' }, 'declined'],
] as const)('answers a card that %s with an outcome, again and again', async (_, later, state) => {
  stage.stripe.payer.behave(method.methodRef, later);
  const declineCode = later.kind === 'declines' ? later.code : 'authentication_required';
  const outcome = await charge();
  expect(outcome).toEqual({ paymentRef: charged()[0]?.id, state, declineCode });
  expect(await charge()).toEqual(outcome);
  stage.stripe.forgetKeys();
  stage.stripe.payer.behave(method.methodRef, { kind: 'succeeds' });
  expect(await charge()).toEqual(outcome);
  expect(await stage.provider.fetchPayment(outcome.paymentRef ?? '')).toMatchObject({
    ...{ state: 'failed', orderId: 'pur_2', declineCode },
  });
  expect((await stage.facts()).map(({ type, facts }) => [type, facts.length])).toEqual([
    ['payment_intent.payment_failed', 1],
  ]);
});

it('waits for a charge that takes its time', async () => {
  stage.stripe.payer.behave(method.methodRef, { kind: 'processing' });
  const { paymentRef, state } = await charge();
  expect(state).toBe('processing');
  expect((await stage.provider.fetchPayment(paymentRef ?? '')).state).toBe('processing');
  stage.stripe.payer.settleSaved(paymentRef ?? '', 'paid');
  expect((await charge()).state).toBe('paid');
  expect((await stage.facts()).map(({ type, facts }) => [type, facts.length])).toEqual([
    ['payment_intent.processing', 1],
    ['charge.succeeded', 0],
    ['payment_intent.succeeded', 1],
  ]);
});

it.each([
  ['500 after the work', { kind: 'answer', status: 500 }],
  ['no answer after the work', { kind: 'hang' }],
  ['two cut connections after the work', { kind: 'close', times: 2 }],
] as const)('finds the charge of a call with %s, and charges no second time', async (_, fault) => {
  stage.stripe.faults.add({ ...fault, when: 'after', on: 'POST /v1/payment_intents' });
  const call = charge('pur_2', stage.adapter({ timeoutMs: 200 }));
  await expect(call).rejects.toThrow(ProviderUnknown);
  expect(await charge()).toMatchObject({ state: 'paid' });
  expect(charged()).toHaveLength(1);
});

it.each([429, 409, 500])('charges later where %d came before any work', async (status) => {
  const on = 'POST /v1/payment_intents';
  stage.stripe.faults.add({ kind: 'answer', status, when: 'before', on });
  await expect(charge()).rejects.toThrow(ProviderUnknown);
  expect(await charge()).toMatchObject({ state: 'paid' });
});

it('does not charge where it cannot learn whether it has', async () => {
  const on = 'GET /v1/payment_intents';
  stage.stripe.faults.add({ kind: 'answer', status: 503, when: 'before', on });
  await expect(charge()).rejects.toThrow(ProviderUnknown);
  expect(posts()).toEqual([]);
});

it('counts a method, or a customer, that is gone as declined', async () => {
  const other = { ...method, customerRef: 'cus_gone' };
  const gone = { paymentRef: null, state: 'declined', declineCode: 'resource_missing' };
  expect(await charge('pur_3', stage.provider, { method: other })).toEqual(gone);
  const unknown = { ...method, methodRef: 'pm_gone' };
  expect(await charge('pur_4', stage.provider, { method: unknown })).toEqual(gone);
  stage.stripe.payer.detachCard(method.methodRef);
  expect(await charge('pur_5')).toMatchObject({ paymentRef: null, state: 'declined' });
  const homeless = { ...method, customerRef: null };
  await expect(charge('pur_6', stage.provider, { method: homeless })).rejects.toThrow(
    ProviderRefusal,
  );
});

it('tells of a card that was removed over there, and no payment offers it again', async () => {
  stage.stripe.payer.renewCard(method.methodRef, { last4: '1881', year: 2033 });
  const paymentRef = stage.stripe.sessionOf('pur_1').id;
  expect((await stage.provider.fetchPayment(paymentRef)).method).toMatchObject({
    ...{ last4: '1881', expiresOn: '2033-04' },
  });
  stage.stripe.payer.detachCard(method.methodRef);
  expect((await stage.provider.fetchPayment(paymentRef)).method).toBeNull();
  const { methodRef } = method;
  expect((await stage.facts()).flatMap(({ facts }) => facts)).toEqual([
    { kind: 'method', methodRef, change: 'updated' },
    { kind: 'method', methodRef, change: 'removed' },
  ]);
});

it('forgets a method, again and again, also one that is gone already', async () => {
  const { provider, stripe } = stage;
  await provider.forgetMethod(method);
  await provider.forgetMethod(method);
  stripe.forgetKeys();
  await provider.forgetMethod(method);
  await provider.forgetMethod({ ...method, methodRef: 'pm_gone' });
  expect(await charge()).toMatchObject({ state: 'declined' });
  stripe.faults.add({ kind: 'answer', status: 500, when: 'before' });
  await expect(provider.forgetMethod({ ...method, methodRef: 'pm_x' })).rejects.toThrow(
    ProviderUnknown,
  );
});
