import { afterEach, beforeEach, expect, it } from 'vitest';
import { ProviderRefusal, ProviderUnknown } from '../errors.js';
import { openStage, type Stage } from './testing/stage.js';

let stage: Stage;
let paymentRef: string;
beforeEach(async () => {
  stage = await openStage();
  paymentRef = await stage.paid();
  await stage.facts();
});
afterEach(() => stage.stripe.close());

const part = (refundId: string, minor: bigint, provider = stage.provider) =>
  provider.refund({
    ...{ refundId, paymentRef, reason: 'requested by the customer' },
    amount: { minor, currency: 'USD' },
  });
const payment = () => stage.provider.fetchPayment(paymentRef);
const refundPosts = () =>
  stage.stripe.requests.filter(({ method, path }) => method === 'POST' && path === '/v1/refunds');
/** What the events since the last call point to. */
const pointed = async () =>
  (await stage.facts())
    .filter(({ facts }) => facts.length > 0)
    .map(({ type, facts }) => {
      const [intent] = stage.stripe.intentsOf('pur_1');
      expect(facts).toEqual([{ kind: 'payment', orderId: 'pur_1', paymentRef: intent?.id }]);
      return type;
    });

it('refunds in parts up to what was paid, each refund id once', async () => {
  const first = await part('rfd_1', 1000n);
  expect(first).toEqual({ refundRef: expect.stringMatching(/^re_/), state: 'succeeded' });
  expect(await part('rfd_1', 1000n)).toEqual(first);
  expect((await payment()).refunded).toBe(1000n);
  await expect(part('rfd_2', 1501n)).rejects.toThrow(ProviderRefusal);
  await part('rfd_3', 1500n);
  expect((await payment()).refunded).toBe(2500n);
  await expect(part('rfd_4', 1n)).rejects.toMatchObject({ code: 'charge_already_refunded' });
  const { provider } = stage;
  expect(await provider.findRefund({ refundId: 'rfd_1', paymentRef })).toEqual(first);
  expect(await provider.findRefund({ refundId: 'rfd_9', paymentRef })).toBeUndefined();
  expect(await pointed()).toEqual([
    ...['refund.created', 'charge.refunded', 'refund.created', 'charge.refunded'],
  ]);
});

it('refunds once, even after Stripe has forgotten the key', async () => {
  const first = await part('rfd_1', 1000n);
  stage.stripe.forgetKeys();
  expect(await part('rfd_1', 1000n)).toEqual(first);
  expect(refundPosts()).toHaveLength(1);
  expect(refundPosts()[0]?.headers['idempotency-key']).toBe('rfd_1:refund');
});

it.each([
  ['500 after the work', { kind: 'answer', status: 500 }],
  ['no answer after the work', { kind: 'hang' }],
  ['a connection that was cut after the work', { kind: 'close', times: 1 }],
] as const)('finds the refund of a call with %s', async (_, fault) => {
  stage.stripe.faults.add({ ...fault, when: 'after', on: 'POST /v1/refunds' });
  const provider = stage.adapter({ timeoutMs: 200 });
  // The SDK itself repeats a call once whose connection was cut; that one is replayed.
  const outcome = await part('rfd_1', 1000n, provider).catch((error: unknown) => error);
  if (fault.kind !== 'close') {
    expect(outcome).toBeInstanceOf(ProviderUnknown);
  }
  expect(await provider.findRefund({ refundId: 'rfd_1', paymentRef })).toMatchObject({
    state: 'succeeded',
  });
  expect(await part('rfd_1', 1000n, provider)).toMatchObject({ state: 'succeeded' });
  expect((await payment()).refunded).toBe(1000n);
});

it('sends a refund again that never arrived', async () => {
  stage.stripe.faults.add({ kind: 'answer', status: 429, when: 'before', on: 'POST /v1/refunds' });
  await expect(part('rfd_1', 1000n)).rejects.toThrow(ProviderUnknown);
  expect(await stage.provider.findRefund({ refundId: 'rfd_1', paymentRef })).toBeUndefined();
  expect(await part('rfd_1', 1000n)).toMatchObject({ state: 'succeeded' });
});

it('counts refunds of the dashboard, and those on their way, and not those that failed', async () => {
  const { dashboard } = stage.stripe;
  const pending = dashboard.refund(paymentRef, { amount: 700, status: 'pending' });
  const waiting = dashboard.refund(paymentRef, { amount: 300, status: 'requires_action' });
  expect((await payment()).refunded).toBe(1000n);
  dashboard.succeedRefund(pending);
  expect((await payment()).refunded).toBe(1000n);
  dashboard.failRefund(waiting);
  expect((await payment()).refunded).toBe(700n);
  expect(await pointed()).toEqual([
    ...['refund.created', 'charge.refunded', 'refund.created', 'charge.refunded'],
    ...['refund.updated', 'refund.failed'],
  ]);
});

it('says how a refund of ours ended that failed later', async () => {
  const { refundRef } = await part('rfd_1', 1000n);
  stage.stripe.dashboard.failRefund(refundRef);
  expect(await stage.provider.findRefund({ refundId: 'rfd_1', paymentRef })).toEqual({
    refundRef,
    state: 'failed',
  });
});

it('cannot refund what nobody has paid', async () => {
  const { provider } = stage;
  const unpaid = await provider.createCheckout(stage.order({ orderId: 'pur_2' }));
  const call = provider.refund({
    ...{ refundId: 'rfd_1', paymentRef: unpaid.paymentRef, reason: '' },
    amount: { minor: 1n, currency: 'USD' },
  });
  await expect(call).rejects.toMatchObject({ name: 'ProviderRefusal', code: 'not_paid' });
});

it('reads more refunds than fit on a page', async () => {
  for (let count = 0; count < 130; count += 1) {
    stage.stripe.dashboard.refund(paymentRef, { amount: 1 });
  }
  expect((await payment()).refunded).toBe(130n);
});

it('follows a dispute: withdrawn with a fee, then won and given back', async () => {
  const { dashboard } = stage.stripe;
  const disputeRef = dashboard.dispute(paymentRef, { reason: 'product_not_received' });
  const open = {
    ...{ disputeRef, state: 'open', withdrawn: 2500n, reinstated: 0n },
    ...{ fee: 1500n, feeCurrency: 'USD', reason: 'product_not_received' },
    answerBy: '2026-12-03T10:00:00.000Z',
  };
  expect((await payment()).disputes).toEqual([open]);
  dashboard.setDisputeStatus(disputeRef, 'under_review');
  expect((await payment()).disputes).toEqual([open]);
  dashboard.closeDispute(disputeRef, 'won');
  expect((await payment()).disputes).toEqual([{ ...open, state: 'won', reinstated: 2500n }]);
  expect((await payment()).refunded).toBe(0n);
  expect(await pointed()).toEqual([
    ...['charge.dispute.created', 'charge.dispute.funds_withdrawn', 'charge.dispute.updated'],
    ...['charge.dispute.funds_reinstated', 'charge.dispute.closed'],
  ]);
});

it('moves no money for an inquiry, and does once it becomes a chargeback', async () => {
  const { dashboard } = stage.stripe;
  const disputeRef = dashboard.dispute(paymentRef, { inquiry: true, amount: 1000 });
  const still = { state: 'inquiry', withdrawn: 0n, reinstated: 0n, fee: 0n };
  expect((await payment()).disputes).toMatchObject([still]);
  dashboard.setDisputeStatus(disputeRef, 'warning_under_review');
  expect((await payment()).disputes).toMatchObject([still]);
  dashboard.withdraw(disputeRef);
  expect((await payment()).disputes).toMatchObject([{ state: 'open', withdrawn: 1000n }]);
  dashboard.closeDispute(disputeRef, 'lost');
  expect((await payment()).disputes).toMatchObject([{ state: 'lost', withdrawn: 1000n }]);
});

it.each([
  ['warning_needs_response', 'inquiry'],
  ['warning_under_review', 'inquiry'],
  ['warning_closed', 'won'],
  ['needs_response', 'open'],
  ['under_review', 'open'],
  ['appeal_needs_response', 'open'],
  ['appeal_under_review', 'open'],
  ['won', 'won'],
  ['lost', 'lost'],
  ['prevented', 'lost'],
  ['a_status_of_next_year', 'open'],
])('reads a dispute that is %s as %s', async (status, state) => {
  const disputeRef = stage.stripe.dashboard.dispute(paymentRef);
  stage.stripe.dashboard.setDisputeStatus(disputeRef, status);
  expect((await payment()).disputes).toMatchObject([{ state, withdrawn: 2500n }]);
});

it('calls a prevented dispute won where it cost nothing', async () => {
  const disputeRef = stage.stripe.dashboard.dispute(paymentRef, { withdraws: false });
  stage.stripe.dashboard.closeDispute(disputeRef, 'prevented');
  expect((await payment()).disputes).toMatchObject([{ state: 'won', withdrawn: 0n }]);
});

it('adds up money that goes and comes more than once, as in an appeal', async () => {
  const { dashboard } = stage.stripe;
  const disputeRef = dashboard.dispute(paymentRef);
  dashboard.closeDispute(disputeRef, 'won');
  dashboard.withdraw(disputeRef);
  dashboard.reinstate(disputeRef, 1000);
  expect((await payment()).disputes).toMatchObject([{ withdrawn: 5000n, reinstated: 3500n }]);
});

it('reads a dispute that is booked in another currency in the currency of the payment', async () => {
  const { dashboard } = stage.stripe;
  const settled = { currency: 'eur', amount: 2301 };
  const disputeRef = dashboard.dispute(paymentRef, { settled });
  expect((await payment()).disputes).toMatchObject([
    { withdrawn: 2500n, reinstated: 0n, fee: 1500n, feeCurrency: 'EUR' },
  ]);
  dashboard.reinstate(disputeRef, 1150);
  expect((await payment()).disputes).toMatchObject([{ withdrawn: 2500n, reinstated: 1249n }]);
  dashboard.reinstate(disputeRef, 1151);
  const [dispute] = (await payment()).disputes;
  expect(dispute?.withdrawn).toBe(2500n);
  expect((dispute?.reinstated ?? 0n) <= 2500n).toBe(true);
});

it('warns of fraud with the order that it is about', async () => {
  stage.stripe.dashboard.warnOfFraud(paymentRef, 'made_with_lost_card');
  const [intent] = stage.stripe.intentsOf('pur_1');
  expect(await stage.facts()).toEqual([
    {
      type: 'radar.early_fraud_warning.created',
      facts: [
        {
          ...{ kind: 'warning', orderId: 'pur_1', paymentRef: intent?.id },
          reason: 'made_with_lost_card',
        },
      ],
    },
  ]);
});

it.each(['GET /v1/refunds', 'GET /v1/disputes', 'GET /v1/checkout'])(
  'does not answer for a payment about which it cannot learn everything: %s',
  async (on) => {
    stage.stripe.faults.add({ kind: 'answer', status: 503, when: 'before', on });
    await expect(payment()).rejects.toThrow(ProviderUnknown);
    expect(stage.stripe.faults.left).toBe(0);
  },
);
