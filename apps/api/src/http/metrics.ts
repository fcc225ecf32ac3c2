import type { Express, RequestHandler } from 'express';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Authenticator } from '../foundation/ports.js';
import { admit } from './access.js';

/** A registry with the process's own metrics; modules add theirs to it. */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Times every request by its route's pattern, so that ids do not multiply the series. */
export function timeRequests(registry: Registry): RequestHandler {
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer requests of the management API',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  return function timeRequest(req, res, next) {
    const stop = durations.startTimer();
    res.once('finish', () => {
      const pattern: unknown = req.route?.path;
      const route = typeof pattern === 'string' ? pattern : 'other';
      stop({ method: req.method, route, status: res.statusCode });
    });
    next();
  };
}

/** `GET /metrics`, for platform admins and keys of theirs with scope `admin`. */
export function registerMetrics(
  app: Express,
  deps: { readonly registry: Registry; readonly authenticator: Authenticator },
): void {
  app.get('/metrics', async (req, res) => {
    const principal = await deps.authenticator.authenticate(req);
    admit({ kind: 'platform', roles: ['platform_admin'] }, principal);
    res.type(deps.registry.contentType).send(await deps.registry.metrics());
  });
}
