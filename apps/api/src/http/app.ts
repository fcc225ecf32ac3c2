import express, { type Express, type RequestHandler, type Router } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Authenticator } from '../foundation/ports.js';
import { requestIdFrom } from '../foundation/request-id.js';
import type { BoundRoute } from './bind.js';
import { registerDashboard } from './dashboard.js';
import { registerDocs } from './docs.js';
import { answerErrors, answerNotFound } from './error-handler.js';
import { type ReadinessCheck, registerHealth } from './health.js';
import type { IdempotencyRecords } from './idempotency-records.js';
import { requestLog } from './logging.js';
import { registerMetrics, timeRequests } from './metrics.js';
import { ownOrigins } from './origins.js';
import { createRateLimiter, type RateLimit } from './rate-limit.js';
import { registerRoutes } from './routes.js';
import { cors, securityHeaders } from './security.js';

export interface AppDeps {
  readonly settings: {
    readonly appOrigin: string;
    readonly publicUrl: string;
    readonly production: boolean;
    /** Where the built dashboard is. */
    readonly dashboardFolder: string;
  };
  readonly logger: Logger;
  readonly newId: (prefix: string) => string;
  readonly authenticator: Authenticator;
  readonly idempotency: IdempotencyRecords;
  readonly metrics: Registry;
  readonly routes: readonly BoundRoute[];
  /** Answers `/api/auth/*`. */
  readonly auth: RequestHandler;
  /** Routers that read raw bodies themselves: `/webhooks`, `/sandbox`. */
  readonly rawRouters: Readonly<Record<string, Router>>;
  readonly checks: readonly ReadinessCheck[];
  readonly isDraining: () => boolean;
  readonly limits?: { readonly principal?: RateLimit; readonly address?: RateLimit };
}

/** The management API as one Express app; nothing listens yet. */
export function createApp(deps: AppDeps): Express {
  const { settings, logger } = deps;
  const origins = ownOrigins(settings);
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(identifyRequest(deps.newId), requestLog(logger), timeRequests(deps.metrics));
  app.use(securityHeaders({ origins, https: settings.publicUrl.startsWith('https:') }));
  app.use(cors(origins));
  registerHealth(app, deps);
  for (const [path, router] of Object.entries(deps.rawRouters)) {
    app.use(path, router);
  }
  app.all('/api/auth/{*path}', deps.auth);
  registerRoutes(app, deps.routes, {
    ...deps,
    limits: {
      principal: createRateLimiter(
        'caller',
        deps.limits?.principal ?? { points: 1200, seconds: 60 },
      ),
      address: createRateLimiter('address', deps.limits?.address ?? { points: 600, seconds: 60 }),
    },
    checkReplies: !settings.production,
  });
  registerMetrics(app, { registry: deps.metrics, authenticator: deps.authenticator });
  registerDocs(app, settings);
  registerDashboard(app, settings.dashboardFolder);
  app.use(answerNotFound);
  app.use(answerErrors);
  return app;
}

function identifyRequest(newId: (prefix: string) => string): RequestHandler {
  return function giveRequestId(req, res, next) {
    req.id = requestIdFrom(req.headers['x-request-id'], newId);
    res.set('X-Request-Id', String(req.id));
    next();
  };
}
