import { parseCredits } from '@telex-credits/money';
import type { Movement } from '@telex-credits/payments';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../foundation/app-error.js';
import { type Books, openBooks } from '../../testing/books.js';
import { createReconciliationService, type ReconciliationService } from './service.js';

const day = '2026-11-24';
const hour = 3_600_000;
let books: Books;
let service: ReconciliationService;

beforeEach(async () => {
  books = await openBooks();
  service = createReconciliationService({
    ...{ documents: books.documents, ledger: books.ledger, environment: books.environment },
    ...{ purchases: books.purchases.booked, providers: [books.provider], baseCurrency: 'USD' },
  });
});
afterEach(async () => {
  expect((await books.ledger.verify()).ok).toBe(true);
  await books.close();
});

const list = (orderId: string, change: Partial<Movement> = {}) => {
  const { paymentRef, amount, currency } = books.provider.of(orderId);
  const movement: Movement = {
    ...{ kind: 'payment', ref: `mv_${books.provider.movements.length}`, paymentRef, orderId },
    ...{ amount, currency, at: `${day}T10:00:00.000Z`, livemode: false },
    ...change,
  };
  books.provider.movements.push(movement);
};
const usd = (amount: string) => ({ amount, currency: 'USD' });
const posted = async (walletId = 'org_1') => (await books.ledger.wallet(walletId))?.posted ?? 0n;

it('agrees about a day with payments, refunds, disputes and what came back, per currency, whatever they cost', async () => {
  const first = await books.buy('org_1');
  const naira = await books.buy('org_1', { currency: 'NGN' });
  await books.tell(first);
  await books.tell(naira);
  books.provider.of(first).refunds.push({ id: 're_1', amount: 125n, failed: false });
  books.provider.of(first).fee = { amount: 45n, currency: 'USD' };
  books.provider.of(naira).fee = { amount: 12_000n, currency: 'NGN' };
  await books.tell(first);
  await books.tell(naira);
  expect(await books.ledger.balances('provider_fees')).toMatchObject([{ balance: -525_000_000n }]);
  list(first);
  list(naira);
  list(first, { kind: 'refund', amount: 125n });
  list(first, { kind: 'dispute_withdrawn', amount: 200n });
  list(first, { kind: 'dispute_reinstated', amount: 200n });
  list(first, { livemode: true, amount: 99n });
  const report = await service.run(day);
  expect(report).toMatchObject({ status: 'agrees', differences: [], failures: [] });
  expect(report.sums).toMatchObject([
    { currency: 'NGN', paidThere: { amount: '8000.00' }, paidHere: { amount: '8000.00' } },
    {
      ...{ currency: 'USD', paidThere: usd('5.00'), paidHere: usd('5.00') },
      ...{ returnedThere: usd('1.25'), returnedHere: usd('1.25') },
    },
  ]);
});

it('credits a payment whose webhook never came, and says so', async () => {
  const id = await books.buy('org_1');
  list(id);
  const report = await service.run(day);
  expect(await posted()).toBe(parseCredits('1000'));
  expect(report).toMatchObject({
    status: 'explained',
    differences: [{ kind: 'repaired', purchaseId: id }],
  });
  expect(report.differences[0]?.explanation).toContain('5.00 USD paid');
  expect(await service.run(day)).toMatchObject({ status: 'agrees' });
});

it('books a refund that nobody told of, because the provider reports it, never because a list lacks something', async () => {
  const id = await books.buy('org_1');
  await books.tell(id);
  list(id);
  books.provider.of(id).refunds.push({ id: 're_1', amount: 500n, failed: false });
  list(id, { kind: 'refund', amount: 500n });
  expect(await service.run(day)).toMatchObject({ differences: [{ kind: 'repaired' }] });
  expect(await posted()).toBe(0n);
});

it('takes nothing back of a payment that the provider does not list, and asks for a person', async () => {
  const id = await books.buy('org_1');
  await books.tell(id);
  const { paymentRef } = books.provider.of(id);
  books.provider.payments.delete(paymentRef);
  const report = await service.run(day);
  expect(report).toMatchObject({
    status: 'open',
    differences: [{ kind: 'not_at_provider', purchaseId: id, paymentRef }],
  });
  expect(await posted()).toBe(parseCredits('1000'));
});

it('explains what the two sides date to different days', async () => {
  const id = await books.buy('org_1');
  list(id);
  books.clock.time += 24 * hour;
  await books.tell(id);
  const there = await service.run(day);
  expect(there).toMatchObject({ status: 'explained', differences: [{ kind: 'other_day' }] });
  const here = await service.run('2026-11-25');
  expect(here).toMatchObject({ status: 'explained', differences: [{ kind: 'other_day' }] });
});

it('names payments that are no purchase of ours, or of another provider', async () => {
  const id = await books.buy('org_1');
  await books.tell(id);
  list(id);
  list(id, { paymentRef: 'pay_stranger', orderId: 'pur_of_nobody', amount: 77n });
  const report = await service.run(day);
  expect(report).toMatchObject({ status: 'open', differences: [{ kind: 'unknown_payment' }] });
  expect(report.differences[0]?.explanation).toContain('0.77 USD paid under pay_stranger');
});

it('asks for a person when the list has more than the payment itself', async () => {
  const id = await books.buy('org_1');
  await books.tell(id);
  list(id);
  list(id, { kind: 'refund', amount: 100n });
  const report = await service.run(day);
  expect(report).toMatchObject({ status: 'open', differences: [{ kind: 'amount_differs' }] });
  expect(await posted()).toBe(parseCredits('1000'));
});

it('shows a payment in review as not credited', async () => {
  const id = await books.buy('org_1');
  Object.assign(books.provider.of(id), { amount: 499n });
  list(id);
  expect(await service.run(day)).toMatchObject({
    status: 'open',
    differences: [{ kind: 'not_credited', explanation: expect.stringContaining('is review') }],
  });
  expect(await posted()).toBe(0n);
});

it('makes the reports of the last three days once, an hour after their end, and an unavailable one again', async () => {
  const { listMovements } = books.provider;
  const fail = async () => {
    throw new Error('the provider is down');
  };
  Object.assign(books.provider, { listMovements: fail });
  books.clock.time = Date.parse('2026-11-26T00:59:59Z');
  await service.runDue();
  const days = async () => (await service.list({ limit: 10 })).data.map((report) => report.day);
  expect(await days()).toEqual(['2026-11-24', '2026-11-23', '2026-11-22']);
  expect(await service.get(day)).toMatchObject({
    ...{ status: 'unavailable', failures: [{ reason: 'the provider is down' }] },
  });
  Object.assign(books.provider, { listMovements });
  books.clock.time += 1000;
  await service.runDue();
  expect(await days()).toEqual(['2026-11-25', '2026-11-24', '2026-11-23', '2026-11-22']);
  const first = await service.get(day);
  expect(first.status).toBe('agrees');
  books.clock.time += hour;
  await service.runDue();
  expect(await service.get(day)).toEqual(first);
  const missing = await service.get('2020-01-01').catch((error: unknown) => error);
  expect(missing instanceof AppError && missing.code).toBe('report_not_found');
});
