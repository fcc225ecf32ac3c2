import { route } from '@telex-credits/contracts';
import type { DocumentStore } from '@telex-credits/store';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import type { Express } from 'express';
import { z } from 'zod';
import type { Environment } from '../foundation/environment.js';
import { systemEnvironment } from '../foundation/system-environment.js';
import { type AppDeps, createApp } from '../http/app.js';
import type { BoundRoute } from '../http/bind.js';
import { createIdempotencyRecords } from '../http/idempotency-records.js';
import { createLogger } from '../http/logging.js';
import { createMetrics } from '../http/metrics.js';
import type { Principal } from '../http/principal.js';

/** A route for tests; what is left out is empty and open to everybody. */
export function testRoute(parts: Partial<Parameters<typeof route>[0]>) {
  return route({
    ...{ operationId: 'test', method: 'get', path: '/api/v1/test', tag: 'test', summary: 'Test' },
    ...{ access: { kind: 'public' }, status: 200, reply: z.unknown() },
    ...{ params: z.strictObject({}), query: z.strictObject({}), body: z.undefined() },
    ...parts,
  });
}

/** A person as the authenticator would make one. */
export const testPrincipal: Principal = {
  ...{ kind: 'person', personId: 'usr_1', email: 'ada@example.test', name: 'Ada' },
  ...{ emailVerified: true, platformRole: null, organisationId: 'org_1', role: 'administrator' },
};

/** The Express app around given routes, with documents in memory; nothing listens. */
export function testApp(
  routes: readonly BoundRoute[],
  options: Partial<Omit<AppDeps, 'routes'>> & {
    readonly principal?: Principal | null;
    readonly environment?: Environment;
  } = {},
): { app: Express; documents: DocumentStore; logs: string[] } {
  const { principal = testPrincipal, environment = systemEnvironment(), ...given } = options;
  const documents = openSqliteDocuments(':memory:');
  const logs: string[] = [];
  const { now, newId } = environment;
  const app = createApp({
    settings: {
      ...{ appOrigin: 'https://app.example.test', publicUrl: 'https://api.example.test' },
      ...{ production: false, dashboardFolder: '/nonexistent' },
    },
    logger: createLogger({ level: 'info', destination: { write: (line) => logs.push(line) } }),
    newId,
    authenticator: { authenticate: async () => principal },
    idempotency: createIdempotencyRecords({ documents, now, newId }),
    metrics: createMetrics(),
    routes,
    auth: (_req, res) => {
      res.end();
    },
    ...{ rawRouters: {}, checks: [], isDraining: () => false },
    ...given,
  });
  return { app, documents, logs };
}
