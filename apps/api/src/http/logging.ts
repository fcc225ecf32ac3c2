import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DestinationStream, type Logger, pino } from 'pino';
import { pinoHttp } from 'pino-http';
import { logPath } from '../foundation/log-path.js';

const secretHeaders = [
  'authorization',
  'cookie',
  'x-api-key',
  'x-agent-api-key',
  'stripe-signature',
  'x-paystack-signature',
];

/** The program's log: JSON lines, with secrets blotted out wherever headers are logged. */
export function createLogger(options: {
  readonly level: string;
  readonly destination?: DestinationStream;
}): Logger {
  const redact = [
    ...secretHeaders.flatMap((name) => [`req.headers["${name}"]`, `headers["${name}"]`]),
    'res.headers["set-cookie"]',
    'res.headers["set-auth-token"]',
  ];
  const settings = { level: options.level, redact, base: null };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}

/** One line a request, without headers, query or body. `req.id` must be set before. */
export function requestLog(logger: Logger) {
  return pinoHttp<IncomingMessage, ServerResponse>({
    logger,
    genReqId: (req) => req.id,
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId' },
    autoLogging: { ignore: (req) => req.url === '/healthz' || req.url === '/readyz' },
    customLogLevel: (_req, res, error) => {
      const failed = error !== undefined || res.statusCode >= 500;
      return failed ? 'error' : 'info';
    },
    serializers: {
      req: (req: { method?: string; url?: string }) => ({
        method: req.method,
        path: logPath(req.url ?? ''),
      }),
      res: (res: { statusCode?: number }) => ({ status: res.statusCode }),
    },
  });
}
