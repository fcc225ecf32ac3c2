import { randomBytes } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Price } from '@telex-credits/contracts';
import type { LimitRef } from '@telex-credits/ledger';
import { parseCredits } from '@telex-credits/money';
import type { LedgerStore } from '@telex-credits/store';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { makeNewId } from '../../foundation/ids.js';
import type { CallableModule, SpendingIdentity } from '../../foundation/ports.js';
import type { Resolve } from '../addresses/address-rules.js';
import type { GatewayConfig, GatewayLogger } from '../deps.js';
import { createGateway, type Gateway } from '../gateway.js';

/** A clock that tests move by hand. */
export class Clock {
  #at = Date.parse('2026-11-24T09:00:00.000Z');
  readonly now = () => new Date(this.#at);
  advance(millis: number): void {
    this.#at += millis;
  }
}

/** What a server heard. */
export interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An upstream on 127.0.0.1 that does what a test tells it to, and remembers what it heard. */
export interface StubServer {
  readonly origin: string;
  readonly heard: Heard[];
  behave: (req: IncomingMessage, res: ServerResponse, heard: Heard) => void;
  close(): Promise<void>;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

export async function startStub(behave: StubServer['behave']): Promise<StubServer> {
  const heard: Heard[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const { method = '', url = '', headers } = req;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      heard.push(one);
      stub.behave(req, res, one);
    });
  });
  const stub: StubServer = {
    origin: await listen(server),
    heard,
    behave,
    close: () => stop(server),
  };
  return stub;
}

/** Answers JSON. */
export function json(res: ServerResponse, body: unknown, status = 200): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  res.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  res.end(text);
}

/** A reply as a caller reads it. */
export interface Got {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any shape
  readonly json: any;
}

export interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly key?: string | null;
}

export const organisation = 'org_buyer';
export const stranger = 'org_stranger';
export const key = 'tcr_live_buyer';
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
  limits: LimitRef[];
  ask(ask: Ask): Promise<Got>;
  addModule(
    module: Partial<CallableModule> & { slug: string; upstreamUrl: string },
  ): CallableModule;
  grant(credits: string, organisationId?: string): Promise<void>;
  /** `{available, held}` in credits-as-micros. */
  balance(organisationId?: string): Promise<{ available: bigint; held: bigint }>;
  close(): Promise<void>;
}

export interface RigOptions {
  readonly ledger: (clock: Clock) => LedgerStore;
  readonly config?: Partial<GatewayConfig>;
  readonly resolve?: Resolve;
  readonly trusted?: readonly string[];
  readonly logger?: GatewayLogger;
  readonly port?: number;
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

/** Sends a request and reads the reply; rejects when the connection breaks. */
export function askUrl(base: string, ask: Ask): Promise<Got> {
  return new Promise((resolve, reject) => {
    const { method = ask.body === undefined ? 'GET' : 'POST', path, headers = {}, body } = ask;
    const auth: Record<string, string> =
      ask.key === null ? {} : { authorization: `Bearer ${ask.key ?? key}` };
    const length: Record<string, string> =
      body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const { hostname, port } = new URL(base);
    const sent = request(
      { hostname, port, method, path, headers: { ...auth, ...length, ...headers } },
      (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('error', reject);
        res.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          let parsed: unknown;
          try {
            parsed = JSON.parse(text);
          } catch {
            parsed = undefined;
          }
          resolve({ status: res.statusCode ?? 0, headers: res.headers, text, json: parsed });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A gateway on a real socket, with a ledger, documents in memory and a clock. */
export async function startRig(options: RigOptions): Promise<Rig> {
  const clock = new Clock();
  const ledger = options.ledger(clock);
  const documents = openSqliteDocuments(':memory:');
  const modules = new Map<string, CallableModule>();
  const identities = new Map<string, SpendingIdentity>([
    [key, identity('key_buyer', organisation)],
    [strangerKey, identity('key_stranger', stranger)],
  ]);
  const byId = async (id: string) => [...modules.values()].find((module) => module.id === id);
  const handlers: { handle: Gateway['handle'] } = { handle: (_req, res) => res.end() };
  const server = createServer((req, res) => handlers.handle(req, res));
  const url = await listen(server);
  const bytes = (count: number) => randomBytes(count);
  let counter = 0;
  const gateway = createGateway({
    ledger,
    documents,
    identities: {
      byKey: async (secret) => identities.get(secret),
      byConnection: async (token) => identities.get(`connection:${token}`),
    },
    modules: { bySlug: async (slug) => modules.get(slug), byId },
    limits: { for: async () => rig.limits },
    environment: { now: clock.now, newId: makeNewId(clock.now, bytes), randomBytes: bytes },
    logger: options.logger ?? quiet,
    config: {
      publicUrl: url,
      creditPrice: '0.0035',
      baseCurrency: 'USD',
      secretKey: 'a secret of at least thirty-two characters',
      trustedOrigins: options.trusted ?? [],
      allowPrivateUpstreams: options.trusted === undefined && options.resolve === undefined,
      telexAi: null,
      ...options.config,
    },
    ...(options.resolve === undefined ? {} : { resolve: options.resolve }),
  });
  handlers.handle = gateway.handle;
  for (const walletId of [organisation, stranger]) {
    await ledger.submit([{ type: 'open', id: `open:${walletId}`, walletId }]);
  }
  const rig: Rig = {
    ...{ url, gateway, clock, ledger, modules, identities, limits: [] },
    ask: (ask) => askUrl(url, ask),
    addModule(module) {
      const full: CallableModule = {
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
      modules.set(full.slug, full);
      return full;
    },
    async grant(credits, organisationId = organisation) {
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
    },
    async balance(organisationId = organisation) {
      const wallet = await ledger.wallet(organisationId);
      const { posted = 0n, held = 0n } = wallet ?? {};
      return { available: posted - held, held };
    },
    async close() {
      await gateway.close();
      await stop(server);
      await documents.close();
    },
  };
  return rig;
}

/** Waits until a check holds, for a second at most. */
export async function eventually(check: () => Promise<boolean> | boolean): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await check()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('what was awaited did not happen');
}

/** A price in force. */
export function priced(price: Price): CallableModule['price'] {
  const at = '2026-01-01T00:00:00.000Z';
  return { id: 'prv_test', price, effectiveAt: at, createdAt: at };
}
