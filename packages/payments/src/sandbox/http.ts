import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import {
  type Exchange,
  parse,
  readBody,
  requireKey,
  type SandboxRoute,
  sendJson,
  sendPage,
} from './exchange.js';
import { checkoutPage, errorPage } from './page.js';
import { publicView, type SandboxPayment } from './payment.js';
import { SandboxError, type SandboxService } from './service.js';

const minorText = z.string().regex(/^[1-9]\d{0,17}$/, 'is not an amount in minor units');
const webAddress = z.url({ protocol: /^https?$/ });

const newPaymentSchema = z.strictObject({
  orderId: z.string().min(1).max(100),
  description: z.string().max(200),
  email: z.string().max(320).nullable(),
  amount: minorText,
  currency: z.string().regex(/^[A-Z]{3}$/),
  returnUrl: webAddress,
  cancelUrl: webAddress,
  expiresAt: z.iso.datetime(),
});

const newRefundSchema = z.strictObject({
  refundId: z.string().min(1).max(100),
  amount: minorText,
  reason: z.string().max(200),
});

interface HandlerDeps {
  readonly service: SandboxService;
  readonly apiKey: string;
  readonly merchant: string;
  readonly publicUrl: () => string;
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

/** What payers see and send. */
function checkoutRoutes({ service, merchant }: HandlerDeps): SandboxRoute[] {
  const path = /^\/sandbox\/checkout\/(\w+)$/;

  async function show({ res, id }: Exchange): Promise<void> {
    const payment = await service.expireIfOver(id);
    sendPage(res, 200, checkoutPage(payment, merchant), payment);
  }

  async function work(choice: string | null, id: string): Promise<SandboxPayment> {
    switch (choice) {
      case 'pay':
        return service.pay(id);
      case 'decline':
        return service.decline(id);
      case 'abandon':
        return service.get(id);
      default:
        throw new SandboxError(400, 'invalid_choice', 'There is no such choice.');
    }
  }

  async function choose({ req, res, id }: Exchange): Promise<void> {
    const choice = new URLSearchParams(await readBody(req)).get('choice');
    const payment = await work(choice, id);
    if (choice === 'pay' && payment.status !== 'paid') {
      sendPage(res, 409, checkoutPage(payment, merchant), payment);
      return;
    }
    const location = payment.status === 'paid' ? payment.returnUrl : payment.cancelUrl;
    res.writeHead(303, { location, 'cache-control': 'no-store' }).end();
  }

  return [
    { method: 'GET', path, run: show },
    { method: 'POST', path, run: choose },
  ];
}

/** What the adapter calls. */
function apiRoutes({ service, publicUrl }: HandlerDeps): SandboxRoute[] {
  const all = /^\/sandbox\/api\/payments$/;
  const one = /^\/sandbox\/api\/payments\/(\w+)$/;
  const refunds = /^\/sandbox\/api\/payments\/(\w+)\/refunds$/;
  const view = (payment: SandboxPayment) => ({
    ...publicView(payment),
    checkoutUrl: `${publicUrl()}/sandbox/checkout/${payment.id}`,
  });

  async function list({ res, url }: Exchange): Promise<void> {
    const orderId = url.searchParams.get('orderId');
    const page = await service.payments.find({
      index: orderId === null ? 'by_time' : 'by_order',
      equals: orderId === null ? [] : [orderId],
      limit: 100,
      cursor: url.searchParams.get('cursor'),
    });
    const data = page.items.map(({ doc }) => view(doc));
    sendJson(res, 200, { data, nextCursor: page.nextCursor });
  }

  async function create({ req, res }: Exchange): Promise<void> {
    const request = parse(newPaymentSchema, await readBody(req));
    sendJson(res, 201, view(await service.create(requireKey(req), request)));
  }

  async function refund({ req, res, id }: Exchange): Promise<void> {
    const request = parse(newRefundSchema, await readBody(req));
    if (requireKey(req) !== request.refundId) {
      throw new SandboxError(400, 'idempotency_error', 'The key must be the refund id.');
    }
    sendJson(res, 201, await service.refund(id, request));
  }

  async function show({ res, id }: Exchange): Promise<void> {
    sendJson(res, 200, view(await service.expireIfOver(id)));
  }

  async function showRefunds({ res, id }: Exchange): Promise<void> {
    sendJson(res, 200, { data: (await service.get(id)).refunds });
  }

  return [
    { method: 'GET', path: all, run: list },
    { method: 'POST', path: all, run: create },
    { method: 'GET', path: one, run: show },
    { method: 'GET', path: refunds, run: showRefunds },
    { method: 'POST', path: refunds, run: refund },
  ];
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

/**
 * The sandbox over HTTP: `/sandbox/checkout/{id}` for payers and `/sandbox/api/…` for the adapter
 * (loopback and key only). Mount it where bodies have not been read yet. Answers false for a path
 * that is not its own.
 */
export function createSandboxHandler(
  deps: HandlerDeps,
): (req: IncomingMessage, res: ServerResponse) => Promise<boolean> {
  const routes = [...checkoutRoutes(deps), ...apiRoutes(deps)];

  async function answer(exchange: Omit<Exchange, 'id'>): Promise<void> {
    if (isApi(exchange.url)) {
      authorise(exchange.req, deps.apiKey);
    }
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
