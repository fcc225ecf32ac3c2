import {
  createPaystackProvider,
  createSandbox,
  createStripeProvider,
  deriveSandboxSecrets,
  type PaymentProvider,
} from '@telex-credits/payments';
import express, { type Router } from 'express';
import { composeAfterPayment } from './compose-after-payment.js';
import type { People } from './compose-people.js';
import type { Core } from './composition.js';
import { type Config, ConfigError, checkCreditPrice, type PaymentProviderName } from './config.js';
import type { EventPublisher } from './foundation/ports.js';
import { createAuthenticator } from './http/authenticator.js';
import type { BoundRoute } from './http/bind.js';
import { ownOrigins } from './http/origins.js';
import { paymentMethodsRoutes } from './modules/payment-methods/routes.js';
import { createPaymentMethodsService } from './modules/payment-methods/service.js';
import { adminPackagesRoutes, adminPurchasesRoutes } from './modules/purchases/admin-routes.js';
import { purchasesRoutes } from './modules/purchases/routes.js';
import { createPurchasesService, type PurchasesService } from './modules/purchases/service.js';
import type { WalletService } from './modules/wallet/service.js';
import { webhooksRouter } from './modules/webhooks/router.js';
import { inboxRoutes } from './modules/webhooks/routes.js';
import { createWebhooksService } from './modules/webhooks/service.js';
import type { JournalFollower } from './projector/journal-follower.js';

/** Buying credits, with the providers that are configured. */
export interface Payments {
  readonly purchases: PurchasesService;
  readonly routes: readonly BoundRoute[];
  /** What follows the journal. */
  readonly followers: readonly JournalFollower[];
  /** Routers that read raw bodies, by their path. */
  readonly rawRouters: Readonly<Record<string, Router>>;
  /** Waits until nothing that was started is under way. */
  idle(): Promise<void>;
}

/** Makes purchases, webhooks and the sandbox; throws `ConfigError` when CREDIT_PRICE is too high. */
export async function composePayments(
  core: Core,
  parts: {
    readonly people: People;
    readonly events: EventPublisher;
    readonly wallet: WalletService;
  },
): Promise<Payments> {
  const { people, events } = parts;
  const { audit } = people;
  const { config, documents, environment, ledger, logger, jobs } = core;
  const onError = (error: unknown) => logger.error({ err: error }, 'payments');
  const sandbox = config.payments.includes('sandbox')
    ? makeSandbox(core, people, onError)
    : undefined;
  const providers = providersOf(core, sandbox?.provider);
  const methods = createPaymentMethodsService({
    ...{ documents, providers, environment, audit, onError },
  });
  const purchases = createPurchasesService({
    ...{ documents, ledger, providers, environment, events, audit, methods },
    organisationName: (organisationId) => people.service.name(organisationId),
    config: sellingTermsOf(config),
  });
  await purchases.seed();
  checkCreditPrice(config.creditPrice, await purchases.pricedPackages());
  const webhooks = createWebhooksService({
    ...{ documents, providers, environment, audit, onError },
    applyFact: (provider, fact) =>
      fact.kind === 'method'
        ? methods.applyFact(provider, fact)
        : purchases.applyFact(provider, fact),
    onDead: (row, error) => {
      const { id, provider, type } = row;
      logger.error({ err: error, id, provider, type }, 'a webhook event was given up');
    },
  });
  for (const { name, seconds, work } of purchases.jobs) {
    jobs.every(name, seconds, work);
  }
  jobs.every('work-webhooks', 5, () => webhooks.drain());
  if (sandbox !== undefined) {
    jobs.every('sandbox', 1, () => sandbox.tick());
  }
  const after = composeAfterPayment(core, { ...parts, providers, purchases, methods });
  return {
    purchases,
    followers: after.followers,
    routes: [
      ...purchasesRoutes(purchases),
      ...adminPurchasesRoutes(purchases.admin),
      ...adminPackagesRoutes(purchases.offers),
      ...paymentMethodsRoutes(methods),
      ...inboxRoutes(webhooks.admin),
      ...after.routes,
    ],
    rawRouters: {
      '/webhooks': webhooksRouter(webhooks),
      ...(sandbox === undefined ? {} : { '/': sandboxRouter(sandbox.handle) }),
    },
    async idle() {
      await sandbox?.idle();
      await webhooks.idle();
    },
  };
}

/** What the operator decided about selling; the rest keeps its defaults. */
function sellingTermsOf({ baseCurrency, appOrigin, taxBps, exchangeRates, creditPrice }: Config) {
  const base = { baseCurrency, appOrigin, taxBps, creditPrice };
  return exchangeRates === null
    ? base
    : { ...base, rates: exchangeRates.map((rate) => ({ base: baseCurrency, ...rate })) };
}

function makeSandbox(core: Core, people: People, onError: (error: unknown) => void) {
  const { config, documents, environment, secretKey, serverUrl } = core;
  // People only: no program has any business in a provider's dashboard.
  const authenticator = createAuthenticator({
    ...{ sessions: people.sessions, people: people.service, origins: ownOrigins(config) },
    keys: { holderOf: async () => undefined },
  });
  return createSandbox({
    ...{ documents, environment, serverUrl, onError },
    async isOperator({ method = 'GET', headers }) {
      const caller = await authenticator.authenticate({ method, headers });
      return caller?.kind === 'person' && caller.platformRole === 'platform_admin';
    },
    secrets: deriveSandboxSecrets(secretKey),
    merchant: 'Telex Credits',
    publicUrl: () => (config.port === 0 ? serverUrl() : config.publicUrl),
  });
}

function providersOf(core: Core, sandbox: PaymentProvider | undefined): PaymentProvider[] {
  const { payments } = core.config;
  const made = payments
    .filter((name) => name !== 'sandbox')
    .map((name) => providerMakers[name](core));
  return sandbox === undefined ? made : [sandbox, ...made];
}

/** The boot was refused without a key already; only the compiler does not know. */
function present(secretKey: string | null, variable: string): string {
  if (secretKey === null) {
    throw new ConfigError(`${variable} is missing`);
  }
  return secretKey;
}

const providerMakers: Readonly<
  Record<Exclude<PaymentProviderName, 'sandbox'>, (core: Core) => PaymentProvider>
> = {
  stripe({ config, environment }) {
    const { secretKey, webhookSecrets, apiBase } = config.stripe;
    const connection = { secretKey: present(secretKey, 'STRIPE_SECRET_KEY'), apiBase };
    return createStripeProvider({ connection, webhookSecrets, now: environment.now });
  },
  paystack({ config, environment }) {
    const { secretKey, apiBase: baseUrl } = config.paystack;
    const key = present(secretKey, 'PAYSTACK_SECRET_KEY');
    return createPaystackProvider({ baseUrl, secretKey: key, now: environment.now });
  },
};

/** The sandbox reads whole paths itself, so it is mounted at the root and passes on what is not its. */
function sandboxRouter(handle: ReturnType<typeof createSandbox>['handle']): Router {
  const router = express.Router();
  router.use(async (req, res, next) => {
    const isSandbox = req.path === '/sandbox' || req.path.startsWith('/sandbox/');
    if (!isSandbox || !(await handle(req, res))) {
      next();
    }
  });
  return router;
}
