import type { Analytics } from '../hooks/analytics.js';
import type { Authorisation } from '../hooks/authorisations.js';
import type { EarningsEntry } from '../hooks/earnings.js';
import type { Connection } from '../hooks/keys.js';
import type { Member } from '../hooks/members.js';
import type { Module } from '../hooks/modules.js';
import type { PriceNotice } from '../hooks/price-notices.js';
import type { UsageItem, UsageSums } from '../hooks/usage.js';
import { listing, NOW } from './fixtures.js';

const usd = (amount: string) => ({ amount, currency: 'USD' as const });

export const usageItem: UsageItem = {
  id: 'use_one',
  at: '2026-11-24T11:55:00.000Z',
  moduleId: 'mod_count',
  moduleName: 'Word count',
  keyId: 'key_one',
  outcome: 'success',
  credits: '1.000001',
  estimated: false,
};

export const usageSums: UsageSums = {
  data: [
    {
      moduleId: 'mod_count',
      moduleName: 'Word count',
      keyId: 'key_one',
      day: '2026-11-24',
      calls: 3,
      credits: '2.750001',
    },
  ],
  nextCursor: null,
  total: { calls: 3, credits: '2.750001' },
};

export const connection: Connection = {
  id: 'con_one',
  name: 'Weather channel',
  moduleId: 'mod_count',
  moduleSlug: 'word-count',
  hint: 'tcc_…41aB',
  cap: null,
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  createdAt: '2026-11-22T10:00:00.000Z',
};

export const authorisation: Authorisation = {
  id: 'aut_one',
  moduleId: 'mod_count',
  moduleName: 'Word count',
  publisherName: 'Lagos Words',
  customerName: 'Ada Obi',
  cap: { credits: '10', period: 'month', used: '2.5', held: '0' },
  perCharge: '1',
  note: 'account 7',
  state: 'active',
  expiresAt: '2027-11-24T00:00:00.000Z',
  endedAt: null,
  createdAt: '2026-11-22T10:00:00.000Z',
};

export const ownModule: Module = {
  id: 'mod_count',
  slug: 'word-count',
  name: 'Word count',
  description: 'Counts the words of a message.',
  kind: 'a2a',
  upstreamUrl: 'https://agents.example.com/word-count',
  status: 'draft',
  developerBps: 7000,
  timeLimitSeconds: 60,
  prices: [listing.price],
  createdAt: '2026-11-01T00:00:00.000Z',
  publishedAt: null,
  ownership: {
    provenAt: null,
    path: '/.well-known/telex-credits.txt',
    content: 'telex-credits=q0kS5nYb1xMZp8wT3vRf6uLhJd2gCa7eKs9iOo4mNtE',
  },
};

export const member: Member = {
  id: 'mem_one',
  personId: 'per_ngozi',
  name: 'Ngozi Eze',
  email: 'ngozi@example.com',
  role: 'user',
  createdAt: '2026-11-10T10:00:00.000Z',
};

export const earningsEntry: EarningsEntry = {
  id: 'ent_one',
  at: '2026-11-24T11:55:00.000Z',
  type: 'earned',
  moduleId: 'mod_count',
  moduleName: 'Word count',
  credits: '1.000001',
  amount: usd('0.003500003'),
};

export const analytics: Analytics = {
  from: '2026-10-26T00:00:00.000Z',
  to: NOW,
  credits: {
    sold: '12000',
    promotional: '400',
    consumed: '3456.789012',
    expired: '0',
    reversed: '0',
    outstanding: '8943.210988',
  },
  money: {
    collected: [usd('60.00'), { amount: '8000.00', currency: 'NGN' }],
    returned: [],
    platformRevenue: usd('5.185183518'),
    developerEarnings: usd('12.098761542'),
    breakage: usd('0.00'),
    providerFees: usd('1.02'),
    deferredRevenue: usd('42.71605494'),
  },
  calls: 4321,
  activeOrganisations: 7,
  days: [
    {
      day: '2026-11-23',
      sold: '1000',
      consumed: '120.5',
      calls: 150,
      platformRevenue: usd('0.18075'),
    },
    {
      day: '2026-11-24',
      sold: '0',
      consumed: '80.000001',
      calls: 99,
      platformRevenue: usd('0.12'),
    },
  ],
  topModules: [
    {
      moduleId: 'mod_count',
      moduleName: 'Word count',
      calls: 4321,
      credits: '3456.789012',
      collected: usd('17.28394506'),
      developerEarnings: usd('12.098761542'),
    },
  ],
  asOf: NOW,
};

export const priceNotice: PriceNotice = {
  ...{ id: 'rise:prc_two:org_one', moduleId: 'mod_count', moduleSlug: 'word-count' },
  moduleName: 'Word count',
  kind: 'rise',
  from: { model: 'per_call', credits: '1', errorsBillable: false },
  to: { model: 'per_call', credits: '1.5', errorsBillable: false },
  effectiveAt: '2026-12-15T00:00:00.000Z',
  createdAt: '2026-11-24T10:00:00.000Z',
};
