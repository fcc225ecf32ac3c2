import type { Router } from 'express';
import { composeAlerts } from './compose-alerts.js';
import { composePayments } from './compose-payments.js';
import type { People } from './compose-people.js';
import { composeSpending, type Spending, type Upstreaming } from './compose-spending.js';
import { composeWebhookEndpoints } from './compose-webhook-endpoints.js';
import type { Core } from './composition.js';
import { signingKeyRoutesOf } from './gateway/signing/key-routes.js';
import type { BoundRoute } from './http/bind.js';
import { analyticsRoutes } from './modules/analytics/routes.js';
import { createAnalyticsService } from './modules/analytics/service.js';
import { authorisationsRoutes } from './modules/authorisations/routes.js';
import { chargesRoutes } from './modules/charges/routes.js';
import { earningsRoutesOf } from './modules/earnings/routes.js';
import { createEarningsService } from './modules/earnings/service.js';
import { eventRoutesOf } from './modules/events/routes.js';
import { createEventsService } from './modules/events/service.js';
import { keysRoutes } from './modules/keys/routes.js';
import { marketplaceRoutes } from './modules/marketplace/routes.js';
import { peopleRoutes } from './modules/people/routes.js';
import { openPriceNotices } from './modules/price-notices/repository.js';
import { priceNoticesRoutesOf } from './modules/price-notices/routes.js';
import {
  createPriceNoticesService,
  type PriceNoticesService,
} from './modules/price-notices/service.js';
import { promotionsRoutes } from './modules/promotions/routes.js';
import { createPromotionsService, type PromotionsService } from './modules/promotions/service.js';
import { purchaseReceiptsRoutes } from './modules/purchase-receipts/routes.js';
import { createPurchaseReceiptsService } from './modules/purchase-receipts/service.js';
import type { PurchasesService } from './modules/purchases/service.js';
import { telexRoutes } from './modules/telex/routes.js';
import { usageRoutesOf } from './modules/usage/routes.js';
import { createUsageService, type UsageService } from './modules/usage/service.js';
import { walletRoutesOf } from './modules/wallet/routes.js';
import { walletAlertRoutesOf } from './modules/wallet-alerts/routes.js';
import { webhookEndpointsRoutes } from './modules/webhook-endpoints/routes.js';
import type { WebhookEndpointsService } from './modules/webhook-endpoints/service.js';
import { platformTerms } from './platform-terms.js';

/** What the modules give to the server, and to tests and demo data. */
export interface Modules extends Spending {
  readonly usage: UsageService;
  readonly purchases: PurchasesService;
  readonly promotions: PromotionsService;
  readonly webhookEndpoints: WebhookEndpointsService;
  readonly routes: readonly BoundRoute[];
  /** By the path that they answer under. */
  readonly rawRouters: Readonly<Record<string, Router>>;
  /** Begins what goes on while the server listens. */
  start(): void;
  /** Ends streams, which would keep the server from draining. */
  endStreams(): void;
  /** After the last request and job: waits for what is left. */
  stop(): Promise<void>;
}

/** Makes every module, inner ones first; the one place that knows who needs whom. */
export async function composeModules(
  core: Core,
  { people, upstreaming }: { readonly people: People; readonly upstreaming: Upstreaming },
): Promise<Modules> {
  const readers = composeReaders(core);
  const { usage, earnings, analytics, events } = readers;
  const webhooks = composeWebhookEndpoints(core, { people, events });
  const spending = composeSpending(core, { people, usage, upstreaming });
  const { wallet } = spending;
  const payments = await composePayments(core, { people, events, wallet });
  const receipts = composeReceipts(core, { people, purchases: payments.purchases });
  const promotions = composePromotions(core, { people, purchases: payments.purchases });
  const alerts = composeAlerts(core, {
    people,
    wallet,
    notify: webhooks.service.notify,
  });
  const watching = [alerts.service.follower, ...payments.followers];
  const own = [receipts.follower, promotions.follower, ...watching];
  const followers = [...readers.followers, ...own];
  return {
    ...spending,
    usage,
    purchases: payments.purchases,
    promotions,
    webhookEndpoints: webhooks.service,
    routes: [
      ...peopleRoutes(people.service),
      ...telexRoutes(people.telex, people.guesses.count),
      ...keysRoutes(spending.keys),
      ...walletRoutesOf(spending.wallet),
      ...walletAlertRoutesOf(alerts.service),
      ...marketplaceRoutes(spending.marketplace),
      ...authorisationsRoutes(spending.authorisations),
      ...signingKeyRoutesOf(spending.gateway.signingKeys),
      ...chargesRoutes(spending.charges),
      ...payments.routes,
      ...purchaseReceiptsRoutes(receipts),
      ...promotionsRoutes(promotions),
      ...usageRoutesOf(usage),
      ...priceNoticesRoutesOf(composePriceNotices(core, { people, usage, spending })),
      ...earningsRoutesOf(earnings),
      ...analyticsRoutes(analytics),
      ...eventRoutesOf(events),
      ...webhookEndpointsRoutes(webhooks.service),
    ],
    rawRouters: payments.rawRouters,
    start() {
      for (const follower of followers) {
        follower.start();
      }
    },
    endStreams: () => events.close(),
    async stop() {
      await payments.idle();
      await spending.close();
      await alerts.close();
      await Promise.all(followers.map((follower) => follower.stop()));
      await webhooks.stop();
    },
  };
}

function composeReceipts(
  { config, documents, environment, ledger, logger, jobs }: Core,
  { people, purchases }: { readonly people: People; readonly purchases: PurchasesService },
) {
  const receipts = createPurchaseReceiptsService({
    ...{ documents, ledger, purchases, organisations: people.service, mailer: people.mailer },
    ...{ seller: config.seller, now: environment.now },
    onError: (error) => logger.error({ err: error }, 'receipts of purchases'),
  });
  jobs.every('mail-receipts', 5, () => receipts.mailDue());
  return receipts;
}

function composePriceNotices(
  { config, documents, environment, jobs }: Core,
  parts: { readonly people: People; readonly usage: UsageService; readonly spending: Spending },
): PriceNoticesService {
  const { people, usage, spending } = parts;
  const notices = createPriceNoticesService({
    collections: openPriceNotices(documents),
    priceChangesSince: spending.marketplace.priceChangesSince,
    ...{ usersOf: usage.usersOf, keptTo: (moduleId) => spending.keys.keptTo(moduleId) },
    ...{ organisations: people.service, mailer: people.mailer },
    ...{ now: environment.now, appOrigin: config.appOrigin },
  });
  jobs.every('announce-prices', 30, () => notices.announceDue());
  return notices;
}

function composePromotions(
  core: Core,
  { people, purchases }: { readonly people: People; readonly purchases: PurchasesService },
) {
  const { config, documents, environment, ledger, logger, jobs, secretKey } = core;
  const promotions = createPromotionsService({
    ...{ documents, ledger, purchases, organisations: people.service, audit: people.audit },
    ...{ environment, secretKey, creditPrice: config.creditPrice, appOrigin: config.appOrigin },
    onError: (error) => logger.error({ err: error }, 'promotions'),
  });
  jobs.every('give-promotions', 60, () => promotions.giveDue());
  return promotions;
}

/** What follows the journal: usage, earnings, analytics and events. */
function composeReaders({ config, documents, environment, ledger, logger, jobs }: Core) {
  const { now } = environment;
  const { baseCurrency } = config;
  const onError = (error: unknown) => logger.error({ err: error }, 'following the journal failed');
  const shared = { documents, ledger, now, baseCurrency, onError };
  const usage = createUsageService(shared);
  const earnings = createEarningsService({ ...shared, config: platformTerms });
  const analytics = createAnalyticsService({ ...shared, usage });
  const events = createEventsService({ ...shared, callOf: usage.callOf });
  jobs.every('mature-earnings', 3600, async () => {
    await earnings.matureDue();
  });
  jobs.every('beat-event-streams', 15, async () => events.beat());
  const followers = [usage, earnings, analytics, events].map((service) => service.follower);
  return { usage, earnings, analytics, events, followers };
}
