import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { createPaymentMethodsService } from '../modules/payment-methods/service.js';
import { createPurchasesService, type PurchasesService } from '../modules/purchases/service.js';
import { type FlakyLedger, flaky } from './flaky-ledger.js';
import { openTemporaryLedger } from './ledgers.js';
import { createScriptedProvider, type ScriptedProvider } from './scripted-provider.js';

type PublishedData = Readonly<Record<string, string | number | boolean | null>>;

/** Purchases with a provider that does what a test tells it; no HTTP. */
export interface Books {
  readonly clock: { time: number };
  readonly environment: { now(): Date; newId(prefix: string): string };
  readonly provider: ScriptedProvider;
  /** A second one, whose facts must touch no order of the first. */
  readonly other: ScriptedProvider;
  readonly ledger: FlakyLedger;
  readonly documents: ReturnType<typeof openSqliteDocuments>;
  readonly purchases: PurchasesService;
  /** The same as another process has it: on the same stores, with nothing shared in memory. */
  readonly another: () => PurchasesService;
  readonly methods: ReturnType<typeof createPaymentMethodsService>;
  readonly published: { readonly organisationId: string; readonly data: PublishedData }[];
  readonly audited: { readonly action: string; readonly objectId: string }[];
  readonly audit: { record(act: { action: string; objectId: string }): Promise<void> };
  /** Starts a purchase of 1,000 credits for 5 USD (or 8,000 NGN) and lets it be paid over there. */
  buy(
    organisationId: string,
    wish?: { currency?: 'USD' | 'NGN'; saveMethod?: boolean },
  ): Promise<string>;
  /** Tells of news about a purchase, as a webhook does. */
  tell(purchaseId: string): Promise<void>;
  job(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens everything on a ledger of its own. */
export async function openBooks(): Promise<Books> {
  const clock = { time: Date.parse('2026-11-24T10:00:00Z') };
  let ids = 0;
  const environment = {
    now: () => new Date(clock.time),
    newId(prefix: string) {
      ids += 1;
      return `${prefix}_${String(ids).padStart(8, '0')}`;
    },
  };
  const provider = createScriptedProvider(environment.now);
  const other = createScriptedProvider(environment.now, 'paystack');
  const providers = [provider, other];
  const documents = openSqliteDocuments(':memory:');
  const ledger = flaky(await openTemporaryLedger(environment.now));
  const published: Books['published'] = [];
  const audited: Books['audited'] = [];
  const audit: Books['audit'] = { record: async (act) => void audited.push(act) };
  const onError = (error: unknown) => {
    throw error;
  };
  const methods = createPaymentMethodsService({
    ...{ documents, providers, environment, audit, onError },
  });
  const another = () =>
    createPurchasesService({
      ...{ documents, ledger, providers, environment, audit, methods },
      organisationName: async (organisationId) => `Name of ${organisationId}`,
      events: {
        publish: async (organisationId, _type, data) =>
          void published.push({ organisationId, data }),
      },
      config: { baseCurrency: 'USD', appOrigin: 'http://dashboard.test' },
    });
  const purchases = another();
  await purchases.seed();
  return {
    ...{ clock, environment, provider, other, ledger, documents, purchases, another },
    ...{ methods, published, audited, audit },
    async buy(organisationId, { currency = 'USD', saveMethod = false } = {}) {
      const id = environment.newId('pur');
      await purchases.create({
        ...{ id, organisationId, personId: 'usr_1', email: 'buyer@demo.test' },
        body: { packageId: 'pkg_starter', currency, provider: provider.id, saveMethod },
      });
      const paidAt = environment.now().toISOString();
      Object.assign(provider.of(id), { state: 'paid', paidAt });
      return id;
    },
    async tell(purchaseId) {
      const { paymentRef } = provider.of(purchaseId);
      await purchases.applyFact(provider.id, { kind: 'payment', orderId: null, paymentRef });
    },
    async job(name) {
      await purchases.jobs.find((job) => job.name === name)?.work();
    },
    async close() {
      await ledger.close();
      await documents.close();
    },
  };
}
