import { parseCredits, printCredits } from '@telex-credits/money';
import { ProviderRefusal, ProviderUnknown } from '@telex-credits/payments';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../foundation/app-error.js';
import { openTemporaryLedger } from '../../testing/ledgers.js';
import { openShop, type Shop } from '../../testing/shop.js';

const day = 86_400_000;
let shop: Shop;
beforeEach(async () => {
  shop = await openShop({
    documents: openSqliteDocuments(':memory:'),
    ledger: openTemporaryLedger,
  });
});
afterEach(async () => {
  expect((await shop.ledger.verify()).ok).toBe(true);
  await shop.close();
});

const usd = (amount: string) => ({ amount, currency: 'USD' });
const ngn = (amount: string) => ({ amount, currency: 'NGN' });

function refund(
  purchaseId: string,
  {
    key = 'a',
    amount = null,
    isPlatformAdmin = false,
    organisationId = 'org_1',
  }: {
    key?: string;
    amount?: { amount: string; currency: string } | null;
    isPlatformAdmin?: boolean;
    organisationId?: string;
  } = {},
) {
  const by = { personId: 'usr_1', isPlatformAdmin };
  return shop.service.refund({ id: `rfd_${key}`, purchaseId, organisationId, amount, by });
}

async function problem(work: Promise<unknown>): Promise<unknown> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof AppError ? { code: error.code, ...error.numbers } : error;
}

async function wallet() {
  const found = await shop.ledger.wallet('org_1');
  const { posted = 0n, held = 0n, debt = 0n } = found ?? {};
  return { posted: printCredits(posted), held: printCredits(held), debt: printCredits(debt) };
}

const balance = async (account: string, asset: string) =>
  (await shop.ledger.balances(account)).find((one) => one.asset === asset)?.balance ?? 0n;
const paidBack = async (id: string) =>
  (await shop.sandbox.provider.fetchPayment(await shop.paymentRef(id))).refunded;
const get = (id: string) => shop.service.get('org_1', id);

it('pays back in parts that add up to the price exactly, and takes every credit', async () => {
  const id = await shop.buyAndPay('1', { currency: 'NGN' });
  await refund(id, { key: 'a', amount: ngn('2666.67') });
  expect(await get(id)).toMatchObject({ status: 'partially_refunded', refunded: ngn('2666.67') });
  await refund(id, { key: 'b', amount: ngn('0.01') });
  expect(await wallet()).toEqual({ posted: '666.665', held: '0', debt: '0' });
  const rest = await refund(id, { key: 'c' });
  expect(rest).toMatchObject({ amount: ngn('5333.32'), status: 'succeeded' });
  await shop.quiet();
  expect(await paidBack(id)).toBe(800_000n);
  expect(await wallet()).toEqual({ posted: '0', held: '0', debt: '0' });
  // What is left is the fee that the sandbox keeps of 8,000 NGN all the same: 120 NGN.
  expect(await balance('cash:sandbox', 'NGN')).toBe(12_000n);
  expect(await balance('deferred_revenue', 'USD')).toBe(0n);
  expect(await balance('provider_fees', 'USD')).toBe(-75_000_000n);
  expect(await balance('fx', 'USD')).toBe(75_000_000n);
  expect(await get(id)).toMatchObject({ status: 'refunded', refundable: null });
});

it('pays back unspent credits only, and never more than they cost', async () => {
  const id = await shop.buyAndPay();
  await shop.spend('use_1', '333.333334');
  expect((await get(id)).refundable).toEqual({ credits: '666.666666', amount: usd('3.33') });
  expect(await problem(refund(id, { amount: usd('3.34') }))).toEqual({
    code: 'refund_exceeds_unspent',
    refundable: usd('3.33'),
    credits: '666.666666',
  });
  await refund(id, { key: 'b' });
  expect(await paidBack(id)).toBe(333n);
  expect(await wallet()).toEqual({ posted: '0.666666', held: '0', debt: '0' });
  expect(await problem(refund(id, { key: 'c' }))).toEqual({ code: 'nothing_refundable' });
});

it('answers a repeated request with its refund, also when nothing is left to refund', async () => {
  const id = await shop.buyAndPay();
  shop.providerFaults.refund = () => Promise.reject(new ProviderUnknown('no connection'));
  expect(await refund(id)).toMatchObject({ status: 'pending' });
  const done = await refund(id);
  expect(done).toMatchObject({ status: 'succeeded', credits: '1000' });
  expect(await refund(id)).toEqual(done);
  expect(await paidBack(id)).toBe(500n);
});

it('refunds once when the same request comes again, and when ten come at once', async () => {
  const id = await shop.buyAndPay();
  const first = await refund(id, { amount: usd('2.00') });
  expect(await refund(id, { amount: usd('2.00') })).toEqual(first);
  await Promise.allSettled(
    Array.from({ length: 10 }, (_, at) => refund(id, { key: `p${at}`, amount: usd('3.00') })),
  );
  await shop.quiet();
  expect(await paidBack(id)).toBe(500n);
  expect(await wallet()).toEqual({ posted: '0', held: '0', debt: '0' });
});

it('leaves nothing to be both spent and paid back when a refund races with spending', async () => {
  const id = await shop.buyAndPay();
  const spending = Array.from({ length: 10 }, (_, at) => shop.spend(`use_${at}`, '100'));
  const [refunded, ...spent] = await Promise.all([refund(id).catch(() => null), ...spending]);
  await shop.quiet();
  const used = spent.filter((results) => Array.isArray(results) && results[0]?.ok).length;
  const { posted, debt } = await wallet();
  const back = await paidBack(id);
  expect(debt).toBe('0');
  expect(parseCredits(posted) + BigInt(used) * 100_000_000n + back * 2_000_000n).toBe(
    parseCredits('1000'),
  );
  expect(refunded === null).toBe(back === 0n);
});

it('keeps the credits set aside while it is not known whether the refund was made', async () => {
  const id = await shop.buyAndPay();
  shop.line.isDown = true;
  shop.providerFaults.refund = async (call) => {
    await call();
    throw new ProviderUnknown('timed out');
  };
  expect(await refund(id)).toMatchObject({ status: 'pending', credits: '1000' });
  expect(await wallet()).toEqual({ posted: '1000', held: '1000', debt: '0' });
  const [refused] = await shop.spend('use_1', '1');
  expect(refused).toMatchObject({ ok: false, refusal: { code: 'insufficient_credits' } });
  expect(await problem(refund(id, { key: 'b' }))).toMatchObject({ code: 'refund_in_progress' });
  // Not every provider knows a repeated refund again: it is asked about, not sent.
  shop.providerFaults.refund = () => Promise.reject(new ProviderRefusal('twice', 'sent twice'));
  shop.clock.time += 5000;
  await shop.job('continue-refunds');
  expect((await get(id)).refunds).toMatchObject([{ status: 'succeeded' }]);
  expect(await paidBack(id)).toBe(500n);
  expect(await wallet()).toEqual({ posted: '0', held: '0', debt: '0' });
});

it('sends a refund again, under the same id, that never arrived', async () => {
  const id = await shop.buyAndPay();
  shop.providerFaults.refund = () => Promise.reject(new ProviderUnknown('no connection'));
  expect(await refund(id, { amount: usd('1.00') })).toMatchObject({ status: 'pending' });
  expect(await paidBack(id)).toBe(0n);
  shop.clock.time += 5000;
  await shop.job('continue-refunds');
  await shop.job('continue-refunds');
  expect(await paidBack(id)).toBe(100n);
  expect(await wallet()).toEqual({ posted: '800', held: '0', debt: '0' });
});

it('gives the credits back when the provider refuses', async () => {
  const id = await shop.buyAndPay();
  shop.providerFaults.refund = () => Promise.reject(new ProviderRefusal('no', 'bank says no'));
  expect(await problem(refund(id))).toMatchObject({
    code: 'refund_refused',
    reason: 'bank says no',
  });
  expect(await wallet()).toEqual({ posted: '1000', held: '0', debt: '0' });
  expect((await get(id)).refunds).toMatchObject([{ status: 'failed' }]);
  expect(await refund(id, { key: 'b' })).toMatchObject({ status: 'succeeded' });
});

it.each(['answers_unknown', 'dies_after'] as const)(
  'finishes a refund whose ledger %s at any of its steps, without anybody asking',
  async (fault) => {
    const steps = ['before the hold', 'before the reversal'];
    for (const [at, step] of steps.entries()) {
      const id = await shop.buyAndPay(`${at}`);
      shop.line.isDown = true;
      const { faults } = shop.ledger;
      if (step === 'before the hold') {
        faults.push(fault);
      } else {
        shop.providerFaults.refund = (call) => {
          faults.push(fault);
          return call();
        };
      }
      await refund(id, { key: `r${at}`, amount: usd('2.50') }).catch(() => undefined);
      shop.clock.time += 100_000;
      await shop.job('continue-refunds');
      expect((await get(id)).refunds, step).toMatchObject([{ status: 'succeeded' }]);
      expect(await paidBack(id), step).toBe(250n);
      shop.line.isDown = false;
    }
    expect(await wallet()).toEqual({ posted: '1000', held: '0', debt: '0' });
  },
);

it("takes back what was refunded on the provider's side, by its cumulative sum", async () => {
  const id = await shop.buyAndPay();
  const ref = await shop.paymentRef(id);
  const overThere = (refundId: string, amount: string) =>
    shop.sandbox.service.refund(ref, { refundId, amount, reason: 'dashboard' });
  shop.line.isDown = true;
  await overThere('x1', '100');
  await shop.quiet();
  shop.line.isDown = false;
  await overThere('x2', '150');
  await shop.quiet();
  expect(await wallet()).toEqual({ posted: '500', held: '0', debt: '0' });
  expect(await shop.deliver(await shop.eventOf(id))).toBe(200);
  await shop.quiet();
  expect(await get(id)).toMatchObject({ status: 'partially_refunded', refunded: usd('2.50') });
  await refund(id);
  await shop.quiet();
  expect(await paidBack(id)).toBe(500n);
  expect(await wallet()).toEqual({ posted: '0', held: '0', debt: '0' });
});

it('makes spent credits a debt when they are refunded over there, and the next purchase pays it', async () => {
  const id = await shop.buyAndPay();
  await shop.spend('use_1', '600');
  await shop.sandbox.service.refund(await shop.paymentRef(id), {
    ...{ refundId: 'x', amount: '500', reason: 'dashboard' },
  });
  await shop.quiet();
  expect(await wallet()).toEqual({ posted: '0', held: '0', debt: '600' });
  const next = await shop.buyAndPay('2');
  expect(await wallet()).toEqual({ posted: '400', held: '0', debt: '0' });
  expect((await get(next)).refundable).toEqual({ credits: '400', amount: usd('2.00') });
});

it('pays a debt at once from other credits of the wallet, and from held ones once they are free', async () => {
  const first = await shop.buyAndPay('1');
  await shop.spend('use_1', '1000');
  await shop.buyAndPay('2');
  await shop.sandbox.service.refund(await shop.paymentRef(first), {
    ...{ refundId: 'x', amount: '200', reason: 'dashboard' },
  });
  await shop.quiet();
  expect(await wallet()).toEqual({ posted: '600', held: '0', debt: '0' });
  const terms = { moduleId: 'mod_1', publisherId: null, developerBps: 0, keyId: null, limits: [] };
  const expiresAt = new Date(shop.clock.time + 600_000).toISOString();
  await shop.ledger.submit([
    {
      ...{ type: 'hold', id: 'hold_1', walletId: 'org_1', credits: parseCredits('600') },
      ...{ expiresAt, ...terms },
    },
  ]);
  await shop.sandbox.service.refund(await shop.paymentRef(first), {
    ...{ refundId: 'y', amount: '100', reason: 'dashboard' },
  });
  await shop.quiet();
  expect(await wallet()).toEqual({ posted: '600', held: '600', debt: '200' });
  await shop.ledger.submit([{ type: 'release', id: 'release_1', holdId: 'hold_1' }]);
  await shop.job('repay-debts');
  expect(await wallet()).toEqual({ posted: '400', held: '0', debt: '0' });
});

it('ends the time for buyers after 14 days, and lets a platform admin go on', async () => {
  const id = await shop.buyAndPay();
  shop.clock.time += 14 * day - 1;
  expect((await get(id)).refundable).not.toBeNull();
  shop.clock.time += 1;
  expect((await get(id)).refundable).toBeNull();
  expect(await problem(refund(id))).toEqual({
    code: 'refund_window_over',
    until: '2026-12-08T10:00:00.000Z',
  });
  const by = { isPlatformAdmin: true, organisationId: 'org_admin' };
  expect(await refund(id, { key: 'b', amount: usd('1.00'), ...by })).toMatchObject({
    status: 'succeeded',
  });
  expect(await wallet()).toEqual({ posted: '800', held: '0', debt: '0' });
});

it('lets a platform admin pay back spent credits too, up to the price', async () => {
  const id = await shop.buyAndPay();
  await shop.spend('use_1', '900');
  const by = { isPlatformAdmin: true };
  expect(await problem(refund(id, { amount: usd('5.01'), ...by }))).toMatchObject({
    code: 'refund_exceeds_unspent',
    refundable: usd('5.00'),
  });
  await refund(id, { key: 'b', amount: usd('5.00'), ...by });
  expect(await wallet()).toEqual({ posted: '0', held: '0', debt: '900' });
  expect(await balance('earnings_pending:', 'USD')).toBe(0n);
});

it.each([
  ['another currency', ngn('1.00'), 'invalid_amount'],
  ['too many places', usd('1.001'), 'invalid_amount'],
  ['nothing', usd('0.00'), 'invalid_amount'],
  ['less than nothing', usd('-1.00'), 'invalid_amount'],
])('refuses to refund %s', async (_, amount, code) => {
  const id = await shop.buyAndPay();
  expect(await problem(refund(id, { amount }))).toMatchObject({ code });
});

it('refunds only what was paid, and only to its own organisation', async () => {
  const pending = await shop.buy('2');
  expect(await problem(refund(pending))).toMatchObject({ code: 'purchase_not_refundable' });
  const id = await shop.buyAndPay('1');
  expect(await problem(refund(id, { organisationId: 'org_2' }))).toEqual({
    code: 'purchase_not_found',
  });
});
