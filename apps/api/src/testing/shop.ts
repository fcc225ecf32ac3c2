import type { AddressInfo } from 'node:net';
import type { LimitRef } from '@telex-credits/ledger';
import { parseCredits } from '@telex-credits/money';
import {
  createSandbox,
  deriveSandboxSecrets,
  type PaymentProvider,
  type Sandbox,
  signTimestamped,
} from '@telex-credits/payments';
import type { DocumentStore, LedgerStore } from '@telex-credits/store';
import express from 'express';
import { answerErrors } from '../http/error-handler.js';
import { createPaymentMethodsService } from '../modules/payment-methods/service.js';
import { createPurchasesService, type PurchasesService } from '../modules/purchases/service.js';
import { webhooksRouter } from '../modules/webhooks/router.js';
import { type InboxRow, inboxCollection } from '../modules/webhooks/schemas.js';
import { createWebhooksService, type WebhooksService } from '../modules/webhooks/service.js';
import { type FlakyLedger, flaky } from './flaky-ledger.js';

const secrets = deriveSandboxSecrets('a secret of this test');

/** Everything that buying needs, over real HTTP on loopback. */
export interface Shop {
  readonly service: PurchasesService;
  readonly webhooks: WebhooksService;
  readonly sandbox: Sandbox;
  readonly ledger: FlakyLedger;
  readonly clock: { time: number };
  readonly base: string;
  readonly published: { readonly organisationId: string; readonly data: unknown }[];
  readonly audited: { readonly action: string; readonly objectId: string }[];
  /** While true our webhook endpoint is unreachable for the sandbox. */
  readonly line: { isDown: boolean };
  /** Faults of the provider's calls, by name; each is used once. */
  readonly providerFaults: Partial<
    Record<'refund' | 'fetchPayment', (call: () => unknown) => unknown>
  >;
  buy(key?: string, body?: { packageId?: string; currency?: 'USD' | 'NGN' }): Promise<string>;
  /** Presses "pay" on the checkout page and waits for the webhook to be worked. */
  pay(purchaseId: string): Promise<void>;
  buyAndPay(key?: string, body?: { packageId?: string; currency?: 'USD' | 'NGN' }): Promise<string>;
  paymentRef(purchaseId: string): Promise<string>;
  /** The newest event about a purchase, as its bytes. */
  eventOf(purchaseId: string): Promise<Buffer>;
  deliver(raw: Buffer, options?: { provider?: string; signature?: string }): Promise<number>;
  spend(id: string, credits: string, organisationId?: string): ReturnType<LedgerStore['submit']>;
  /** Every event that was kept. */
  inbox(): Promise<InboxRow[]>;
  job(name: string): Promise<void>;
  /** Waits until the sandbox and the inbox have nothing to do. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

function withFaults(provider: PaymentProvider, faults: Shop['providerFaults']): PaymentProvider {
  const through = <T>(name: 'refund' | 'fetchPayment', call: () => Promise<T>): Promise<T> => {
    const fault = faults[name];
    delete faults[name];
    return fault === undefined ? call() : (fault(call) as Promise<T>);
  };
  return {
    ...provider,
    refund: (order) => through('refund', () => provider.refund(order)),
    fetchPayment: (ref) => through('fetchPayment', () => provider.fetchPayment(ref)),
  };
}

/** Serves sandbox and webhooks on a free port of loopback. */
async function serve(handlers: {
  readonly sandbox: () => Sandbox;
  readonly webhooks: () => WebhooksService;
  readonly line: Shop['line'];
}) {
  const app = express();
  app.use((req, res, next) => {
    req.id = 'req_test';
    Object.assign(req, { log: { error: () => undefined } });
    void handlers
      .sandbox()
      .handle(req, res)
      .then((isDone) => isDone || next(), next);
  });
  app.use('/webhooks', (_req, res, next) => {
    if (handlers.line.isDown) {
      res.sendStatus(503);
    } else {
      next();
    }
  });
  app.use('/webhooks', (req, res, next) => webhooksRouter(handlers.webhooks())(req, res, next));
  app.use(answerErrors);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  return { server, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Opens a shop for tests; `organisationId` of everything is `org_1` unless told. */
export async function openShop(stores: {
  readonly documents: DocumentStore;
  readonly ledger: (now: () => Date) => LedgerStore | Promise<LedgerStore>;
}): Promise<Shop> {
  const clock = { time: Date.parse('2026-11-24T10:00:00Z') };
  const line = { isDown: false };
  const providerFaults: Shop['providerFaults'] = {};
  let ids = 0;
  const environment = {
    now: () => new Date(clock.time),
    newId(prefix: string) {
      ids += 1;
      return `${prefix}_${String(ids).padStart(8, '0')}`;
    },
  };
  const { documents } = stores;
  const ledger = flaky(await stores.ledger(environment.now));
  const published: Shop['published'] = [];
  const audited: Shop['audited'] = [];
  const parts: { sandbox?: Sandbox; webhooks?: WebhooksService } = {};
  const present = <T>(part: T | undefined): T => {
    if (part === undefined) {
      throw new Error('the shop is not open yet');
    }
    return part;
  };
  const { server, base } = await serve({
    sandbox: () => present(parts.sandbox),
    webhooks: () => present(parts.webhooks),
    line,
  });
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const sandbox = createSandbox({
    ...{ documents, environment, secrets, onError, merchant: 'Telex Credits' },
    serverUrl: () => base,
    publicUrl: () => base,
  });
  const provider = withFaults(sandbox.provider, providerFaults);
  const unlike = { id: 'stripe', name: 'Another', savesMethods: false } as const;
  const other: PaymentProvider = { ...sandbox.provider, ...unlike };
  const providers = [provider, other];
  const audit = { record: async (act: Shop['audited'][number]) => void audited.push(act) };
  const methods = createPaymentMethodsService({
    ...{ documents, providers, environment, audit, onError },
  });
  const service = createPurchasesService({
    ...{ documents, ledger, providers, environment, methods, audit },
    organisationName: async () => undefined,
    events: {
      publish: async (organisationId, _type, data) => {
        published.push({ organisationId, data });
      },
    },
    config: { baseCurrency: 'USD', appOrigin: 'http://dashboard.test' },
  });
  await service.seed();
  const { applyFact } = service;
  const onDead = () => undefined;
  const webhooks = createWebhooksService({
    ...{ documents, providers, environment, audit, applyFact, onError, onDead },
  });
  Object.assign(parts, { sandbox, webhooks });
  return {
    ...{ service, webhooks, sandbox, ledger, clock, base, published, audited, line },
    providerFaults,
    ...actions({ service, webhooks, sandbox, ledger, clock, base }),
    async inbox() {
      const query = { index: 'by_event', equals: [], limit: 100 };
      const page = await documents.collection(inboxCollection).find(query);
      return page.items.map(({ doc }) => doc);
    },
    async close() {
      await sandbox.idle();
      await webhooks.idle();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await ledger.close();
      await documents.close();
      if (errors.length > 0) {
        throw new AggregateError(errors, 'something failed in the background');
      }
    },
  };
}

function actions(
  shop: Pick<Shop, 'service' | 'webhooks' | 'sandbox' | 'ledger' | 'clock' | 'base'>,
): Omit<
  Shop,
  keyof typeof shop | 'close' | 'inbox' | 'published' | 'audited' | 'line' | 'providerFaults'
> {
  const { service, sandbox, webhooks, ledger, clock, base } = shop;

  async function quiet(): Promise<void> {
    await sandbox.idle();
    await webhooks.idle();
  }

  async function paymentOf(purchaseId: string) {
    const page = await sandbox.service.payments.find({
      index: 'by_order',
      equals: [purchaseId],
      limit: 2,
    });
    const [payment, ...more] = page.items;
    if (payment === undefined || more.length > 0) {
      throw new Error(`there are ${page.items.length} checkouts of ${purchaseId}`);
    }
    return payment.doc;
  }

  const buy: Shop['buy'] = async (key = '1', body = {}) => {
    const { packageId = 'pkg_starter', currency = 'USD' } = body;
    const purchase = await service.create({
      id: `pur_${key}`,
      organisationId: 'org_1',
      personId: 'usr_1',
      email: 'buyer@demo.test',
      body: { packageId, currency, provider: 'sandbox' },
    });
    return purchase.id;
  };

  const pay: Shop['pay'] = async (purchaseId) => {
    const { id } = await paymentOf(purchaseId);
    await fetch(`${base}/sandbox/checkout/${id}`, {
      method: 'POST',
      body: new URLSearchParams({ choice: 'pay' }),
      redirect: 'manual',
    });
    await quiet();
  };

  return {
    buy,
    pay,
    quiet,
    async buyAndPay(key, body) {
      const id = await buy(key, body);
      await pay(id);
      return id;
    },
    paymentRef: async (purchaseId) => (await paymentOf(purchaseId)).id,
    async eventOf(purchaseId) {
      return Buffer.from((await paymentOf(purchaseId)).outgoing.at(-1)?.body ?? '');
    },
    async deliver(raw, { provider = 'sandbox', signature } = {}) {
      const signed = signature ?? signTimestamped(secrets.webhook, raw, new Date(clock.time));
      const reply = await fetch(`${base}/webhooks/${provider}`, {
        method: 'POST',
        headers: signed === '' ? {} : { 'sandbox-signature': signed },
        body: raw,
      });
      return reply.status;
    },
    spend(id, credits, organisationId = 'org_1') {
      const terms = { moduleId: 'mod_1', publisherId: 'org_dev', developerBps: 8000 };
      const limits: readonly LimitRef[] = [];
      return ledger.submit([
        {
          ...{ type: 'charge', id, walletId: organisationId, keyId: null, limits, ...terms },
          credits: parseCredits(credits),
        },
      ]);
    },
    async job(name) {
      await service.jobs.find((job) => job.name === name)?.work();
    },
  };
}
