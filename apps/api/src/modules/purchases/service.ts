import type { BodyOf, Purchase, purchaseRoutes, ReplyOf } from '@telex-credits/contracts';
import { type Fact, type PaymentProvider, ProviderUnknown } from '@telex-credits/payments';
import type { DocumentStore, LedgerStore } from '@telex-credits/store';
import { AppError } from '../../foundation/app-error.js';
import type { Environment } from '../../foundation/environment.js';
import { pageOf } from '../../foundation/page-of.js';
import type { AuditLog, EventPublisher } from '../../foundation/ports.js';
import { createSerial } from '../../foundation/serial.js';
import { createPurchasesAdmin, type PurchasesAdmin } from './admin.js';
import { type BookedPurchases, createBookedPurchases } from './booked.js';
import { createPurchase } from './checkout.js';
import { checkDueOrders, continueDueRefunds, raise } from './checks.js';
import { defaultPurchasesConfig, type PurchasesConfig, type PurchasesContext } from './context.js';
import { purchaseNotFound } from './errors.js';
import { applyFact, type FactOutcome } from './facts.js';
import { followPayment } from './news.js';
import { customOfferOf, type Offered } from './offers.js';
import { createOffersAdmin, type OffersAdmin } from './offers-admin.js';
import { isOpen } from './order-state.js';
import { seedPackages, showPackage } from './packages.js';
import { everythingOnSale, type Priced } from './price-rules.js';
import { type RefundRequest, requestRefund } from './refunds.js';
import { repayDebts } from './repayments.js';
import { createPurchasesRepository } from './repository.js';
import { type Sale, saleOf } from './sale.js';
import {
  creditsOnTheirWay,
  quoteTopUp,
  type TopUp,
  type TopUpState,
  topUp,
  topUpState,
} from './top-ups.js';
import { showPurchase, showRefund } from './view.js';

export type { BookedPurchase } from './booked.js';
export type { PurchasesConfig } from './context.js';
export type { FactOutcome } from './facts.js';
export type { Offered } from './offers.js';
export type { Sale } from './sale.js';
export type { TopUpState } from './top-ups.js';

/** Buying credits and giving them back; the door to this module. */
export interface PurchasesService {
  /** Adds the packages that are not there yet; call it once at start. */
  seed(): Promise<void>;
  /** Everything on sale, in base currency, net of tax, for the boot's check of CREDIT_PRICE. */
  pricedPackages(): Promise<Priced[]>;
  packages(): Promise<ReplyOf<typeof purchaseRoutes.packages>>;
  create(purchase: {
    readonly id: string;
    readonly organisationId: string;
    readonly personId: string;
    readonly email: string | null;
    readonly body: BodyOf<typeof purchaseRoutes.create>;
  }): Promise<Purchase>;
  list(
    organisationId: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<ReplyOf<typeof purchaseRoutes.list>>;
  /** One purchase; one that is still open is brought to where its payment is first. */
  get(organisationId: string, id: string): Promise<Purchase>;
  refund(request: RefundRequest): Promise<ReplyOf<typeof purchaseRoutes.refund>>;
  /** Works a fact of a verified event; throws when it could not be finished: then work it again. */
  applyFact(provider: string, fact: Fact): Promise<FactOutcome>;
  /** What a paid purchase was sold for; undefined for one that is not paid, or not there. */
  sale(id: string): Promise<Sale | undefined>;
  readonly admin: PurchasesAdmin;
  readonly offers: OffersAdmin;
  /** What reconciliation needs. */
  readonly booked: BookedPurchases;
  /** What automatic top-ups need. */
  readonly topUps: {
    /** See `quoteTopUp`. */
    quote(wish: Parameters<typeof quoteTopUp>[1]): Promise<Offered | undefined>;
    /** Charges a saved method, once per id; see `topUp`. */
    charge(wish: TopUp): Promise<TopUpState>;
    state(id: string): Promise<TopUpState | undefined>;
    /** Micro-credits whose payment is on its way. */
    pendingCredits(organisationId: string): Promise<bigint>;
  };
  /** Brings a purchase to where its payment is, as the provider tells it; repeats safely. */
  fulfil(id: string): Promise<Purchase>;
  /** What has to be done again and again, with its seconds. */
  readonly jobs: readonly {
    readonly name: string;
    readonly seconds: number;
    readonly work: () => Promise<void>;
  }[];
}

export interface PurchasesDeps {
  readonly documents: DocumentStore;
  readonly ledger: LedgerStore;
  readonly providers: readonly PaymentProvider[];
  readonly environment: Pick<Environment, 'now'>;
  readonly events: EventPublisher;
  readonly audit: AuditLog;
  readonly methods: PurchasesContext['methods'];
  readonly organisationName: (organisationId: string) => Promise<string | undefined>;
  /** The rest keeps its defaults: `defaultPurchasesConfig`. */
  readonly config: Pick<PurchasesConfig, 'baseCurrency' | 'appOrigin'> & Partial<PurchasesConfig>;
}

/** Makes the purchases service. */
export function createPurchasesService(deps: PurchasesDeps): PurchasesService {
  const { documents, providers, config, organisationName, ...rest } = deps;
  const context: PurchasesContext = {
    ...rest,
    config: { ...defaultPurchasesConfig(config), ...config },
    repository: createPurchasesRepository(documents),
    serial: createSerial(),
    providers: new Map(providers.map((provider) => [provider.id, provider])),
  };
  return {
    seed: () => context.repository.seedPackages(seedPackages),
    pricedPackages: () => everythingOnSale(context),
    packages: () => listPackages(context),
    create: async (purchase) => showPurchase(context, await createPurchase(context, purchase)),
    list: (organisationId, page) => listPurchases(context, organisationId, page),
    get: (organisationId, id) => getPurchase(context, organisationId, id),
    async refund(request) {
      const { order, refund } = await requestRefund(context, request);
      return showRefund(order, refund);
    },
    applyFact: (provider, fact) => applyFact(context, provider, fact),
    async sale(id) {
      const order = await context.repository.order(id);
      return order && saleOf(context, order);
    },
    admin: createPurchasesAdmin(context, organisationName),
    offers: createOffersAdmin(context),
    booked: createBookedPurchases(context),
    topUps: {
      quote: (wish) => quoteTopUp(context, wish),
      charge: (wish) => topUp(context, wish),
      state: (id) => topUpState(context, id),
      pendingCredits: (organisationId) => creditsOnTheirWay(context, organisationId),
    },
    fulfil: async (id) => showPurchase(context, await followPayment(context, id)),
    jobs: [
      {
        name: 'check-purchases',
        seconds: 60,
        work: async () => raise(await checkDueOrders(context)),
      },
      {
        name: 'continue-refunds',
        seconds: 5,
        work: async () => raise(await continueDueRefunds(context)),
      },
      { name: 'repay-debts', seconds: 60, work: () => repayDebts(context) },
    ],
  };
}

async function listPackages(context: PurchasesContext) {
  const providers = [...context.providers.values()].map(
    ({ id, name, currencies, savesMethods }) => ({
      ...{ id, name, savesMethods },
      currencies: [...currencies],
    }),
  );
  const data = (await context.repository.packages()).map(showPackage);
  return { data, nextCursor: null, custom: await customOfferOf(context), providers };
}

async function listPurchases(
  context: PurchasesContext,
  organisationId: string,
  page: { readonly limit: number; readonly cursor?: string | undefined },
) {
  const { limit, cursor = null } = page;
  const found = await pageOf(() => context.repository.orders(organisationId, { limit, cursor }));
  const data = await Promise.all(found.items.map((order) => showPurchase(context, order)));
  return { data, nextCursor: found.nextCursor };
}

async function getPurchase(
  context: PurchasesContext,
  organisationId: string,
  id: string,
): Promise<Purchase> {
  const order = await context.repository.order(id);
  if (order === undefined || order.organisationId !== organisationId) {
    throw purchaseNotFound();
  }
  if (!isOpen(order)) {
    return showPurchase(context, order);
  }
  try {
    return await showPurchase(context, await followPayment(context, id));
  } catch (error) {
    // The page still shows what is known; webhook and checks go on.
    if (error instanceof ProviderUnknown || (error instanceof AppError && error.status >= 500)) {
      return showPurchase(context, order);
    }
    throw error;
  }
}
