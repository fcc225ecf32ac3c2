import { randomBytes } from 'node:crypto';
import type { SetWalletAlerts } from '@telex-credits/contracts';
import type { Operation } from '@telex-credits/ledger';
import { parseCredits } from '@telex-credits/money';
import type { DocumentStore } from '@telex-credits/store';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import type { Mail } from '../foundation/ports.js';
import { createSeal } from '../foundation/seal.js';
import {
  createWalletAlertsService,
  type WalletAlertsService,
} from '../modules/wallet-alerts/service.js';
import { openTemporaryLedger } from './ledgers.js';

type Notified = { readonly id: string; readonly data: Readonly<Record<string, string>> };

/** A watched wallet of `org_1` with 10 credits, and everything that is told about it. */
export interface Bench {
  readonly service: WalletAlertsService;
  /** The same as another process has it; `documents` in place of the shared ones. */
  another(documents?: DocumentStore): WalletAlertsService;
  readonly documents: DocumentStore;
  readonly clock: { time: number };
  readonly mails: Mail[];
  readonly posted: { readonly url: string; readonly body: object }[];
  readonly notified: Notified[];
  /** What a channel's webhook answers. */
  readonly telex: { answer: number | string };
  /** What the mail server does. */
  readonly post: { works: boolean };
  set(wish: Partial<SetWalletAlerts>): ReturnType<WalletAlertsService['set']>;
  /** Credits come in, or a call takes some. */
  grant(credits: string, expiresAt?: string): Promise<void>;
  spend(credits: string): Promise<void>;
  /** A call holds credits and gives them all back. */
  holdAndRelease(credits: string): Promise<void>;
  /** Finds what fell, and sends it. */
  run(): Promise<void>;
  close(): Promise<void>;
}

export const channelUrl = 'https://ping.telex.im/v1/webhooks/0192f9c0-aaaa-7bbb-8ccc-ddddeeee1234';
const organisationId = 'org_1';

export async function openBench(): Promise<Bench> {
  const clock = { time: Date.parse('2026-11-25T10:00:00Z') };
  const now = () => new Date(clock.time);
  const ledger = await openTemporaryLedger(now);
  const documents = openSqliteDocuments(':memory:');
  const told = { mails: [] as Mail[], posted: [] as Bench['posted'], notified: [] as Notified[] };
  const telex: Bench['telex'] = { answer: 202 };
  const post = { works: true };
  let ids = 0;

  async function submit(operation: Operation): Promise<void> {
    const [result] = await ledger.submit([operation]);
    if (result?.ok !== true) {
      throw new Error(`refused: ${JSON.stringify(result)}`);
    }
    clock.time += 1000;
  }
  const nextId = () => {
    ids += 1;
    return `x_${ids}`;
  };
  const spending = (credits: string) => ({
    ...{ walletId: organisationId, credits: parseCredits(credits), limits: [], keyId: null },
    ...{ moduleId: 'mod_1', publisherId: null, developerBps: 0 },
  });
  const another = (store: DocumentStore = documents) =>
    createWalletAlertsService({
      ...{ documents: store, ledger, environment: { now }, appOrigin: 'http://dashboard.test' },
      ...{ telexOrigin: 'http://127.0.0.1:4999', audit: { record: async () => undefined } },
      organisations: {
        name: async () => 'Acme <b>',
        confirmedEmails: async () => ['ada@example.test'],
      },
      mailer: {
        async send(mail) {
          told.mails.push(...(post.works ? [mail] : []));
          return post.works;
        },
      },
      seal: createSeal({ secretKey: 'k'.repeat(32), purpose: 'test', randomBytes }),
      async post(url, body) {
        told.posted.push({ url: url.href, body });
        return telex.answer;
      },
      async notify(_organisationId, { id, data }) {
        told.notified.push({ id, data });
      },
      settle: (walletId) => submit({ type: 'open', id: `open:${walletId}`, walletId }),
      onError: (error) => {
        throw error;
      },
    });
  const service = another();
  const grant: Bench['grant'] = (credits, expiresAt) =>
    submit({
      ...{ type: 'grant', id: nextId(), walletId: organisationId, kind: 'promotional' },
      ...{ credits: parseCredits(credits), basis: 0n, priority: 0, source: null },
      expiresAt: expiresAt ?? null,
    });
  await submit({ type: 'open', id: `open:${organisationId}`, walletId: organisationId });
  await grant('10');
  return {
    ...{ service, another, documents, clock, ...told, telex, post, grant },
    set: (wish) =>
      service.set(
        { organisationId, actorId: 'usr_1' },
        { thresholds: ['5'], email: false, webhook: false, telexChannel: null, ...wish },
      ),
    spend: (credits) => submit({ type: 'charge', id: nextId(), ...spending(credits) }),
    async holdAndRelease(credits) {
      const id = nextId();
      const expiresAt = new Date(clock.time + 600_000).toISOString();
      await submit({ type: 'hold', id, ...spending(credits), expiresAt });
      await submit({ type: 'release', id: nextId(), holdId: id });
    },
    async run() {
      await service.follower.catchUp();
      await service.deliverDue();
    },
    async close() {
      await ledger.close();
      await documents.close();
    },
  };
}
