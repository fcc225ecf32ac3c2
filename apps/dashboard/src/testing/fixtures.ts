import type { TelexLink, WalletAlerts } from '@telex-credits/contracts';
import type { Earnings } from '../hooks/earnings.js';
import type { ApiKey, NewApiKey } from '../hooks/keys.js';
import type { Listing } from '../hooks/marketplace.js';
import type { Me } from '../hooks/me.js';
import type { PackageList, Purchase } from '../hooks/purchases.js';
import type { Receipt } from '../hooks/usage.js';
import type { Transaction, Wallet, WalletLimits } from '../hooks/wallet.js';

/** The moment at which the fixtures stand still. */
export const NOW = '2026-11-24T12:00:00.000Z';

export const me: Me = {
  person: {
    id: 'per_ada',
    email: 'ada@example.com',
    name: 'Ada Obi',
    emailVerified: true,
    platformRole: null,
  },
  organisations: [
    { id: 'org_one', name: 'Ada Obi', role: 'administrator', personal: true, managedBy: null },
    { id: 'org_two', name: 'Lagos Weather', role: 'guest', personal: false, managedBy: null },
  ],
  organisationId: 'org_one',
  testMode: true,
  baseCurrency: 'USD',
};

export const walletAlerts: WalletAlerts = {
  thresholds: ['100', '500'],
  email: { enabled: true, lastSentAt: null, lastProblem: null },
  webhook: { enabled: false, lastSentAt: null, lastProblem: null },
  telexChannel: {
    ...{ enabled: true, hint: 'ping.telex.im/v1/webhooks/…1234', lastSentAt: null },
    lastProblem: { at: '2026-11-24T09:00:00.000Z', reason: 'Telex answered with status 404.' },
  },
};

export const telexLink: TelexLink = { configured: true, linked: null };

export const limits: WalletLimits = {
  timezone: 'Africa/Lagos',
  perCall: '5',
  perDay: null,
  perMonth: '1000',
  modules: [],
};

export const wallet: Wallet = {
  id: 'org_one',
  currency: 'CREDIT',
  available: '1098.142857',
  held: '0.857143',
  posted: '1099',
  debt: '0',
  frozen: false,
  limits,
  lots: [
    {
      id: 'lot_gift',
      kind: 'promotional',
      size: '100',
      remaining: '99',
      held: '0.857143',
      expiresAt: '2026-12-31T00:00:00.000Z',
      createdAt: '2026-11-20T09:00:00.000Z',
      purchaseId: null,
    },
    {
      id: 'lot_one',
      kind: 'paid',
      size: '1000',
      remaining: '1000',
      held: '0',
      expiresAt: null,
      createdAt: '2026-11-21T09:00:00.000Z',
      purchaseId: 'pur_one',
    },
  ],
  burnRate: '0.142857',
  runsOutAt: '2047-12-20T12:00:00.000Z',
  asOf: NOW,
};

export const transaction: Transaction = {
  id: 'use_one',
  seq: 3,
  at: '2026-11-24T11:55:00.000Z',
  type: 'capture',
  credits: '-1.000001',
  posted: '1099',
  held: '0.857143',
  debt: '0',
  moduleId: 'mod_count',
  keyId: 'key_one',
  holdId: 'hold_one',
  usageId: 'use_one',
  purchaseId: null,
  description: 'Call of Word count',
};

export const listing: Listing = {
  id: 'mod_count',
  slug: 'word-count',
  name: 'Word count',
  description: 'Counts the words of a message.',
  kind: 'a2a',
  publisher: { id: 'org_two', name: 'Lagos Weather' },
  price: {
    id: 'prv_one',
    price: { model: 'per_call', credits: '0.25', errorsBillable: false },
    effectiveAt: '2026-11-01T00:00:00.000Z',
    createdAt: '2026-11-01T00:00:00.000Z',
  },
  nextPrice: null,
  endpoint: '/gateway/a2a/word-count',
  calls30Days: 1234,
  demo: false,
};

export const packages: PackageList = {
  data: [
    {
      id: 'pkg_starter',
      name: 'Starter Pack',
      credits: '1000',
      bonus: '0',
      prices: [
        { amount: '5.00', currency: 'USD' },
        { amount: '8000.00', currency: 'NGN' },
      ],
    },
    {
      id: 'pkg_pro',
      name: 'Pro Bundle',
      credits: '5500',
      bonus: '500',
      prices: [{ amount: '20.00', currency: 'USD' }],
    },
  ],
  nextCursor: null,
  custom: {
    minimum: '200',
    maximum: '1000000',
    unitPrices: [
      { amount: '0.005', currency: 'USD' },
      { amount: '8', currency: 'NGN' },
    ],
    tiers: [
      { from: '10000', bonusBps: 4000 },
      { from: '5000', bonusBps: 2000 },
    ],
  },
  providers: [{ id: 'sandbox', name: 'Sandbox', currencies: ['USD', 'NGN'], savesMethods: false }],
};

export const purchase: Purchase = {
  id: 'pur_one',
  status: 'paid',
  packageId: 'pkg_starter',
  credits: '1000',
  price: { amount: '5.00', currency: 'USD' },
  refunded: { amount: '0.00', currency: 'USD' },
  provider: 'sandbox',
  checkoutUrl: null,
  createdAt: '2026-11-21T08:58:00.000Z',
  expiresAt: '2026-11-21T09:58:00.000Z',
  paidAt: '2026-11-21T09:00:00.000Z',
  refundable: { credits: '999.5', amount: { amount: '4.99', currency: 'USD' } },
  refunds: [],
  disputes: [],
  kind: 'checkout',
  history: [
    { at: '2026-11-21T08:58:00.000Z', what: 'created', detail: 'Starter Pack, Sandbox' },
    { at: '2026-11-21T09:00:00.000Z', what: 'paid', detail: null },
  ],
};

export const apiKey: ApiKey = {
  id: 'key_one',
  name: 'Server in Lagos',
  hint: 'tcr_live_…8f2K',
  scopes: ['gateway'],
  cap: { credits: '100', period: 'month', used: '85.5', held: '0' },
  moduleIds: null,
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: '2026-11-24T11:55:00.000Z',
  createdAt: '2026-11-20T09:30:00.000Z',
  createdBy: 'per_ada',
};

export const newApiKey: NewApiKey = {
  ...apiKey,
  id: 'key_two',
  name: 'Try it: Word count',
  hint: 'tcr_live_…zz99',
  secret: 'tcr_live_secret-of-the-test-zz99',
  moduleIds: ['mod_count'],
  expiresAt: '2099-01-01T00:00:00.000Z',
};

const usd = (amount: string) => ({ amount, currency: 'USD' as const });

export const receipt: Receipt = {
  id: 'use_one',
  at: '2026-11-24T11:55:00.000Z',
  organisationId: 'org_one',
  moduleId: 'mod_count',
  moduleName: 'Word count',
  publisherId: 'org_two',
  keyId: 'key_one',
  authorisationId: null,
  route: '/gateway/a2a/word-count',
  outcome: 'success',
  credits: '1.000001',
  held: '2',
  excess: '0',
  priceVersion: listing.price,
  creditPrice: null,
  lines: [
    {
      what: 'Call',
      quantity: '1',
      unit: 'call',
      unitPrice: '1.000001',
      credits: '1.000001',
      estimated: false,
    },
  ],
  metered: null,
  modelPrice: null,
  rounding: { mode: 'up', to: '0.000001' },
  estimated: false,
  lots: [
    {
      lotId: 'lot_one',
      kind: 'paid',
      credits: '1.000001',
      collected: usd('0.005000005'),
      developer: usd('0.003500003'),
    },
  ],
  collected: usd('0.005000005'),
  developerShare: usd('0.003500003'),
  platformShare: usd('0.001500002'),
  developerBps: 7000,
  asked: { telexUserId: 'user-7', telexChannelId: null, telexOrganisationId: null },
  upstreamStatus: 200,
  durationMs: 182,
  requestId: 'req_one',
  reference: null,
};

export const earnings: Earnings = {
  pending: usd('0.003500003'),
  available: usd('12.50'),
  reserved: usd('0.00'),
  inTransit: usd('0.00'),
  paidOut: usd('100.00'),
  debt: usd('0.00'),
  earned: usd('112.503500003'),
  nextMaturesAt: '2026-12-08T00:00:00.000Z',
  maturesAfterDays: 14,
  asOf: NOW,
};

/** A list of one page. */
export function page<T>(...data: T[]): { data: T[]; nextCursor: null } {
  return { data, nextCursor: null };
}
