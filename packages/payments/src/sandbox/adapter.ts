import { currencies } from '@telex-credits/money';
import { z } from 'zod';
import { WebhookRefused } from '../errors.js';
import type { PaymentProvider, ProviderRefund } from '../provider.js';
import { checkTimestamped } from '../signature.js';
import { readSignedJson } from '../signed-json.js';
import { callSandbox, type SandboxApi } from './client.js';

const paymentSchema = z.object({
  id: z.string(),
  orderId: z.string(),
  amount: z.string().regex(/^\d+$/),
  currency: z.string(),
  livemode: z.boolean(),
  status: z.enum(['open', 'paid', 'failed', 'expired']),
  refunded: z.string().regex(/^\d+$/),
  expiresAt: z.string(),
  paidAt: z.string().nullable(),
  checkoutUrl: z.url(),
});

const refundSchema = z.object({ id: z.string(), refundId: z.string() });

const eventSchema = z.object({
  id: z.string().min(1).max(200),
  type: z.string().min(1).max(100),
  created: z.iso.datetime(),
  livemode: z.boolean(),
});

const factPayloadSchema = z.object({
  data: z.object({ object: z.object({ id: z.string(), orderId: z.string() }) }),
});

/** Event types that say something about a payment; all others are none of our business. */
const paymentTypes: ReadonlySet<string> = new Set([
  'payment.paid',
  'payment.failed',
  'payment.expired',
  'payment.refunded',
]);

const succeeded = (refund: { readonly id: string }): ProviderRefund => ({
  refundRef: refund.id,
  state: 'succeeded',
});

/** What the sandbox has no part in yet. */
const savesNothing: Pick<
  PaymentProvider,
  'savesMethods' | 'chargeSaved' | 'forgetMethod' | 'listMovements'
> = {
  savesMethods: false,
  chargeSaved: () => Promise.reject(new Error('the sandbox saves no methods')),
  forgetMethod: async () => {},
  listMovements: async () => ({ items: [], nextCursor: null }),
};

/**
 * The sandbox as a payment provider: talks HTTP to the stand-in, as the others do to theirs.
 * Takes every currency of the allow-list; never moves real money.
 */
export function createSandboxProvider(deps: {
  readonly api: SandboxApi;
  readonly webhookSecret: string;
  readonly now: () => Date;
}): PaymentProvider {
  const { api } = deps;
  return {
    id: 'sandbox',
    name: 'Sandbox (test mode)',
    livemode: false,
    currencies,
    ...savesNothing,

    async createCheckout(order) {
      const { orderId, amount, description, email, returnUrl, cancelUrl, expiresAt } = order;
      const payment = await callSandbox(api, {
        method: 'POST',
        path: '/payments',
        key: `${orderId}:create`,
        body: {
          ...{ orderId, description, email, returnUrl, cancelUrl, expiresAt },
          amount: amount.minor.toString(),
          currency: amount.currency,
        },
        reply: paymentSchema,
      });
      return { paymentRef: payment.id, url: payment.checkoutUrl, expiresAt: payment.expiresAt };
    },

    async fetchPayment(paymentRef) {
      const path = `/payments/${encodeURIComponent(paymentRef)}`;
      const payment = await callSandbox(api, { method: 'GET', path, reply: paymentSchema });
      return {
        paymentRef: payment.id,
        orderId: payment.orderId,
        state: payment.status === 'open' ? 'pending' : payment.status,
        amount: BigInt(payment.amount),
        currency: payment.currency,
        livemode: payment.livemode,
        paidAt: payment.paidAt,
        refunded: BigInt(payment.refunded),
        disputes: [],
        method: null,
        declineCode: null,
      };
    },

    async refund({ refundId, paymentRef, amount, reason }) {
      const refund = await callSandbox(api, {
        method: 'POST',
        path: `/payments/${encodeURIComponent(paymentRef)}/refunds`,
        key: refundId,
        body: { refundId, amount: amount.minor.toString(), reason },
        reply: refundSchema,
      });
      return succeeded(refund);
    },

    async findRefund({ refundId, paymentRef }) {
      const path = `/payments/${encodeURIComponent(paymentRef)}/refunds`;
      const reply = z.object({ data: z.array(refundSchema) });
      const { data } = await callSandbox(api, { method: 'GET', path, reply });
      const found = data.find((refund) => refund.refundId === refundId);
      return found === undefined ? undefined : succeeded(found);
    },

    verifyWebhook(raw, headers) {
      const header = headers['sandbox-signature'];
      checkTimestamped({ secret: deps.webhookSecret, raw, header, now: deps.now() });
      const payload = readSignedJson(raw);
      const event = eventSchema.safeParse(payload);
      if (!event.success) {
        throw new WebhookRefused('the signed body is no event');
      }
      const { id, type, created, livemode } = event.data;
      return { eventKey: id, type, occurredAt: created, livemode, payload };
    },

    async toFacts({ type, payload }) {
      if (!paymentTypes.has(type)) {
        return [];
      }
      const { id, orderId } = factPayloadSchema.parse(payload).data.object;
      return [{ kind: 'payment', orderId, paymentRef: id }];
    },
  };
}
