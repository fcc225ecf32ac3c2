import type { Dispute, Order } from '../hooks/admin-orders.js';
import type { AdminPackage, Offer } from '../hooks/admin-packages.js';
import type { AuditRow, FoundOrganisation } from '../hooks/admin-people.js';
import type { Promotion } from '../hooks/admin-promotions.js';
import type { InboxEvent } from '../hooks/inbox.js';
import type { Me } from '../hooks/me.js';
import type { Report } from '../hooks/reconciliation.js';
import { me, NOW, purchase } from './fixtures.js';

const usd = (amount: string) => ({ amount, currency: 'USD' as const });

/** A signed-in platform admin. */
export const adminMe: Me = { ...me, person: { ...me.person, platformRole: 'platform_admin' } };

export const dispute: Dispute = {
  ref: 'dp_one',
  status: 'inquiry',
  withdrawn: usd('0.00'),
  reinstated: usd('0.00'),
  reason: 'fraudulent',
  answerBy: '2099-12-01T00:00:00.000Z',
  seenAt: '2026-11-23T10:00:00.000Z',
  purchaseId: 'pur_one',
  organisationId: 'org_two',
  organisationName: 'Lagos Weather',
  provider: 'stripe',
  price: usd('5.00'),
  fee: usd('15.00'),
  freeze: null,
};

export const order: Order = {
  ...purchase,
  organisationId: 'org_two',
  organisationName: 'Lagos Weather',
  paymentRef: 'pi_one',
  freezes: [],
};

const {
  purchaseId,
  organisationId,
  organisationName,
  provider,
  price,
  fee,
  freeze,
  ...ownDispute
} = dispute;

export const frozenOrder: Order = {
  ...order,
  status: 'disputed',
  disputes: [ownDispute],
  freezes: [
    {
      cause: 'dispute:dp_one',
      active: true,
      since: '2026-11-23T10:00:00.000Z',
      liftedBy: null,
      liftReason: null,
    },
  ],
};

export const orderInReview: Order = {
  ...order,
  status: 'review',
  refundable: null,
  paidAt: null,
  history: [
    { at: '2026-11-21T08:58:00.000Z', what: 'created', detail: 'Starter Pack, Stripe' },
    {
      at: '2026-11-21T09:00:00.000Z',
      what: 'review',
      detail: 'paid 400 minor units instead of 500',
    },
  ],
};

export const deadEvent: InboxEvent = {
  id: 'evt_one',
  provider: 'stripe',
  eventKey: 'evt_1Qabc',
  type: 'charge.refunded',
  state: 'dead',
  occurredAt: '2026-11-24T11:00:00.000Z',
  receivedAt: '2026-11-24T11:00:01.000Z',
  livemode: true,
  attempts: 8,
  dueAt: null,
  reason: 'The provider does not answer.',
};

export const report: Report = {
  day: '2026-11-23',
  status: 'open',
  madeAt: '2026-11-24T01:00:00.000Z',
  sums: [
    {
      provider: 'stripe',
      currency: 'USD',
      paidThere: usd('45.00'),
      paidHere: usd('40.00'),
      returnedThere: usd('0.00'),
      returnedHere: usd('0.00'),
    },
  ],
  differences: [
    {
      provider: 'stripe',
      kind: 'unknown_payment',
      purchaseId: null,
      paymentRef: 'pi_lost',
      explanation: 'Stripe lists 5.00 USD under pi_lost, which belongs to no purchase of ours.',
    },
  ],
  failures: [{ provider: 'paystack', reason: 'The provider does not answer.' }],
};

export const adminPackage: AdminPackage = {
  id: 'pkg_pro',
  name: 'Pro Bundle',
  credits: '5500',
  bonus: '500',
  prices: [usd('20.00')],
  active: true,
  position: 20,
};

export const offer: Offer = {
  minimum: '200',
  maximum: '1000000',
  unitPrices: [usd('0.005')],
  tiers: [{ from: '5000', bonusBps: 1000 }],
};

export const promotion: Promotion = {
  id: 'pro_one',
  code: 'WELCOME',
  name: 'Welcome credits',
  credits: '25',
  validDays: 90,
  funded: false,
  maxRedemptions: 100,
  redeemed: 3,
  endsAt: null,
  active: true,
  createdAt: NOW,
};

export const foundOrganisation: FoundOrganisation = {
  id: 'org_two',
  name: 'Lagos Weather',
  personal: false,
  administrators: ['ngozi@example.com'],
  createdAt: NOW,
};

export const auditRow: AuditRow = {
  id: 'aud_one',
  at: NOW,
  actorId: 'per_ada',
  actorEmail: 'ada@example.com',
  organisationId: 'org_two',
  organisationName: 'Lagos Weather',
  action: 'wallet.adjust',
  objectId: 'lot_two',
  detail: { credits: '12.5', reason: 'goodwill' },
};
