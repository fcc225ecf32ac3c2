import type { Answers } from './made-answers.js';

const usd = (amount: string) => ({ amount, currency: 'USD' });
const at = '2026-11-21T09:00:00.000Z';
const organisation = { organisationId: 'org_lagos', organisationName: 'Lagos Weather' };
const freeze = {
  ...{ cause: 'dispute:dp_1Qx8vN2eZvKYlo2C', active: true, since: at },
  ...{ liftedBy: null, liftReason: null },
};
const dispute = {
  ...{ ref: 'dp_1Qx8vN2eZvKYlo2C', status: 'inquiry', reason: 'fraudulent', seenAt: at },
  ...{ withdrawn: usd('0.00'), reinstated: usd('0.00'), answerBy: '2099-12-05T00:00:00.000Z' },
};
const lost = {
  ...{ ref: 'dp_1Qx7aB2eZvKYlo2C', status: 'lost', reason: null, seenAt: at, answerBy: null },
  ...{ withdrawn: usd('1005.25'), reinstated: usd('0.00') },
};
const listed = {
  ...organisation,
  ...{ purchaseId: 'pur_review', provider: 'stripe', price: usd('1005.25') },
};

/** A purchase in review whose wallet is frozen: everything that an admin can decide about. */
export const orderInReview: Answers = {
  '/api/v1/admin/purchases/pur_review': {
    ...{ ...organisation, id: 'pur_review', kind: 'checkout', status: 'review', packageId: null },
    ...{ credits: '251312.5', price: usd('1005.25'), refunded: usd('0.00'), provider: 'stripe' },
    ...{ checkoutUrl: null, createdAt: at, expiresAt: at, paidAt: null, refundable: null },
    ...{ paymentRef: 'cs_live_a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4e5f6', freezes: [freeze] },
    refunds: [
      {
        ...{ id: 'rfd_one', amount: usd('4.99'), credits: '999.5', status: 'failed' },
        createdAt: at,
      },
    ],
    disputes: [dispute],
    history: [
      { at, what: 'created', detail: 'Custom amount, Stripe' },
      { at, what: 'review', detail: 'paid 100000 minor units instead of 100525' },
    ],
  },
};

/** Disputes, one of which waits for an answer. */
export const openDisputes: Answers = {
  '/api/v1/admin/disputes*': {
    data: [
      { ...listed, ...lost, fee: null, freeze: null },
      { ...listed, ...dispute, fee: usd('15.00'), freeze },
    ],
    nextCursor: null,
  },
};

/** An inbox with an event that failed too often. */
export const deadLetters: Answers = {
  '/api/v1/admin/inbox*': {
    data: [
      {
        ...{ id: 'evt_one', provider: 'stripe', eventKey: 'evt_1Qabc', type: 'charge.refunded' },
        ...{ state: 'dead', occurredAt: at, receivedAt: at, livemode: true, attempts: 8 },
        ...{ dueAt: null, reason: 'The payment provider does not answer.' },
      },
    ],
    nextCursor: null,
  },
};

const report = {
  ...{ day: '2026-11-23', status: 'open', madeAt: '2026-11-24T01:00:00.000Z' },
  sums: ['stripe', 'paystack'].map((provider) => ({
    ...{ provider, currency: 'USD', paidThere: usd('12045.00'), paidHere: usd('12040.00') },
    ...{ returnedThere: usd('5.00'), returnedHere: usd('5.00') },
  })),
  differences: [
    {
      ...{ provider: 'stripe', kind: 'unknown_payment', purchaseId: null, paymentRef: 'pi_lost' },
      explanation: 'Stripe lists 5.00 USD under pi_lost, which belongs to no purchase of ours.',
    },
    {
      ...{ provider: 'paystack', kind: 'repaired', purchaseId: 'pur_one', paymentRef: 'T1234' },
      explanation: '5.00 USD of purchase pur_one had not been booked here. It is booked now.',
    },
  ],
  failures: [{ provider: 'sandbox', reason: 'It does not answer.' }],
};

/** Days that were compared with the providers' lists. */
export const comparedDays: Answers = {
  '/api/v1/admin/reconciliation*': {
    data: [
      report,
      { ...report, day: '2026-11-22', status: 'agrees', differences: [], failures: [] },
      { ...report, day: '2026-11-21', status: 'unavailable', sums: [], differences: [] },
    ],
    nextCursor: null,
  },
};

/** One of them. */
export const comparedDay: Answers = { '/api/v1/admin/reconciliation/2026-11-23': report };
