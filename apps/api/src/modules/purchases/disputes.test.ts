import { parseCredits, printCredits } from '@telex-credits/money';
import type { Dispute } from '@telex-credits/payments';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../foundation/app-error.js';
import { type Books, openBooks } from '../../testing/books.js';
import { scriptedDispute } from '../../testing/scripted-provider.js';

const walletId = 'org_1';
let books: Books;
let id: string;

beforeEach(async () => {
  books = await openBooks();
  id = await books.buy(walletId);
  await books.tell(id);
});
afterEach(async () => {
  expect((await books.ledger.verify()).ok).toBe(true);
  await books.close();
});

const dispute = () => {
  const [first] = books.provider.of(id).disputes;
  if (first === undefined) {
    throw new Error('there is no dispute');
  }
  return first;
};
const open = async (state: Dispute['state'], change: Partial<Dispute> = {}) => {
  books.provider.of(id).disputes.push({ ...scriptedDispute('dp_1', state), ...change });
  await books.tell(id);
};
const becomes = async (change: Partial<Dispute>) => {
  Object.assign(dispute(), change);
  await books.tell(id);
};
const charge = async (useId: string, credits: string) => {
  const [result] = await books.ledger.submit([
    {
      ...{ type: 'charge', id: useId, walletId, keyId: null, limits: [] },
      ...{ moduleId: 'mod_1', publisherId: 'org_dev', developerBps: 8000 },
      credits: parseCredits(credits),
    },
  ]);
  return result?.ok === true ? 'charged' : result?.refusal.code;
};
const wallet = async () => {
  const { posted, debt, frozen } = (await books.ledger.wallet(walletId)) ?? {
    ...{ posted: 0n, debt: 0n, frozen: [] },
  };
  return { posted: printCredits(posted), debt: printCredits(debt), frozen };
};
const status = async () => (await books.purchases.get(walletId, id)).status;
const earned = async () => {
  const { pending, available, debt } = await books.ledger.publisher('org_dev');
  return pending.reduce((sum, { amount }) => sum + amount, 0n) + available - debt;
};
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? `${error.status} ${error.code}` : error),
  );
const frozenBy = ['dispute:dp_1'];

it('stops spending at an inquiry, takes nothing back, and goes on when it was answered', async () => {
  await open('inquiry');
  expect(await wallet()).toEqual({ posted: '1000', debt: '0', frozen: frozenBy });
  expect(await charge('a', '1')).toBe('wallet_frozen');
  expect(await status()).toBe('disputed');
  await becomes({ state: 'won' });
  expect(await wallet()).toEqual({ posted: '1000', debt: '0', frozen: [] });
  expect([await charge('b', '1'), await status()]).toEqual(['charged', 'paid']);
});

it('takes back what was withdrawn, spent credits as a debt, and undoes it when it is won', async () => {
  await charge('a', '600');
  const before = await earned();
  await open('open');
  expect(await wallet()).toMatchObject({ posted: '400', debt: '0' });
  await becomes({ withdrawn: 500n });
  expect(await wallet()).toEqual({ posted: '0', debt: '600', frozen: frozenBy });
  expect(await earned()).toBe(0n);
  await becomes({ state: 'won' });
  expect(await wallet()).toEqual({ posted: '0', debt: '600', frozen: [] });
  await becomes({ reinstated: 500n });
  expect(await wallet()).toEqual({ posted: '400', debt: '0', frozen: [] });
  expect([await earned(), await status()]).toEqual([before, 'paid']);
  const { history } = await books.purchases.get(walletId, id);
  expect(history.map(({ what }) => what)).toEqual([
    ...['created', 'paid', 'dispute_open', 'dispute_withdrawn', 'dispute_won'],
    'dispute_reinstated',
  ]);
});

it('keeps a lost dispute frozen until an administrator lifts it, with a reason', async () => {
  await open('open', { withdrawn: 500n });
  await becomes({ state: 'lost' });
  await books.buy(walletId).then((next) => books.tell(next));
  expect(await charge('a', '1')).toBe('wallet_frozen');
  expect(await status()).toBe('disputed');
  const lift = { purchaseId: id, reason: 'spoke to them', personId: 'usr_admin' };
  const admin = books.purchases.admin;
  expect(await refusal(admin.liftFreeze({ ...lift, cause: 'dispute:dp_9' }))).toBe(
    '404 freeze_not_found',
  );
  const lifted = await admin.liftFreeze({ ...lift, cause: 'dispute:dp_1' });
  expect(lifted.freezes).toMatchObject([
    { cause: 'dispute:dp_1', active: false, liftedBy: 'usr_admin', liftReason: 'spoke to them' },
  ]);
  expect(await charge('b', '1')).toBe('charged');
  await books.tell(id);
  expect(await wallet()).toMatchObject({ posted: '999', frozen: [] });
  expect(books.audited).toContainEqual(
    expect.objectContaining({ action: 'wallet.freeze_lifted', objectId: id }),
  );
});

it('freezes again what was lifted when the dispute gets worse', async () => {
  await open('inquiry');
  const lift = { purchaseId: id, cause: 'dispute:dp_1', reason: 'harmless', personId: 'usr_a' };
  await books.purchases.admin.liftFreeze(lift);
  await books.tell(id);
  expect(await wallet()).toMatchObject({ frozen: [] });
  await becomes({ state: 'open' });
  expect(await wallet()).toMatchObject({ frozen: frozenBy });
});

it('takes exactly the price when a refund follows a dispute that was won', async () => {
  await open('open', { withdrawn: 500n });
  await becomes({ state: 'won', reinstated: 500n });
  books.provider.of(id).refunds.push({ id: 're_1', amount: 200n, failed: false });
  await books.tell(id);
  expect(await wallet()).toEqual({ posted: '600', debt: '0', frozen: [] });
  expect(await status()).toBe('partially_refunded');
  books.provider.of(id).refunds.push({ id: 're_2', amount: 300n, failed: false });
  await books.tell(id);
  expect(await wallet()).toEqual({ posted: '0', debt: '0', frozen: [] });
  expect(await status()).toBe('refunded');
});

it('never takes more than was paid when a refund and a dispute meet', async () => {
  books.provider.of(id).refunds.push({ id: 're_1', amount: 300n, failed: false });
  await open('open', { withdrawn: 500n });
  expect(await wallet()).toMatchObject({ posted: '0', debt: '0' });
  expect(await books.ledger.balances('cash:stripe')).toEqual([]);
});

it('gives credits back when a refund of ours fails later, and shows it as failed', async () => {
  const refund = await books.purchases.refund({
    ...{ id: 'rfd_1', purchaseId: id, organisationId: walletId, amount: null },
    by: { personId: 'usr_1', isPlatformAdmin: false },
  });
  expect([refund.status, (await wallet()).posted]).toEqual(['succeeded', '0']);
  const [made] = books.provider.of(id).refunds;
  Object.assign(made ?? {}, { failed: true });
  await books.tell(id);
  expect(await wallet()).toMatchObject({ posted: '1000', debt: '0' });
  expect(await books.purchases.get(walletId, id)).toMatchObject({
    status: 'paid',
    refunds: [{ id: 'rfd_1', status: 'failed' }],
    refundable: { credits: '1000' },
  });
});

it('refuses a refund while a dispute is open, and lets an administrator answer an inquiry by one', async () => {
  const wish = { purchaseId: id, organisationId: walletId, amount: null };
  const buyer = { personId: 'usr_1', isPlatformAdmin: false };
  const admin = { personId: 'usr_2', isPlatformAdmin: true };
  await open('inquiry');
  expect((await books.purchases.get(walletId, id)).refundable).toBeNull();
  const byBuyer = books.purchases.refund({ ...wish, id: 'rfd_1', by: buyer });
  expect(await refusal(byBuyer)).toBe('409 purchase_not_refundable');
  await becomes({ state: 'open' });
  const tooLate = books.purchases.refund({ ...wish, id: 'rfd_2', by: admin });
  expect(await refusal(tooLate)).toBe('409 purchase_not_refundable');
  await becomes({ state: 'inquiry' });
  await books.purchases.refund({ ...wish, id: 'rfd_3', by: admin });
  expect(await wallet()).toMatchObject({ posted: '0' });
});

it('stops spending at a warning of the bank until an administrator lifts it; told twice it is one', async () => {
  const { paymentRef } = books.provider.of(id);
  const fact = {
    kind: 'warning',
    orderId: null,
    paymentRef,
    reason: 'made_with_stolen_card',
  } as const;
  await books.purchases.applyFact('stripe', fact);
  await books.purchases.applyFact('stripe', fact);
  expect(await charge('a', '1')).toBe('wallet_frozen');
  const cause = `warning:${id}`;
  await books.purchases.admin.liftFreeze({
    ...{ purchaseId: id, cause, reason: 'called them', personId: 'usr_a' },
  });
  await books.purchases.applyFact('stripe', fact);
  expect(await charge('b', '1')).toBe('charged');
  const { history } = await books.purchases.get(walletId, id);
  expect(history.filter(({ what }) => what === 'fraud_warning')).toHaveLength(1);
});

it('credits a payment before it stops the wallet, when the warning comes first', async () => {
  const next = await books.buy('org_2');
  const { paymentRef } = books.provider.of(next);
  const fact = { kind: 'warning', orderId: next, paymentRef, reason: 'stolen' } as const;
  expect(await books.purchases.applyFact('stripe', fact)).toEqual({ kind: 'done' });
  expect(await books.ledger.wallet('org_2')).toMatchObject({
    ...{ posted: parseCredits('1000'), frozen: [`warning:${next}`] },
  });
});

it("lets no fact of one provider touch another provider's purchase", async () => {
  books.provider.of(id).disputes.push({ ...scriptedDispute('dp_1', 'lost'), withdrawn: 500n });
  const { paymentRef } = books.provider.of(id);
  for (const fact of [
    { kind: 'payment', orderId: id, paymentRef: null },
    { kind: 'payment', orderId: id, paymentRef },
    { kind: 'warning', orderId: id, paymentRef, reason: 'stolen' },
  ] as const) {
    expect(await books.purchases.applyFact('paystack', fact)).toMatchObject({ kind: 'refused' });
  }
  const byPayment = { kind: 'payment', orderId: null, paymentRef } as const;
  expect(await books.purchases.applyFact('paystack', byPayment)).toMatchObject({ kind: 'ignored' });
  expect(await wallet()).toEqual({ posted: '1000', debt: '0', frozen: [] });
});

it('takes the newest report when another process was faster and this one still has the older', async () => {
  const { provider } = books;
  const { fetchPayment } = provider;
  provider.of(id).refunds.push({ id: 're_1', amount: 250n, failed: false });
  Object.assign(provider, {
    async fetchPayment(ref: string) {
      const old = await fetchPayment(ref);
      Object.assign(provider, { fetchPayment });
      // Meanwhile the refund fails, and somebody else hears of it.
      Object.assign(provider.of(id).refunds[0] ?? {}, { failed: true });
      await books.another().fulfil(id);
      return old;
    },
  });
  await books.tell(id);
  expect(await wallet()).toMatchObject({ posted: '1000', debt: '0' });
  expect(await books.purchases.get(walletId, id)).toMatchObject({ status: 'paid' });
});

it('works steps that the ledger did not take in their order, without any further event', async () => {
  const refund = { id: 're_1', amount: 250n, failed: false };
  books.provider.of(id).refunds.push(refund);
  books.ledger.faults.push('answers_unknown');
  expect(await refusal(books.tell(id))).toBe('503 ledger_unavailable');
  refund.failed = true;
  books.ledger.faults.push('answers_unknown');
  expect(await refusal(books.tell(id))).toBe('503 ledger_unavailable');
  expect(await wallet()).toMatchObject({ posted: '1000' });
  books.clock.time += 3 * 60_000;
  await books.job('check-purchases');
  expect(await wallet()).toMatchObject({ posted: '1000', debt: '0' });
  const types = ['grant', 'reverse', 'reinstate'] as const;
  const entries = await books.ledger.entries({ walletId, types, order: 'oldest_first', limit: 9 });
  expect(entries.map(({ type }) => type)).toEqual(types);
});

it('does a step once when the process dies right after it', async () => {
  books.provider.of(id).refunds.push({ id: 're_1', amount: 250n, failed: false });
  let died = false;
  books.ledger.faults.push('dies_after');
  await books.tell(id).catch(() => {
    died = true;
  });
  books.clock.time += 3 * 60_000;
  await books.tell(id);
  expect([died, await wallet()]).toMatchObject([true, { posted: '500', debt: '0' }]);
});

it('lists disputes and purchases of all organisations, by status', async () => {
  await open('open', { withdrawn: 500n });
  const other = await books.buy('org_2');
  await books.tell(other);
  const { admin } = books.purchases;
  const page = { limit: 50 };
  const disputes = await admin.disputes({ ...page, status: 'open' });
  expect(disputes.data).toMatchObject([
    {
      ...{ ref: 'dp_1', status: 'open', purchaseId: id, organisationName: 'Name of org_1' },
      freeze: { cause: 'dispute:dp_1', active: true },
      withdrawn: { amount: '5.00', currency: 'USD' },
    },
  ]);
  expect((await admin.disputes({ ...page, status: 'closed' })).data).toEqual([]);
  expect((await admin.disputes(page)).data).toHaveLength(1);
  const ids = async (query: object) =>
    (await admin.list({ ...page, ...query })).data.map((purchase) => purchase.id);
  expect(await ids({ status: 'disputed' })).toEqual([id]);
  expect(await ids({ status: 'paid' })).toEqual([other]);
  expect(await ids({ organisationId: 'org_2' })).toEqual([other]);
  expect(await ids({})).toEqual([other, id]);
});

it.each([
  ['less', 499n],
  ['more', 501n],
] as const)(
  'credits in review what was paid %s, on a decision with a reason, once',
  async (_, amount) => {
    const next = await books.buy('org_2');
    Object.assign(books.provider.of(next), { amount });
    await books.tell(next);
    const { admin } = books.purchases;
    const decision = {
      decision: 'credit',
      reason: 'rounding of the bank',
      personId: 'usr_a',
    } as const;
    expect(await refusal(admin.resolve({ ...decision, purchaseId: id }))).toBe(
      '409 purchase_not_in_review',
    );
    expect(await admin.resolve({ ...decision, purchaseId: next })).toMatchObject({
      status: 'paid',
    });
    await books.tell(next);
    expect(await books.ledger.wallet('org_2')).toMatchObject({ posted: parseCredits('1000') });
    expect(await books.ledger.balances('cash:stripe')).toMatchObject([
      { balance: -(500n + amount) * 10_000_000n },
    ]);
    books.provider.of(next).refunds.push({ id: 're_1', amount, failed: false });
    await books.tell(next);
    expect(await books.ledger.wallet('org_2')).toMatchObject({ posted: 0n });
  },
);

it('pays a payment in review back whole, and credits nothing', async () => {
  const next = await books.buy('org_2');
  Object.assign(books.provider.of(next), { currency: 'EUR' });
  await books.tell(next);
  const { admin } = books.purchases;
  const wish = { purchaseId: next, reason: 'wrong currency', personId: 'usr_a' };
  expect(await refusal(admin.resolve({ ...wish, decision: 'credit' }))).toBe(
    '409 payment_not_creditable',
  );
  expect(await admin.resolve({ ...wish, decision: 'refund' })).toMatchObject({
    status: 'refunded',
  });
  expect(books.provider.of(next).refunds).toMatchObject([{ amount: 500n }]);
  await books.tell(next);
  expect(await books.ledger.wallet('org_2')).toBeUndefined();
});
