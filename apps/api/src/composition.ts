import { fileURLToPath } from 'node:url';
import type { DocumentStore, LedgerStore } from '@telex-credits/store';
import type { Express } from 'express';
import type { Logger } from 'pino';
import { seedAtStart, startDemoModules, upstreamingOf } from './compose-demo.js';
import { composeModules, type Modules } from './compose-modules.js';
import { composePeople, type People } from './compose-people.js';
import type { Config } from './config.js';
import type { Environment } from './foundation/environment.js';
import { systemEnvironment } from './foundation/system-environment.js';
import { type AppDeps, createApp } from './http/app.js';
import { createAuthenticator } from './http/authenticator.js';
import { createIdempotencyRecords } from './http/idempotency-records.js';
import { createLogger } from './http/logging.js';
import { createMetrics } from './http/metrics.js';
import { ownOrigins } from './http/origins.js';
import type { RateLimit } from './http/rate-limit.js';
import { createFrontServer, type NodeHandler } from './http/server.js';
import { createScheduler, type Scheduler } from './jobs/scheduler.js';
import { secretKeyFor } from './secret-key.js';
import { openAppStore, openLedger } from './stores.js';

/** What every module is made from. */
export interface Core {
  readonly config: Config;
  readonly secretKey: string;
  readonly environment: Environment;
  readonly logger: Logger;
  readonly ledger: LedgerStore;
  readonly documents: DocumentStore;
  readonly jobs: Scheduler;
  /** This server as seen from this machine; known once it listens. */
  readonly serverUrl: () => string;
}

/** What tests put in place of the real thing. */
export interface Overrides {
  readonly environment?: Environment;
  readonly logger?: Logger;
  /** The ledger's writer in this thread. */
  readonly inlineLedger?: boolean;
  readonly limits?: AppDeps['limits'];
  readonly authLimits?: { readonly address?: RateLimit; readonly account?: RateLimit };
}

/** A server that listens. */
export interface Started {
  readonly port: number;
  /** Where it is reached. */
  readonly url: string;
  /** Lines for whoever started it: demo logins and a first call. */
  readonly greeting: readonly string[];
}

/** The whole program, not yet listening. */
export interface Application {
  readonly app: Express;
  readonly core: Core;
  readonly people: People;
  readonly modules: Modules;
  /** Makes what must be there first, listens, and starts jobs. */
  start(): Promise<Started>;
  /** Takes no more requests, lets those under way finish (10 s), stops jobs, closes the stores. */
  stop(): Promise<void>;
}

const dashboardFolder = fileURLToPath(new URL('../../dashboard/dist', import.meta.url));
const drainMs = 10_000;

/** Opens the stores and puts everything together. Throws `ConfigError`, `LedgerLocked` … */
export async function compose(config: Config, overrides: Overrides = {}): Promise<Application> {
  const environment = overrides.environment ?? systemEnvironment();
  const logger = overrides.logger ?? createLogger({ level: config.logLevel });
  const store = await openAppStore(config.database);
  const ledger = await openLedger(config.database, {
    baseCurrency: config.baseCurrency,
    now: environment.now,
    inline: overrides.inlineLedger ?? false,
    onError: (error) => logger.error({ err: error }, 'ledger'),
  });
  const jobs = createScheduler({ logger });
  const { documents, authDatabase } = store;
  const secretKey = await secretKeyFor(config, { documents, ...environment });
  let port = config.port;
  const serverUrl = () => `http://${loopbackOf(config.host)}:${port}`;
  const core: Core = {
    ...{ config, secretKey, environment, logger, ledger, documents, jobs, serverUrl },
  };
  const people = await composePeople(core, { authDatabase, authLimits: overrides.authLimits });
  const demo = await startDemoModules(config, environment.randomBytes);
  const upstreaming = upstreamingOf(config, demo);
  const modules = await composeModules(core, { people, upstreaming });
  let draining = false;
  const app = createWebApp(core, { people, modules, overrides, isDraining: () => draining });
  const gateway: NodeHandler = (req, res) => modules.gateway.handle(req, res);
  const server = createFrontServer({ app, gateway });
  return {
    ...{ app, core, people, modules },
    async start() {
      warn(core);
      const greeting = await seedAtStart(core, { people, modules, demo });
      port = await server.listen({ host: config.host, port: config.port });
      modules.start();
      jobs.start();
      return { port, greeting, url: config.port === 0 ? serverUrl() : config.publicUrl };
    },
    async stop() {
      draining = true;
      modules.endStreams();
      await server.drain(drainMs);
      await jobs.stop();
      await modules.stop();
      await demo?.close();
      await ledger.close();
      await store.close();
    },
  };
}

/** Says what an operator may have forgotten and would otherwise learn from customers. */
function warn({ config, logger }: Core): void {
  if (config.production && config.smtpUrl === null) {
    logger.warn('SMTP_URL is not set: mails, with the links to confirm addresses, stay in files');
  }
  if (config.payments.length === 0) {
    logger.warn('PAYMENTS names no provider: nothing can be bought');
  }
}

/** Where a server that binds to `host` is reached from this machine. */
function loopbackOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') {
    return '127.0.0.1';
  }
  return host.includes(':') ? `[${host}]` : host;
}

function createWebApp(
  core: Core,
  parts: {
    readonly people: People;
    readonly modules: Modules;
    readonly overrides: Overrides;
    readonly isDraining: () => boolean;
  },
): Express {
  const { config, documents, ledger, logger } = core;
  const { people, modules, overrides, isDraining } = parts;
  const { now, newId } = core.environment;
  return createApp({
    settings: { ...config, dashboardFolder },
    ...{ logger, newId, isDraining, auth: people.auth },
    ...{ routes: modules.routes, rawRouters: modules.rawRouters, metrics: createMetrics() },
    authenticator: createAuthenticator({
      sessions: people.sessions,
      people: people.service,
      keys: modules.keys,
      origins: ownOrigins(config),
    }),
    idempotency: createIdempotencyRecords({ documents, now, newId }),
    checks: [
      { name: 'store', check: () => people.service.hasPlatformAdmin() },
      { name: 'ledger', check: () => ledger.lastSeq() },
    ],
    ...(overrides.limits === undefined ? {} : { limits: overrides.limits }),
  });
}
