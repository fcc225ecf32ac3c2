import type { RequestHandler } from 'express';
import helmet from 'helmet';

const exposed = [
  'set-auth-token',
  'X-Request-Id',
  'Idempotent-Replayed',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
];
const allowed = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'Last-Event-ID',
  'X-API-Key',
  'X-Organisation-Id',
  'X-Request-Id',
];

/** Lets pages of our own origins, and no others, read replies; answers their preflights. */
export function cors(origins: readonly string[]): RequestHandler {
  return function allowOwnOrigins(req, res, next) {
    res.vary('Origin');
    const origin = req.headers.origin;
    if (origin === undefined || !origins.includes(origin)) {
      next();
      return;
    }
    res.set({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Expose-Headers': exposed.join(', '),
    });
    if (req.method !== 'OPTIONS' || req.headers['access-control-request-method'] === undefined) {
      next();
      return;
    }
    res
      .set({
        'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
        'Access-Control-Allow-Headers': allowed.join(', '),
        'Access-Control-Max-Age': '600',
      })
      .status(204)
      .end();
  };
}

/**
 * Security headers. Charts and dialogs set inline styles; scripts come from our own files only.
 * Forms may lead to the dashboard's origin, where a checkout page returns to.
 */
export function securityHeaders(options: {
  readonly origins: readonly string[];
  readonly https: boolean;
}): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        fontSrc: ["'self'", 'data:'],
        // A policy cannot name an IPv6 address; 'self' covers ours.
        formAction: ["'self'", ...options.origins.filter((origin) => !origin.includes('['))],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
      },
    },
    strictTransportSecurity: options.https,
    crossOriginResourcePolicy: { policy: 'same-site' },
  });
}
