import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { apiRoutes } from './api.js';
import { checkoutRoutes } from './checkout.js';
import { dashboardRoutes } from './dashboard.js';
import { SandboxError } from './error.js';
import { type Exchange, sendJson, sendPage } from './exchange.js';
import { errorPage } from './html.js';
import type { SandboxService } from './service.js';

interface HandlerDeps {
  readonly service: SandboxService;
  readonly apiKey: string;
  readonly merchant: string;
  readonly publicUrl: () => string;
  readonly isOperator: (req: IncomingMessage) => Promise<boolean>;
}

function authorise(req: IncomingMessage, apiKey: string): void {
  const address = req.socket.remoteAddress ?? '';
  if (!/^(127\.|::1$|::ffff:127\.)/.test(address)) {
    throw new SandboxError(403, 'loopback_only', 'The sandbox is called from this machine only.');
  }
  const given = Buffer.from(req.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${apiKey}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new SandboxError(401, 'invalid_api_key', 'The key is missing or wrong.');
  }
}

function refuse(
  exchange: { readonly res: ServerResponse; readonly url: URL },
  error: SandboxError,
) {
  const { code, message, status } = error;
  if (isApi(exchange.url)) {
    sendJson(exchange.res, status, { error: { code, message } });
  } else {
    sendPage(exchange.res, status, errorPage(message));
  }
}

const isApi = (url: URL) => url.pathname.startsWith('/sandbox/api/');
const isDashboard = (url: URL) => /^\/sandbox\/dashboard(\/|$)/.test(url.pathname);

/**
 * The sandbox over HTTP: `/sandbox/checkout/{id}` for payers, `/sandbox/api/…` for the adapter
 * (loopback and key only), and `/sandbox/dashboard` for whom `isOperator` knows. Mount it where
 * bodies have not been read yet. Answers false for a path that is not its own.
 */
export function createSandboxHandler(
  deps: HandlerDeps,
): (req: IncomingMessage, res: ServerResponse) => Promise<boolean> {
  const routes = [...checkoutRoutes(deps), ...apiRoutes(deps), ...dashboardRoutes(deps)];

  async function admit({ url, req }: Omit<Exchange, 'id'>): Promise<void> {
    if (isApi(url)) {
      authorise(req, deps.apiKey);
    }
    if (isDashboard(url) && !(await deps.isOperator(req))) {
      throw new SandboxError(
        403,
        'operators_only',
        'This page is for platform admins: sign in to the dashboard of the shop as one.',
      );
    }
  }

  async function answer(exchange: Omit<Exchange, 'id'>): Promise<void> {
    await admit(exchange);
    const method = exchange.req.method === 'HEAD' ? 'GET' : exchange.req.method;
    for (const route of routes) {
      const match = route.method === method ? route.path.exec(exchange.url.pathname) : null;
      if (match !== null) {
        return route.run({ ...exchange, id: match[1] ?? '' });
      }
    }
    throw new SandboxError(404, 'not_found', 'There is nothing at this address.');
  }

  return async (req, res) => {
    // Express takes the mount path off `url` and keeps the whole in `originalUrl`.
    const target = 'originalUrl' in req ? String(req.originalUrl) : (req.url ?? '/');
    if (!target.startsWith('/sandbox/')) {
      return false;
    }
    const url = new URL(target, 'http://sandbox.invalid');
    try {
      await answer({ req, res, url });
    } catch (error) {
      if (!(error instanceof SandboxError)) {
        throw error;
      }
      refuse({ res, url }, error);
    }
    return true;
  };
}
