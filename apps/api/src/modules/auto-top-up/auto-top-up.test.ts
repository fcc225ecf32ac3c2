import type { SetAutoTopUp } from '@telex-credits/contracts';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../foundation/app-error.js';
import { type Books, openBooks } from '../../testing/books.js';
import { scriptedDispute, scriptedMethod } from '../../testing/scripted-provider.js';
import { consentText } from './consent-text.js';
import { type AutoTopUpService, createAutoTopUpService } from './service.js';

const organisationId = 'org_1';
const owner = { organisationId, personId: 'usr_1' };
const minute = 60_000;
const hour = 60 * minute;
let books: Books;
let service: AutoTopUpService;
let mails: { to: string; subject: string; text: string }[];
let month: string;
let errors: unknown[];

function open(): AutoTopUpService {
  return createAutoTopUpService({
    ...{ documents: books.documents, ledger: books.ledger, environment: books.environment },
    ...{ purchases: books.purchases.topUps, methods: books.methods, audit: books.audit },
    monthOf: async () => month,
    organisations: { emails: async () => ['owner@demo.test'], name: async () => 'Buyer & Sons' },
    mailer: { send: async (mail) => mails.push(mail) > 0 },
    events: {
      publish: async (id, _type, data) => void books.published.push({ organisationId: id, data }),
    },
    appOrigin: 'http://dashboard.test',
    onError: (error) => errors.push(error),
    spacingMs: 0,
  });
}

beforeEach(async () => {
  books = await openBooks();
  [mails, month, errors] = [[], '2026-11', []];
  service = open();
  // A first purchase, by a person: its payer lets us keep the card.
  const id = await books.buy(organisationId, { saveMethod: true });
  books.provider.of(id).method = scriptedMethod;
  await books.tell(id);
});
afterEach(async () => {
  expect(errors).toEqual([]);
  expect((await books.ledger.verify()).ok).toBe(true);
  await books.close();
});

const methodId = async () => (await books.methods.list(organisationId)).data[0]?.id ?? '';

async function turnOn(change: Partial<Extract<SetAutoTopUp, { enabled: true }>> = {}) {
  return service.set(owner, {
    ...{ enabled: true, threshold: '200', refill: { kind: 'package', packageId: 'pkg_starter' } },
    monthlyCap: { amount: '50.00', currency: 'USD' },
    ...{ paymentMethodId: await methodId(), consentTextVersion: consentText.version },
    ...change,
  });
}

const charge = (id: string, credits: string) =>
  books.ledger.submit([
    {
      ...{ type: 'charge', id, walletId: organisationId, keyId: null, limits: [] },
      ...{ moduleId: 'mod_1', publisherId: null, developerBps: 0, credits: parseCredits(credits) },
    },
  ]);
const posted = async () => (await books.ledger.wallet(organisationId))?.posted;
const charged = () => new Set(books.provider.chargeCalls).size;
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? `${error.status} ${error.code}` : error),
  );

it('is off until somebody agrees to the text of today with a method of their own', async () => {
  expect(await service.get(organisationId)).toMatchObject({ enabled: false, consent: null });
  await charge('a', '900');
  await service.follower.catchUp();
  await service.checkAll();
  expect(charged()).toBe(0);
  expect(await refusal(turnOn({ consentTextVersion: 'old' }))).toBe('409 consent_outdated');
  const missing = '404 payment_method_not_found';
  expect(await refusal(turnOn({ paymentMethodId: 'pm_of_others' }))).toBe(missing);
  const notSold = turnOn({ refill: { kind: 'package', packageId: 'pkg_none' } });
  expect(await refusal(notSold)).toBe('400 refill_not_on_sale');
  const low = turnOn({ monthlyCap: { amount: '4.99', currency: 'USD' } });
  expect(await refusal(low)).toBe('400 cap_below_price');
  expect(await turnOn()).toMatchObject({
    enabled: true,
    consent: { personId: 'usr_1', at: '2026-11-24T10:00:00.000Z', textVersion: '2026-11' },
  });
  expect(books.audited.map(({ action }) => action)).toContain('auto_top_up.enabled');
});

it('looks at a wallet that is low already as soon as it is turned on', async () => {
  await charge('a', '900');
  await turnOn();
  await expect.poll(charged).toBe(1);
  // Not even later is it charged for the same want again.
  await service.checkAll();
  expect(charged()).toBe(1);
});

it('makes one charge of twenty parallel deductions below the threshold, by two processes', async () => {
  await turnOn();
  const second = open();
  await Promise.all(
    Array.from({ length: 20 }, async (_, at) => {
      await charge(`use_${at}`, '45');
      await Promise.all([service.follower.catchUp(), second.checkAll(), service.checkAll()]);
    }),
  );
  expect(charged()).toBe(1);
  expect(await posted()).toBe(parseCredits('1100'));
  const [newest] = (await books.purchases.list(organisationId, { limit: 1 })).data;
  expect(newest).toMatchObject({ kind: 'auto_top_up', status: 'paid', checkoutUrl: null });
});

it('adds to the balance and never sets it, and starts nothing at the threshold', async () => {
  await turnOn();
  await charge('a', '800');
  await service.checkAll();
  expect(charged()).toBe(0);
  await charge('b', '0.000001');
  await service.checkAll();
  expect(await posted()).toBe(parseCredits('1199.999999'));
});

it.each([
  ['this many credits', { kind: 'credits', credits: '300' }, '450'],
  ['what is missing to a target', { kind: 'target', credits: '1000' }, '1000'],
  ['at least what can be bought at once', { kind: 'target', credits: '201' }, '350'],
] as const)('buys %s', async (_, refill, after) => {
  await turnOn({ refill });
  await charge('a', '850');
  await service.checkAll();
  expect(await posted()).toBe(parseCredits(after));
});

it('refuses a target that is not above the threshold, and amounts that are not sold', async () => {
  const target = turnOn({ refill: { kind: 'target', credits: '200' } });
  expect(await refusal(target)).toBe('400 target_below_threshold');
  const few = turnOn({ refill: { kind: 'credits', credits: '199' } });
  expect(await refusal(few)).toBe('400 refill_not_on_sale');
});

it('counts a charge that is on its way as if it were there, and makes no second one', async () => {
  await turnOn();
  books.provider.charges.push('processing');
  await charge('a', '900');
  for (let round = 0; round < 5; round += 1) {
    books.clock.time += hour;
    await service.checkAll();
    await books.job('check-purchases');
  }
  expect(charged()).toBe(1);
  const { openPurchaseId } = await service.get(organisationId);
  Object.assign(books.provider.of(openPurchaseId ?? ''), { state: 'paid' });
  await books.tell(openPurchaseId ?? '');
  await service.checkAll();
  expect(await service.get(organisationId)).toMatchObject({ openPurchaseId: null });
  expect(await posted()).toBe(parseCredits('1100'));
});

it.each(['paid_unanswered', 'lost'] as const)(
  'asks under the same key when a charge is %s, and pays once',
  async (how) => {
    await turnOn();
    books.provider.charges.push(how);
    await charge('a', '900');
    await service.checkAll();
    expect(await posted()).toBe(parseCredits('100'));
    books.clock.time += 3 * minute;
    await books.job('check-purchases');
    await service.checkAll();
    expect(charged()).toBe(1);
    expect(books.provider.chargeCalls.length).toBeGreaterThan(1);
    expect(await posted()).toBe(parseCredits('1100'));
    expect(await service.get(organisationId)).toMatchObject({ openPurchaseId: null, paused: null });
  },
);

it('gives a charge that was never answered to a person, and sends it under no key again', async () => {
  await turnOn();
  books.provider.charges.push(...Array.from({ length: 100 }, () => 'lost' as const));
  await charge('a', '900');
  for (let round = 0; round < 40; round += 1) {
    await service.checkAll();
    books.clock.time += hour;
    await books.job('check-purchases').catch(() => undefined);
  }
  const calls = books.provider.chargeCalls.length;
  books.clock.time += 24 * hour;
  await books.job('check-purchases').catch(() => undefined);
  await service.checkAll();
  expect([charged(), books.provider.chargeCalls.length]).toEqual([1, calls]);
  expect(await service.get(organisationId)).toMatchObject({
    paused: { reason: 'outcome_unknown' },
    spentThisMonth: { amount: '5.00', currency: 'USD' },
  });
  const [newest] = (await books.purchases.list(organisationId, { limit: 1 })).data;
  expect(newest?.status).toBe('review');
  // Reconciliation finds it in the provider's list after all.
  const id = newest?.id ?? '';
  const paid = { state: 'paid', orderId: id, paymentRef: 'pay_late', amount: 500n };
  books.provider.payments.set('pay_late', {
    ...{ ...paid, currency: 'USD', livemode: false, paidAt: '2026-11-24T10:00:00.000Z' },
    ...{ method: null, declineCode: null, fee: null, refunds: [], disputes: [], state: 'paid' },
  });
  expect(await books.purchases.booked.repair(id, 'pay_late')).toMatchObject({ status: 'paid' });
  expect(await posted()).toBe(parseCredits('1100'));
});

it('stops when the bank asks the payer, and tells where a person can pay', async () => {
  await turnOn();
  books.provider.charges.push('action_required');
  await charge('a', '900');
  await service.checkAll();
  books.clock.time += 100 * hour;
  await service.checkAll();
  expect(charged()).toBe(1);
  expect(await service.get(organisationId)).toMatchObject({
    paused: { reason: 'authentication_required', payUrl: 'http://dashboard.test/buy' },
  });
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatchObject({
    to: 'owner@demo.test',
    subject: expect.stringContaining('paused'),
  });
  expect(mails[0]?.text).toContain('Pay here: http://dashboard.test/buy');
  expect(books.published.at(-1)?.data).toMatchObject({
    action: 'authentication_required',
    payUrl: 'http://dashboard.test/buy',
  });
  await turnOn();
  await service.checkAll();
  expect(await posted()).toBe(parseCredits('1100'));
});

it('waits after a decline, and stops after three in a row with a mail for each', async () => {
  await turnOn();
  books.provider.charges.push('declined', 'declined', 'declined');
  await charge('a', '900');
  for (let round = 0; round < 12; round += 1) {
    await service.checkAll();
    await service.checkAll();
    books.clock.time += hour;
  }
  expect(charged()).toBe(3);
  expect(mails.map(({ subject }) => subject)).toEqual([
    'A top-up was declined',
    'A top-up was declined',
    'Automatic top-ups are paused',
  ]);
  expect(await service.get(organisationId)).toMatchObject({
    paused: { reason: 'declined' },
    spentThisMonth: { amount: '0.00', currency: 'USD' },
  });
});

it('never goes over the cap of a month, tells of it once, and goes on in the next month', async () => {
  await turnOn({ monthlyCap: { amount: '10.00', currency: 'USD' }, threshold: '5000' });
  for (let round = 0; round < 10; round += 1) {
    await Promise.all([service.checkAll(), open().checkAll()]);
    books.clock.time += 2 * minute;
  }
  expect(charged()).toBe(2);
  expect(mails.map(({ subject }) => subject)).toEqual(['The monthly limit of top-ups is reached']);
  month = '2026-12';
  await service.checkAll();
  expect(charged()).toBe(3);
});

it('charges nothing while the wallet is frozen, and pays a debt first', async () => {
  await turnOn();
  const [first] = (await books.purchases.list(organisationId, { limit: 1 })).data;
  const payment = books.provider.of(first?.id ?? '');
  await charge('a', '900');
  payment.disputes.push({ ...scriptedDispute('dp_1', 'open'), withdrawn: 500n });
  await books.tell(first?.id ?? '');
  await service.checkAll();
  expect(charged()).toBe(0);
  const lift = { cause: 'dispute:dp_1', reason: 'known customer', personId: 'usr_admin' };
  await books.purchases.admin.liftFreeze({ purchaseId: first?.id ?? '', ...lift });
  await service.checkAll();
  expect(charged()).toBe(1);
  expect(await books.ledger.wallet(organisationId)).toMatchObject({
    ...{ debt: 0n, posted: parseCredits('100') },
  });
});

it('rests when its method is removed, here or over there, and the provider forgets it', async () => {
  await turnOn();
  const id = await methodId();
  const stranger = { organisationId: 'org_2', actorId: 'usr_2' };
  expect(await refusal(books.methods.remove(stranger, id))).toBe('404 payment_method_not_found');
  await books.methods.remove({ organisationId, actorId: 'usr_1' }, id);
  expect(books.provider.forgotten).toEqual(['card_1']);
  await service.checkAll();
  expect(mails.map(({ subject }) => subject)).toEqual(['Automatic top-ups are paused']);
  await charge('a', '900');
  await service.checkAll();
  expect(charged()).toBe(0);
  expect(await service.get(organisationId)).toMatchObject({
    paused: { reason: 'payment_method_removed' },
  });
});

it("lets no other provider's event remove a method", async () => {
  const fact = { kind: 'method', methodRef: 'card_1', change: 'removed' } as const;
  expect(await books.methods.applyFact('paystack', fact)).toMatchObject({ kind: 'ignored' });
  expect((await books.methods.list(organisationId)).data).toHaveLength(1);
  expect(await books.methods.applyFact('stripe', fact)).toEqual({ kind: 'done' });
  expect((await books.methods.list(organisationId)).data).toEqual([]);
});

it('stops when it is turned off, and goes on with what a crash cut short', async () => {
  await turnOn();
  await charge('a', '900');
  books.ledger.faults.push('answers_unknown');
  await service.checkAll();
  expect(errors.splice(0)).toHaveLength(1);
  await service.set(owner, { enabled: false });
  books.clock.time += 3 * minute;
  await books.job('check-purchases');
  await service.checkAll();
  expect(charged()).toBe(1);
  expect(await posted()).toBe(parseCredits('1100'));
  await charge('b', '1000');
  books.clock.time += hour;
  await service.checkAll();
  expect(charged()).toBe(1);
});
