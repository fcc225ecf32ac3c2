import type { PaymentProvider } from '@telex-credits/payments';
import type { People } from './compose-people.js';
import type { Core } from './composition.js';
import type { EventPublisher } from './foundation/ports.js';
import type { BoundRoute } from './http/bind.js';
import { autoTopUpRoutesOf } from './modules/auto-top-up/routes.js';
import { createAutoTopUpService } from './modules/auto-top-up/service.js';
import type { PaymentMethodsService } from './modules/payment-methods/service.js';
import type { PurchasesService } from './modules/purchases/service.js';
import { reconciliationRoutes } from './modules/reconciliation/routes.js';
import { createReconciliationService } from './modules/reconciliation/service.js';
import type { WalletService } from './modules/wallet/service.js';
import type { JournalFollower } from './projector/journal-follower.js';

/** What goes on with payments beside the buying: top-ups by rule, and reconciliation. */
export interface AfterPayment {
  readonly routes: readonly BoundRoute[];
  readonly followers: readonly JournalFollower[];
}

/** Makes automatic top-ups and reconciliation, with their jobs. */
export function composeAfterPayment(
  core: Core,
  parts: {
    readonly people: People;
    readonly events: EventPublisher;
    readonly wallet: WalletService;
    readonly providers: readonly PaymentProvider[];
    readonly purchases: PurchasesService;
    readonly methods: PaymentMethodsService;
  },
): AfterPayment {
  const { config, documents, environment, ledger, logger, jobs } = core;
  const { people, events, wallet, providers, purchases, methods } = parts;
  const autoTopUp = createAutoTopUpService({
    ...{ documents, ledger, environment, events, methods, purchases: purchases.topUps },
    ...{ organisations: people.service, mailer: people.mailer, audit: people.audit },
    appOrigin: config.appOrigin,
    monthOf: (organisationId) => wallet.monthOf(organisationId),
    onError: (error) => logger.error({ err: error }, 'automatic top-ups'),
  });
  const reconciliation = createReconciliationService({
    ...{ documents, ledger, providers, environment, purchases: purchases.booked },
    baseCurrency: config.baseCurrency,
  });
  jobs.every('auto-top-ups', 15, () => autoTopUp.checkAll());
  jobs.every('forget-payment-methods', 300, () => methods.forgetDue());
  jobs.every('reconcile', 3600, () => reconciliation.runDue());
  return {
    routes: [...autoTopUpRoutesOf(autoTopUp), ...reconciliationRoutes(reconciliation)],
    followers: [autoTopUp.follower],
  };
}
