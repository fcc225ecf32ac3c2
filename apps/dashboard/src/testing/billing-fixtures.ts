import type {
  AutoTopUp,
  BillingDetails,
  PaymentMethod,
  PurchaseReceipt,
} from '@telex-credits/contracts';
import type { Redemption, Referral } from '../hooks/promotions.js';
import type { Purchase } from '../hooks/purchases.js';
import { packages, purchase } from './fixtures.js';

const usd = (amount: string) => ({ amount, currency: 'USD' as const });

/** A server on which cards can be saved. */
export const savingPackages = {
  ...packages,
  providers: [
    { id: 'stripe' as const, name: 'Stripe', currencies: ['USD' as const], savesMethods: true },
    ...packages.providers,
  ],
};

export const purchaseReceipt: PurchaseReceipt = {
  id: 'rcp_one',
  number: 'TEST-000042',
  purchaseId: 'pur_one',
  issuedAt: '2026-11-21T09:00:01.000Z',
  net: usd('5.00'),
  tax: usd('0.00'),
  total: usd('5.00'),
  mailedAt: '2026-11-21T09:00:03.000Z',
};

export const disputedPurchase: Purchase = {
  ...purchase,
  kind: 'auto_top_up',
  status: 'disputed',
  refundable: null,
  disputes: [
    {
      ref: 'dp_one',
      status: 'open',
      withdrawn: usd('5.00'),
      reinstated: usd('0.00'),
      reason: 'fraudulent',
      answerBy: '2026-12-05T00:00:00.000Z',
      seenAt: '2026-11-23T10:00:00.000Z',
    },
  ],
  history: [
    ...purchase.history,
    { at: '2026-11-23T10:00:00.000Z', what: 'dispute_open', detail: null },
    { at: '2026-11-23T10:00:00.000Z', what: 'dispute_withdrawn', detail: '5.00 USD' },
    { at: '2026-11-23T11:00:00.000Z', what: 'something_new', detail: null },
  ],
};

export const card: PaymentMethod = {
  id: 'pm_one',
  provider: 'stripe',
  brand: 'visa',
  last4: '4242',
  expiresOn: '2029-04',
  createdAt: '2026-11-21T09:00:00.000Z',
  purchaseId: 'pur_one',
};

export const noTopUp: AutoTopUp = {
  enabled: false,
  threshold: null,
  refill: null,
  paymentMethodId: null,
  monthlyCap: null,
  spentThisMonth: null,
  paused: null,
  openPurchaseId: null,
  consent: null,
  consentText: { version: '2026-11', text: 'It may be charged without asking me again.' },
};

export const topUp: AutoTopUp = {
  ...noTopUp,
  enabled: true,
  threshold: '100',
  refill: { kind: 'package', packageId: 'pkg_starter' },
  paymentMethodId: 'pm_one',
  monthlyCap: usd('50.00'),
  spentThisMonth: usd('15.00'),
  consent: { personId: 'per_ada', at: '2026-11-21T09:30:00.000Z', textVersion: '2026-11' },
};

export const billingDetails: BillingDetails = {
  legalName: 'Obi Trading Ltd',
  address: ['1 Marina Road', 'Lagos'],
  taxId: 'NG-1234',
  email: null,
};

export const redemption: Redemption = {
  id: 'red_one',
  name: 'Welcome to Lagos',
  credits: '100',
  expiresAt: '2027-02-22T12:00:00.000Z',
  createdAt: '2026-11-24T12:00:00.000Z',
};

export const referral: Referral = {
  code: 'ADA23456',
  link: 'https://credits.test/sign-up?referral=ADA23456',
  credits: '100',
  validDays: 90,
  waiting: 1,
  rewarded: 2,
  canClaim: true,
};
