import { z } from 'zod';
import { SandboxError } from './error.js';
import {
  type Exchange,
  parse,
  readBody,
  requireKey,
  type SandboxRoute,
  sendJson,
} from './exchange.js';
import { movementsOf } from './movements.js';
import { publicView, type SandboxPayment } from './payment.js';
import type { SandboxService } from './service.js';

const minorText = z.string().regex(/^[1-9]\d{0,17}$/, 'is not an amount in minor units');
const webAddress = z.url({ protocol: /^https?$/ });
const ordered = {
  orderId: z.string().min(1).max(100),
  description: z.string().max(200),
  amount: minorText,
  currency: z.string().regex(/^[A-Z]{3}$/),
};

const newPaymentSchema = z.strictObject({
  ...ordered,
  email: z.string().max(320).nullable(),
  returnUrl: webAddress,
  cancelUrl: webAddress,
  expiresAt: z.iso.datetime(),
  saveMethod: z.boolean(),
});

const newChargeSchema = z.strictObject({ ...ordered, methodRef: z.string().min(1).max(100) });

const newRefundSchema = z.strictObject({
  refundId: z.string().min(1).max(100),
  amount: minorText,
  reason: z.string().max(200),
});

const movementsQuerySchema = z.strictObject({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  cursor: z.string().max(500).optional(),
});

interface ApiDeps {
  readonly service: SandboxService;
  readonly publicUrl: () => string;
}

/** Payments and charges. */
function paymentRoutes({ service, publicUrl }: ApiDeps): SandboxRoute[] {
  const all = /^\/sandbox\/api\/payments$/;
  const one = /^\/sandbox\/api\/payments\/(\w+)$/;
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

  async function charge({ req, res }: Exchange): Promise<void> {
    const request = parse(newChargeSchema, await readBody(req));
    sendJson(res, 201, view(await service.charge(requireKey(req), request)));
  }

  async function show({ res, id }: Exchange): Promise<void> {
    sendJson(res, 200, view(await service.expireIfOver(id)));
  }

  return [
    { method: 'GET', path: all, run: list },
    { method: 'POST', path: all, run: create },
    { method: 'POST', path: /^\/sandbox\/api\/charges$/, run: charge },
    { method: 'GET', path: one, run: show },
  ];
}

/** What comes after a payment. */
function laterRoutes({ service }: ApiDeps): SandboxRoute[] {
  const refunds = /^\/sandbox\/api\/payments\/(\w+)\/refunds$/;

  async function refund({ req, res, id }: Exchange): Promise<void> {
    const request = parse(newRefundSchema, await readBody(req));
    if (requireKey(req) !== request.refundId) {
      throw new SandboxError(400, 'idempotency_error', 'The key must be the refund id.');
    }
    sendJson(res, 201, await service.refund(id, request));
  }

  async function showRefunds({ res, id }: Exchange): Promise<void> {
    sendJson(res, 200, { data: (await service.get(id)).refunds });
  }

  async function detach({ req, res, id }: Exchange): Promise<void> {
    parse(z.strictObject({}), await readBody(req));
    requireKey(req);
    await service.detach(id);
    sendJson(res, 200, { id });
  }

  async function movements({ res, url }: Exchange): Promise<void> {
    const query = JSON.stringify(Object.fromEntries(url.searchParams));
    const { from, to, cursor = null } = parse(movementsQuerySchema, query);
    // Every payment of which something moved since then: none moved later than its `movedAt`.
    const page = await service.payments.find({
      ...{ index: 'by_moving', equals: [], range: { from }, limit: 100, cursor },
    });
    const data = page.items
      .flatMap(({ doc }) => movementsOf(doc))
      .filter(({ at }) => at >= from && at < to);
    sendJson(res, 200, { data, nextCursor: page.nextCursor });
  }

  return [
    { method: 'GET', path: refunds, run: showRefunds },
    { method: 'POST', path: refunds, run: refund },
    { method: 'POST', path: /^\/sandbox\/api\/cards\/(\w+)\/detach$/, run: detach },
    { method: 'GET', path: /^\/sandbox\/api\/movements$/, run: movements },
  ];
}

/** What the adapter calls. */
export function apiRoutes(deps: ApiDeps): SandboxRoute[] {
  return [...paymentRoutes(deps), ...laterRoutes(deps)];
}
