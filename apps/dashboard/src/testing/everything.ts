import * as billing from './billing-fixtures.js';
import * as fixtures from './fixtures.js';
import * as more from './more-fixtures.js';
import * as webhooks from './webhook-fixtures.js';

/** Answers with which every page shows something. */
export const everything: Readonly<Record<string, object>> = {
  'GET /api/v1/me': fixtures.me,
  'GET /api/v1/wallet': fixtures.wallet,
  'GET /api/v1/wallet/limits': fixtures.limits,
  'GET /api/v1/wallet/alerts': fixtures.walletAlerts,
  'GET /api/v1/sign-in-options': { telex: true },
  'GET /api/v1/me/telex': fixtures.telexLink,
  'GET /api/v1/wallet/transactions': fixtures.page(fixtures.transaction),
  'GET /api/v1/packages': fixtures.packages,
  'GET /api/v1/purchases': fixtures.page(fixtures.purchase),
  'GET /api/v1/purchases/pur_one': fixtures.purchase,
  'GET /api/v1/receipts': fixtures.page(billing.purchaseReceipt),
  'GET /api/v1/billing-details': billing.billingDetails,
  'GET /api/v1/payment-methods': fixtures.page(billing.card),
  'GET /api/v1/wallet/auto-top-up': billing.topUp,
  'GET /api/v1/wallet/promotions': fixtures.page(billing.redemption),
  'GET /api/v1/referral': billing.referral,
  'GET /api/v1/marketplace': fixtures.page(fixtures.listing),
  'GET /api/v1/marketplace/word-count': fixtures.listing,
  'POST /api/v1/estimates': {
    low: '0.25',
    high: '0.25',
    available: '1098.142857',
    affordable: true,
  },
  'GET /api/v1/api-keys': fixtures.page(fixtures.apiKey),
  'GET /api/v1/connections': fixtures.page(more.connection),
  'GET /api/v1/spending-authorisations': fixtures.page(more.authorisation),
  'GET /api/v1/modules/mod_count/spending-authorisations': fixtures.page(more.authorisation),
  'GET /api/v1/modules': fixtures.page(more.ownModule),
  'GET /api/v1/usage': ({ query }: { query: URLSearchParams }) =>
    query.has('groupBy') ? more.usageSums : fixtures.page(more.usageItem),
  'GET /api/v1/usage/use_one': fixtures.receipt,
  'GET /api/v1/price-notices': fixtures.page(more.priceNotice),
  'GET /api/v1/earnings': fixtures.earnings,
  'GET /api/v1/earnings/entries': fixtures.page(more.earningsEntry),
  'GET /api/v1/organisations/org_one/members': fixtures.page(more.member),
  'GET /api/v1/webhook-endpoints': fixtures.page(webhooks.endpoint),
  'GET /api/v1/webhook-endpoints/whe_one': webhooks.endpoint,
  'GET /api/v1/webhook-endpoints/whe_one/deliveries': fixtures.page(webhooks.delivery),
  'GET /api/v1/webhook-endpoints/whe_one/deliveries/whd_one': webhooks.wholeDelivery,
  'GET /api/v1/admin/analytics/overview': more.analytics,
};
