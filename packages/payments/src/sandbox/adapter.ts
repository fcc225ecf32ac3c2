import { currencies } from '@telex-credits/money';
import { WebhookRefused } from '../errors.js';
import type { PaymentProvider } from '../provider.js';
import { checkTimestamped } from '../signature.js';
import { readSignedJson } from '../signed-json.js';
import { callSandbox, type SandboxApi } from './client.js';
import { factsOf } from './facts.js';
import {
  cardReplySchema,
  eventSchema,
  movementsReplySchema,
  paymentReplySchema,
  refundReplySchema,
  refundsReplySchema,
  toCharge,
  toMovement,
  toPayment,
  toRefund,
} from './replies.js';

type Call<Name extends keyof PaymentProvider> = PaymentProvider[Name];

/** Charging, forgetting and listing: what goes on without a page. */
function withoutPayer(
  api: SandboxApi,
): Pick<PaymentProvider, 'savesMethods' | 'chargeSaved' | 'forgetMethod' | 'listMovements'> {
  return {
    savesMethods: true,

    async chargeSaved({ orderId, amount, description, method }) {
      const payment = await callSandbox(api, {
        method: 'POST',
        path: '/charges',
        key: `${orderId}:charge`,
        body: {
          ...{ orderId, description, methodRef: method.methodRef },
          amount: amount.minor.toString(),
          currency: amount.currency,
        },
        reply: paymentReplySchema,
      });
      return toCharge(payment);
    },

    async forgetMethod({ methodRef }) {
      const path = `/cards/${encodeURIComponent(methodRef)}/detach`;
      const key = `${methodRef}:detach`;
      await callSandbox(api, { method: 'POST', path, key, body: {}, reply: cardReplySchema });
    },

    async listMovements({ from, to, cursor }) {
      const query = new URLSearchParams({ from, to, ...(cursor === null ? {} : { cursor }) });
      const path = `/movements?${query}`;
      const reply = await callSandbox(api, { method: 'GET', path, reply: movementsReplySchema });
      return { items: reply.data.map(toMovement), nextCursor: reply.nextCursor };
    },
  };
}

/** Refunds, and what became of them. */
function refunds(api: SandboxApi): Pick<PaymentProvider, 'refund' | 'findRefund'> {
  return {
    async refund({ refundId, paymentRef, amount, reason }) {
      const refund = await callSandbox(api, {
        method: 'POST',
        path: `/payments/${encodeURIComponent(paymentRef)}/refunds`,
        key: refundId,
        body: { refundId, amount: amount.minor.toString(), reason },
        reply: refundReplySchema,
      });
      return toRefund(refund);
    },

    async findRefund({ refundId, paymentRef }) {
      const path = `/payments/${encodeURIComponent(paymentRef)}/refunds`;
      const { data } = await callSandbox(api, { method: 'GET', path, reply: refundsReplySchema });
      const found = data.find((refund) => refund.refundId === refundId);
      return found && toRefund(found);
    },
  };
}

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

  const createCheckout: Call<'createCheckout'> = async (order) => {
    const { orderId, amount, description, email, returnUrl, cancelUrl, expiresAt } = order;
    const payment = await callSandbox(api, {
      method: 'POST',
      path: '/payments',
      key: `${orderId}:create`,
      body: {
        ...{ orderId, description, email, returnUrl, cancelUrl, expiresAt },
        ...{ saveMethod: order.saveMethod, amount: amount.minor.toString() },
        currency: amount.currency,
      },
      reply: paymentReplySchema,
    });
    return { paymentRef: payment.id, url: payment.checkoutUrl, expiresAt: payment.expiresAt };
  };

  return {
    id: 'sandbox',
    name: 'Sandbox (test mode)',
    livemode: false,
    currencies,
    createCheckout,
    ...refunds(api),
    ...withoutPayer(api),

    async fetchPayment(paymentRef) {
      const path = `/payments/${encodeURIComponent(paymentRef)}`;
      return toPayment(await callSandbox(api, { method: 'GET', path, reply: paymentReplySchema }));
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

    toFacts: async (event) => factsOf(event),
  };
}
