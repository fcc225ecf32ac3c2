import { randomBytes } from 'node:crypto';
import { globalAgent } from 'node:http';
import type { Price } from '@telex-credits/contracts';
import type { LimitRef } from '@telex-credits/ledger';
import { parseCredits } from '@telex-credits/money';
import type { LedgerStore } from '@telex-credits/store';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { makeNewId } from '../../foundation/ids.js';
import type { CallableModule, LimitRefs, SpendingIdentity } from '../../foundation/ports.js';
import { createFrontServer, type NodeHandler, type Patience } from '../../http/server.js';
import { verifyReceipts } from '../../testing/verify-receipts.js';
import type { Resolve } from '../addresses/address-rules.js';
import type { GatewayConfig, GatewayLogger } from '../deps.js';
import { createGateway, type Gateway } from '../gateway.js';
import { type Life, mortal } from './mortal.js';
import { type Ask, askUrl, type Got, key } from './stub.js';

/** A clock that tests move by hand. */
export class Clock {
  #at = Date.parse('2026-11-24T09:00:00.000Z');
  readonly now = () => new Date(this.#at);
  advance(millis: number): void {
    this.#at += millis;
  }
}

export const organisation = 'org_buyer';
const stranger = 'org_stranger';
export const strangerKey = 'tcr_live_stranger';
export const perCall = (credits: string, errorsBillable = false): Price => ({
  model: 'per_call',
  credits,
  errorsBillable,
});

export interface Rig {
  readonly url: string;
  readonly gateway: Gateway;
  readonly clock: Clock;
  readonly ledger: LedgerStore;
  readonly modules: Map<string, CallableModule>;
  readonly identities: Map<string, SpendingIdentity>;
  /** The limits of every call. */
  limits: LimitRef[];
  /** Who answers the limits of a call instead. */
  limitsFrom: LimitRefs | null;
  ask(ask: Ask): Promise<Got>;
  addModule(
    module: Partial<CallableModule> & { slug: string; upstreamUrl: string },
  ): CallableModule;
  grant(credits: string, organisationId?: string): Promise<void>;
  /** `{available, held}` in credits-as-micros. */
  balance(organisationId?: string): Promise<{ available: bigint; held: bigint }>;
  /** The gateway's process dies in the middle of what it does; another starts on the same stores. */
  kill(): void;
  close(): Promise<void>;
}

export interface RigOptions {
  readonly ledger: (clock: Clock) => LedgerStore | Promise<LedgerStore>;
  readonly config?: Partial<GatewayConfig>;
  readonly resolve?: Resolve;
  readonly trusted?: readonly string[];
  readonly logger?: GatewayLogger;
  /** How long the server waits for slow senders. */
  readonly patience?: Patience;
}

const quiet: GatewayLogger = { info() {}, warn() {}, error() {} };

function identity(
  id: string,
  organisationId: string,
  more: Partial<SpendingIdentity> = {},
): SpendingIdentity {
  return {
    kind: 'key',
    id,
    organisationId,
    scopes: ['gateway'],
    moduleIds: null,
    cap: null,
    ...more,
  };
}

function configOf(publicUrl: string, { trusted, resolve, config }: RigOptions): GatewayConfig {
  return {
    publicUrl,
    creditPrice: '0.0035',
    baseCurrency: 'USD',
    secretKey: 'a secret of at least thirty-two characters',
    trustedOrigins: trusted ?? [],
    allowPrivateUpstreams: trusted === undefined && resolve === undefined,
    telexAi: null,
    ...config,
  };
}

function knownIdentities(): Map<string, SpendingIdentity> {
  return new Map<string, SpendingIdentity>([
    [key, identity('key_buyer', organisation)],
    [strangerKey, identity('key_stranger', stranger)],
  ]);
}

function moduleOf(
  module: Partial<CallableModule> & { slug: string; upstreamUrl: string },
): CallableModule {
  return {
    id: `mod_${module.slug}`,
    name: `Module ${module.slug}`,
    kind: 'a2a',
    publisherId: 'org_publisher',
    developerBps: 8000,
    timeLimitSeconds: 5,
    price: {
      id: 'prv_1',
      price: perCall('1'),
      effectiveAt: '2026-01-01T00:00:00.000Z',
      createdAt: '2026-01-01T00:00:00.000Z',
    },
    ...module,
  };
}

function granter(ledger: LedgerStore): Rig['grant'] {
  let counter = 0;
  return async (credits, organisationId = organisation) => {
    counter += 1;
    await ledger.submit([
      {
        type: 'grant',
        id: `lot_${counter}`,
        walletId: organisationId,
        kind: 'promotional',
        credits: parseCredits(credits),
        basis: 1_000_000_000n,
        priority: 0,
        expiresAt: null,
        source: null,
      },
    ]);
  };
}

async function startServer(gateway: NodeHandler, { patience }: RigOptions) {
  const app: NodeHandler = (_req, res) => void res.writeHead(404).end('the app');
  const server = createFrontServer({
    app,
    gateway,
    ...(patience === undefined ? {} : { patience }),
  });
  const port = await server.listen({ host: '127.0.0.1', port: 0 });
  return { server, url: `http://127.0.0.1:${port}` };
}

/** A gateway on the real front server, with a ledger, documents in memory and a clock. */
export async function startRig(options: RigOptions): Promise<Rig> {
  const clock = new Clock();
  const ledger = await options.ledger(clock);
  const documents = openSqliteDocuments(':memory:');
  const modules = new Map<string, CallableModule>();
  const identities = knownIdentities();
  const byId = async (id: string) => [...modules.values()].find((module) => module.id === id);
  const handlers: { handle: Gateway['handle'] } = { handle: (_req, res) => res.end() };
  const { server, url } = await startServer((req, res) => handlers.handle(req, res), options);
  const bytes = (count: number) => randomBytes(count);
  let life: Life = { ended: false };
  function boot(): Gateway {
    life = { ended: false };
    const started = createGateway({
      ledger: mortal(ledger, life),
      documents: mortal(documents, life),
      identities: {
        byKey: async (secret) => identities.get(secret),
        byConnection: async (token) => identities.get(`connection:${token}`),
        recognises: (secret) => identities.has(secret) || identities.has(`connection:${secret}`),
      },
      modules: { bySlug: async (slug) => modules.get(slug), byId },
      limits: { for: async (spend) => (await rig.limitsFrom?.for(spend)) ?? rig.limits },
      environment: { now: clock.now, newId: makeNewId(clock.now, bytes), randomBytes: bytes },
      logger: options.logger ?? quiet,
      config: configOf(url, options),
      ...(options.resolve === undefined ? {} : { resolve: options.resolve }),
    });
    handlers.handle = started.handle;
    return started;
  }
  let gateway = boot();
  for (const walletId of [organisation, stranger]) {
    await ledger.submit([{ type: 'open', id: `open:${walletId}`, walletId }]);
  }
  const rig: Rig = {
    ...{ url, clock, ledger, modules, identities, limits: [], limitsFrom: null },
    get gateway() {
      return gateway;
    },
    kill() {
      life.ended = true;
      server.hangUp();
      // The tests' own client would send the next request into one of these connections.
      globalAgent.destroy();
      gateway = boot();
    },
    ask: (ask) => askUrl(url, ask),
    addModule(module) {
      const full = moduleOf(module);
      modules.set(full.slug, full);
      return full;
    },
    grant: granter(ledger),
    async balance(organisationId = organisation) {
      const wallet = await ledger.wallet(organisationId);
      const { posted = 0n, held = 0n } = wallet ?? {};
      return { available: posted - held, held };
    },
    async close() {
      await gateway.close();
      await server.drain(0);
      await documents.close();
      await verifyReceipts(ledger, 'USD');
    },
  };
  return rig;
}

/** A price in force. */
export function priced(price: Price): CallableModule['price'] {
  const at = '2026-01-01T00:00:00.000Z';
  return { id: 'prv_test', price, effectiveAt: at, createdAt: at };
}
