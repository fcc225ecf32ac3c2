import { allRoutes } from '@telex-credits/contracts';
import { expect, it } from 'vitest';
import { type Client, createClient } from './client.js';
import { leftOut } from './testing/left-out.js';
import { json, scriptedFetch } from './testing/scripted-fetch.js';

const money = { amount: '1.00', currency: 'USD' } as const;
const charge = { moduleId: 'mod_1', credits: '1' };
const price = { model: 'free' } as const;
const limits = { timezone: 'UTC', perCall: null, perDay: null, perMonth: null, modules: [] };
const alerts = { thresholds: ['5'], email: true, webhook: false, telexChannel: null };
const order = { packageId: 'pkg_1', currency: 'USD', provider: 'sandbox' } as const;
const draft = {
  slug: 'abc',
  kind: 'a2a',
  name: 'A',
  upstreamUrl: 'https://a.test',
  price,
} as const;
const giving = {
  ...{ moduleId: 'mod_1', expiresAt: '2027-01-01T00:00:00.000Z' },
  cap: { credits: '10', period: 'month' },
} as const;
const details = { legalName: 'A', address: [], taxId: '', email: null };

/** How each operation is called. */
const calls: Readonly<Record<string, (client: Client) => unknown>> = {
  getMe: (client) => client.me(),
  listPackages: (client) => client.packages.list(),
  createPurchase: (client) => client.purchases.create(order),
  listPurchases: (client) => client.purchases.list().page(),
  getPurchase: (client) => client.purchases.get('x'),
  refundPurchase: (client) => client.purchases.refund('x', { amount: money }),
  listReceipts: (client) => client.receipts.list().page(),
  getReceiptPdf: (client) => client.receipts.pdf('x'),
  getBillingDetails: (client) => client.receipts.billingDetails(),
  setBillingDetails: (client) => client.receipts.setBillingDetails(details),
  redeemPromotion: (client) => client.promotions.redeem('CODE'),
  listRedemptions: (client) => client.promotions.list().page(),
  getWallet: (client) => client.wallet.get(),
  listTransactions: (client) => client.wallet.transactions().page(),
  getLimits: (client) => client.wallet.limits(),
  setLimits: (client) => client.wallet.setLimits(limits),
  getWalletAlerts: (client) => client.wallet.alerts.get(),
  setWalletAlerts: (client) => client.wallet.alerts.set(alerts),
  testWalletAlerts: (client) => client.wallet.alerts.test({ channel: 'email' }),
  createApiKey: (client) => client.keys.create({ name: 'A' }),
  listApiKeys: (client) => client.keys.list().page(),
  changeApiKey: (client) => client.keys.change('x', { name: 'B' }),
  revokeApiKey: (client) => client.keys.revoke('x'),
  rotateApiKey: (client) => client.keys.rotate('x', { graceSeconds: 0 }),
  createConnection: (client) => client.connections.create({ moduleId: 'mod_1' }),
  listConnections: (client) => client.connections.list().page(),
  revokeConnection: (client) => client.connections.revoke('x'),
  createSpendingAuthorisation: (client) => client.authorisations.create(giving),
  listSpendingAuthorisations: (client) => client.authorisations.list().page(),
  endSpendingAuthorisation: (client) => client.authorisations.end('x'),
  listModuleAuthorisations: (client) => client.authorisations.ofModule('x').page(),
  listMarketplace: (client) => client.marketplace.list().page(),
  listPriceNotices: (client) => client.marketplace.priceNotices().page(),
  getListing: (client) => client.marketplace.get('x'),
  createModule: (client) => client.modules.create(draft),
  listModules: (client) => client.modules.list().page(),
  changeModule: (client) => client.modules.change('x', { name: 'B' }),
  publishModule: (client) => client.modules.publish('x'),
  addPrice: (client) => client.modules.addPrice('x', { price }),
  estimate: (client) => client.estimates.create({ moduleId: 'mod_1' }),
  listUsage: (client) => client.usage.sums({ groupBy: ['module', 'day'] }).page(),
  getReceipt: (client) => client.usage.receipt('x'),
  createCharge: (client) => client.charges.create(charge),
  getCharge: (client) => client.charges.get('x'),
  createHold: (client) => client.holds.create(charge),
  getHold: (client) => client.holds.get('x'),
  captureHold: (client) => client.holds.capture('x', '1'),
  extendHold: (client) => client.holds.extend('x', 60),
  releaseHold: (client) => client.holds.release('x'),
  getEarnings: (client) => client.earnings.get(),
  listEarningsEntries: (client) => client.earnings.entries().page(),
  getAutoTopUp: (client) => client.autoTopUp.get(),
  setAutoTopUp: (client) => client.autoTopUp.set({ enabled: false }),
  listPaymentMethods: (client) => client.paymentMethods.list().page(),
  removePaymentMethod: (client) => client.paymentMethods.remove('x'),
  createWebhookEndpoint: (client) => client.webhookEndpoints.create({ url: 'https://a.test' }),
  listWebhookEndpoints: (client) => client.webhookEndpoints.list().page(),
  getWebhookEndpoint: (client) => client.webhookEndpoints.get('x'),
  changeWebhookEndpoint: (client) => client.webhookEndpoints.change('x', { enabled: false }),
  removeWebhookEndpoint: (client) => client.webhookEndpoints.remove('x'),
  rotateWebhookSecret: (client) => client.webhookEndpoints.rotate('x', { overlapSeconds: 0 }),
  testWebhookEndpoint: (client) => client.webhookEndpoints.test('x'),
  listWebhookDeliveries: (client) =>
    client.webhookEndpoints.deliveries('x', { status: 'failed' }).page(),
  getWebhookDelivery: (client) => client.webhookEndpoints.delivery('x', 'x'),
  redeliverWebhook: (client) => client.webhookEndpoints.redeliver('x', 'x'),
  redeliverFailedWebhooks: (client) =>
    client.webhookEndpoints.redeliverFailed('x', { since: '2026-11-25T10:00:00Z' }),
  streamEvents: (client) => client.events().next(),
};

it('every route has a method, or a reason why it has none', () => {
  const known = allRoutes.map(({ operationId }) => operationId);
  expect([...Object.keys(calls), ...Object.keys(leftOut)].sort()).toEqual(known.sort());
});

it('each method calls its route, with what the contract accepts, and keys where they are needed', async () => {
  for (const [operationId, call] of Object.entries(calls)) {
    const route = allRoutes.find((one) => one.operationId === operationId);
    const { fetch, seen } = scriptedFetch(
      () => new Response('data: {}\n\n', { headers: { 'content-type': 'text/event-stream' } }),
      json({}),
    );
    const client = createClient({ baseUrl: 'http://a.test', token: 'session', fetch });
    await Promise.resolve(call(client)).catch(() => undefined);
    const [request] = seen;
    const path = route?.path.replaceAll(/\{\w+\}/g, 'x');
    expect([request?.method.toLowerCase(), request?.url.pathname]).toEqual([route?.method, path]);
    expect(request?.headers.has('idempotency-key'), operationId).toBe(route?.idempotent);
    expect(route?.body.safeParse(request?.body).success, `${operationId} body`).toBe(true);
    const query = Object.fromEntries(request?.url.searchParams ?? []);
    expect(route?.query.safeParse(query).success, `${operationId} query`).toBe(true);
  }
});
