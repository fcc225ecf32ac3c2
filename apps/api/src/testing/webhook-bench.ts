import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webhookEndpointRoutes } from '@telex-credits/contracts';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import type { DocumentStore } from '@telex-credits/store';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { vi } from 'vitest';
import type { Mail } from '../foundation/ports.js';
import { systemEnvironment } from '../foundation/system-environment.js';
import { createAddressRules, type Resolve } from '../gateway/addresses/address-rules.js';
import { createUpstreams } from '../gateway/upstream/upstreams.js';
import { createEventsService } from '../modules/events/service.js';
import { createUsageService } from '../modules/usage/service.js';
import { createWebhookEndpointsService } from '../modules/webhook-endpoints/service.js';

/** The organisation that most tests are about, and who acts for it. */
export const ada = { organisationId: 'org_ada', actorId: 'usr_ada' };

/** How a process of a bench differs from the usual. */
export interface ProcessOptions {
  /** Writes fail as a test wants them to. */
  readonly store?: (documents: DocumentStore) => DocumentStore;
  /** The rules for addresses as in production, with names resolved by the test. */
  readonly resolve?: Resolve;
  /** Of one attempt. */
  readonly timeLimitMillis?: number;
}

/** A process of the server: events and webhooks over the bench's file. */
export type BenchProcess = ReturnType<WebhookBench['start']>;

/** Files, a ledger, a clock and a post office, on which processes come and go. */
export type WebhookBench = Awaited<ReturnType<typeof openWebhookBench>>;

/** The clock of everything, signatures included, stands still but for `advance`. */
export async function openWebhookBench() {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-25T10:00:00.000Z') });
  const folder = await mkdtemp(join(tmpdir(), 'webhooks-'));
  const environment = systemEnvironment();
  const { now } = environment;
  const ledger = new ModelLedger({ now, baseCurrency: 'USD' });
  const mails: Mail[] = [];
  const errors: unknown[] = [];
  const audit: unknown[] = [];
  const closers: (() => Promise<void>)[] = [];

  function start(options: ProcessOptions = {}) {
    const file = openSqliteDocuments(join(folder, 'app.db'));
    const documents = options.store?.(file) ?? file;
    const onError = (error: unknown) => errors.push(error);
    const shared = { ledger, now, baseCurrency: 'USD', onError } as const;
    const usage = createUsageService({ ...shared, documents: openSqliteDocuments(':memory:') });
    const events = createEventsService({
      ...{ ...shared, documents, callOf: usage.callOf, spacingMs: 0 },
    });
    const { resolve, timeLimitMillis = 15_000 } = options;
    const isPrivate = resolve === undefined;
    const rules = createAddressRules({ trustedOrigins: [], allowPrivate: isPrivate, resolve });
    const upstreams = createUpstreams(rules);
    const webhooks = createWebhookEndpointsService({
      ...{ documents, environment, events, upstreams, rules, onError },
      ...{ allowHttp: isPrivate, secretKey: 'a secret key of the test', jitter: () => 0 },
      timeLimitMillis,
      organisations: {
        name: async () => 'Ada & Co',
        emails: async () => ['ada@example.test', 'bob@example.test'],
      },
      mailer: {
        async send(mail) {
          mails.push(mail);
          return true;
        },
      },
      audit: { record: async (act) => void audit.push(act) },
      appOrigin: 'https://app.example.test',
    });
    let stopped = false;
    /** As a kill would: nothing is finished, only connections are closed. */
    async function stop(): Promise<void> {
      if (!stopped) {
        stopped = true;
        webhooks.close();
        await events.follower.stop();
        await upstreams.close();
        await webhooks.idle();
        await file.close();
      }
    }
    closers.push(stop);
    return {
      ...{ events, webhooks, documents, stop },
      endpoint: (url: string, body: object = {}) =>
        webhooks.endpoints.create(
          ada,
          webhookEndpointRoutes.create.body.parse({ url: `${url}/hook`, ...body }),
        ),
      /** Does what is due, and waits until it is done. */
      async work() {
        await webhooks.collectAll();
        await webhooks.deliverDue();
        await webhooks.idle();
      },
      async deliveries(id: string) {
        const page = await webhooks.deliveries.list(ada, id, { limit: 200 });
        return page.data;
      },
    };
  }

  return {
    ...{ folder, ledger, mails, errors, audit, start },
    advance(seconds: number) {
      vi.setSystemTime(Date.now() + seconds * 1000);
    },
    async close() {
      await Promise.all(closers.map((stop) => stop()));
      await rm(folder, { recursive: true });
      vi.useRealTimers();
    },
  };
}
