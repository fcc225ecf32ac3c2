import type { Router } from 'express';
import type { People } from './compose-people.js';
import type { Core } from './composition.js';
import type { BoundRoute } from './http/bind.js';
import type { NodeHandler } from './http/server.js';
import { keysRoutes } from './modules/keys/routes.js';
import { createKeysService, type KeysService } from './modules/keys/service.js';
import { peopleRoutes } from './modules/people/routes.js';
import { usageRoutesOf } from './modules/usage/routes.js';
import { createUsageService } from './modules/usage/service.js';

/** What the modules give to the server. */
export interface Modules {
  readonly keys: KeysService;
  readonly routes: readonly BoundRoute[];
  /** By the path that they answer under. */
  readonly rawRouters: Readonly<Record<string, Router>>;
  readonly gateway: NodeHandler | null;
  /** Lines for whoever started the server: demo logins and a first call. */
  readonly greeting: readonly string[];
  /** Work that goes on while the server listens. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Makes every module, inner ones first; the one place that knows who needs whom. */
export async function composeModules(core: Core, people: People): Promise<Modules> {
  const { config, documents, environment, ledger, logger } = core;
  const { now } = environment;
  const { audit } = people;
  const onError = (error: unknown) => logger.error({ err: error }, 'background work failed');
  const usage = createUsageService({
    ...{ documents, ledger, now, onError },
    baseCurrency: config.baseCurrency,
  });
  const keys = createKeysService({
    ...{ documents, environment, ledger, audit, logger, publicUrl: config.publicUrl },
    modules: { byId: () => Promise.resolve(undefined) },
    platformAdmin: (personId) => people.service.platformAdmin(personId),
  });
  return {
    keys,
    routes: [...peopleRoutes(people.service), ...keysRoutes(keys), ...usageRoutesOf(usage)],
    rawRouters: {},
    gateway: null,
    greeting: [],
    async start() {
      usage.follower.start();
    },
    async stop() {
      await usage.follower.stop();
      await keys.idle();
    },
  };
}
