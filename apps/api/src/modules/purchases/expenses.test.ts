import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Books, openBooks } from '../../testing/books.js';
import { type ScriptedPayment, scriptedDispute } from '../../testing/scripted-provider.js';

const wallet = 'org_buyer';
const cent = 10_000_000n;

let books: Books;
beforeEach(async () => {
  books = await openBooks();
});
afterEach(async () => {
  const report = await books.ledger.verify();
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
  await books.close();
});

/** A credited purchase, whose provider has said nothing of fees yet. */
async function bought(currency: 'USD' | 'NGN' = 'USD'): Promise<ScriptedPayment> {
  const id = await books.buy(wallet, { currency });
  await books.tell(id);
  return books.provider.of(id);
}

const tell = (payment: ScriptedPayment) => books.tell(payment.orderId ?? '');

async function balance(account: string, asset = 'USD'): Promise<bigint> {
  const found = await books.ledger.balances(account);
  return found.find((one) => one.account === account && one.asset === asset)?.balance ?? 0n;
}

async function expenses() {
  const query = { types: ['expense'], order: 'oldest_first', limit: 100 } as const;
  return (await books.ledger.entries(query)).map(({ operation }) => operation);
}

async function linesOf(payment: ScriptedPayment, reader: 'buyer' | 'admin'): Promise<string[]> {
  const id = payment.orderId ?? '';
  const { history } =
    reader === 'admin'
      ? await books.purchases.admin.get(id)
      : await books.purchases.get(wallet, id);
  return history.flatMap(({ what, detail }) => (what === 'fee_not_booked' ? [detail ?? ''] : []));
}

it('books what the provider keeps of a payment, once, and touches no credits', async () => {
  const payment = await bought();
  const before = await books.ledger.wallet(wallet);
  expect(await expenses()).toEqual([]);
  payment.fee = { amount: 45n, currency: 'USD' };
  await Promise.all([tell(payment), tell(payment)]);
  await tell(payment);
  expect(await expenses()).toMatchObject([
    {
      ...{ type: 'expense', provider: 'stripe', purchaseId: payment.orderId },
      ...{ kind: 'payment_fee', currency: 'USD', amount: 45n, base: 45n * cent },
    },
  ]);
  expect(await balance('provider_fees')).toBe(-45n * cent);
  expect(await balance('cash:stripe')).toBe(-455n * cent);
  expect(await books.ledger.wallet(wallet)).toEqual(before);
});

it('books only the difference, either way, of payments and disputes apart', async () => {
  const payment = await bought();
  payment.fee = { amount: 45n, currency: 'USD' };
  const dispute = scriptedDispute('dp_1', 'open');
  Object.assign(dispute, { withdrawn: 500n, fee: 1_500n });
  payment.disputes.push(dispute);
  await tell(payment);
  payment.fee = { amount: 40n, currency: 'USD' };
  dispute.fee = 0n;
  await tell(payment);
  const booked = (await expenses()).map((one) =>
    one.type === 'expense' ? [one.kind, one.amount] : [],
  );
  expect(booked).toEqual([
    ['payment_fee', 45n],
    ['dispute_fee', 1_500n],
    ['payment_fee', -5n],
    ['dispute_fee', -1_500n],
  ]);
  expect(await balance('provider_fees')).toBe(-40n * cent);
  // The money went back with the dispute; the fee of the payment did not.
  expect(await balance('cash:stripe')).toBe(40n * cent);
});

it('keeps what was booked while the provider does not say', async () => {
  const payment = await bought();
  payment.fee = { amount: 45n, currency: 'USD' };
  await tell(payment);
  payment.fee = null;
  await tell(payment);
  expect(await balance('provider_fees')).toBe(-45n * cent);
});

it('books nothing of a purchase that was not credited', async () => {
  const id = await books.buy(wallet);
  const payment = books.provider.of(id);
  Object.assign(payment, { amount: 499n, fee: { amount: 45n, currency: 'USD' } });
  await tell(payment);
  expect((await books.purchases.get(wallet, id)).status).toBe('review');
  expect(await expenses()).toEqual([]);
});

it('counts a fee in the currency of the order at the rate of the order, rounded down once', async () => {
  const payment = await bought('NGN');
  for (const amount of [1n, 3n, 7n, 12_345n, 12_344n]) {
    payment.fee = { amount, currency: 'NGN' };
    await tell(payment);
    expect(await balance('provider_fees')).toBe(-amount * 6_250n);
    expect(await balance('cash:stripe', 'NGN')).toBe(-800_000n + amount);
  }
});

it('moves a fee whose currency the provider corrects', async () => {
  const payment = await bought('NGN');
  payment.fee = { amount: 16_000n, currency: 'NGN' };
  await tell(payment);
  payment.fee = { amount: 11n, currency: 'USD' };
  await tell(payment);
  expect(await balance('cash:stripe', 'NGN')).toBe(-800_000n);
  expect(await balance('cash:stripe')).toBe(11n * cent);
  expect(await balance('provider_fees')).toBe(-11n * cent);
});

it('takes the rate of the day for any other currency, and gives it back at what was booked', async () => {
  const payment = await bought();
  payment.fee = { amount: 48_001n, currency: 'NGN' };
  await tell(payment);
  expect(await balance('provider_fees')).toBe(-300_006_250n);
  expect(await balance('cash:stripe', 'NGN')).toBe(48_001n);
  payment.fee = { amount: 0n, currency: 'NGN' };
  await tell(payment);
  expect(await balance('provider_fees')).toBe(0n);
  expect(await balance('cash:stripe', 'NGN')).toBe(0n);
});

it('notes a fee for which there is no rate, once and for admins only, and books nothing', async () => {
  const payment = await bought();
  for (const [amount, currency] of [
    [300n, 'EUR'],
    [300n, 'EUR'],
    [70n, 'CHF'],
  ] as const) {
    payment.fee = { amount, currency };
    await tell(payment);
  }
  expect(await linesOf(payment, 'admin')).toEqual([
    'the provider kept 3.00 EUR for the payment; there is no exchange rate to book it at',
    'the provider kept 70 minor units of CHF for the payment; there is no exchange rate to book it at',
  ]);
  expect(await linesOf(payment, 'buyer')).toEqual([]);
  expect(await expenses()).toEqual([]);
  payment.fee = { amount: 33n, currency: 'USD' };
  await tell(payment);
  expect(await balance('provider_fees')).toBe(-33n * cent);
});

it('is booked once when the answer of the ledger is lost', async () => {
  const payment = await bought();
  payment.fee = { amount: 45n, currency: 'USD' };
  books.ledger.faults.push('answers_unknown', 'dies_after');
  await tell(payment).catch(() => undefined);
  await tell(payment).catch(() => undefined);
  await tell(payment);
  expect(await balance('provider_fees')).toBe(-45n * cent);
  expect(await expenses()).toHaveLength(1);
});
