import { currencies } from '@telex-credits/money';
import type Stripe from 'stripe';
import { ProviderUnknown } from '../errors.js';
import type { Checkout, CheckoutOrder, PaymentProvider } from '../provider.js';
import { toIso, toSeconds, toStripeAmount } from './amounts.js';
import { ask, connectStripe, defaultTimeoutMs, type StripeConnection } from './client.js';
import { toFacts } from './events.js';
import { stripeKeyKind } from './keys.js';
import { listMovements } from './movements.js';
import { fetchPayment, flows, metadataKeys } from './payment.js';
import { findRefund, refund } from './refunds.js';
import { chargeSaved, forgetMethod } from './saved.js';
import { sessionSchema } from './schemas.js';
import { verifyStripeWebhook } from './webhook.js';

/**
 * A page of Stripe's to pay on. No list of payment methods: which ones appear is set in the
 * dashboard. Adaptive pricing stays off, so that what is charged is what was ordered. Stripe keeps a
 * page for 30 minutes to 24 hours, and refuses an `expiresAt` outside of that.
 */
async function createCheckout(stripe: Stripe, order: CheckoutOrder): Promise<Checkout> {
  const { orderId, amount, description, email, saveMethod } = order;
  const session = await ask(sessionSchema, () =>
    stripe.checkout.sessions.create(
      {
        mode: 'payment',
        client_reference_id: orderId,
        metadata: { [metadataKeys.order]: orderId },
        line_items: [
          {
            quantity: 1,
            price_data: {
              currency: amount.currency.toLowerCase(),
              unit_amount: toStripeAmount(amount.minor),
              product_data: { name: description },
            },
          },
        ],
        adaptive_pricing: { enabled: false },
        payment_intent_data: {
          description,
          metadata: { [metadataKeys.order]: orderId, [metadataKeys.flow]: flows.checkout },
          ...(saveMethod ? { setup_future_usage: 'off_session' } : {}),
        },
        ...(email === null ? {} : { customer_email: email }),
        // A method can only be charged again through a customer that holds it.
        ...(saveMethod ? { customer_creation: 'always' } : {}),
        success_url: order.returnUrl,
        cancel_url: order.cancelUrl,
        expires_at: toSeconds(order.expiresAt),
      },
      { idempotencyKey: `${orderId}:create` },
    ),
  );
  if (session.url === null || session.url === undefined) {
    throw new ProviderUnknown(`Stripe gave the checkout ${session.id} no address.`);
  }
  return { paymentRef: session.id, url: session.url, expiresAt: toIso(session.expires_at) };
}

/**
 * Stripe as a payment provider: hosted Checkout for payers, payment intents for saved methods.
 * `paymentRef` is a session (`cs_…`) or, for a charge of a saved method, an intent (`pi_…`). Whether
 * real money moves is what the key's prefix says. `webhookSecrets` are all that are valid now.
 */
export function createStripeProvider(deps: {
  readonly connection: StripeConnection;
  readonly webhookSecrets: readonly string[];
  readonly now: () => Date;
}): PaymentProvider {
  const { connection, webhookSecrets: secrets, now } = deps;
  const stripe = connectStripe(connection);
  const timeoutMs = connection.timeoutMs ?? defaultTimeoutMs;
  const livemode = stripeKeyKind(connection.secretKey) === 'live';
  return {
    id: 'stripe',
    name: livemode ? 'Stripe' : 'Stripe (test mode)',
    livemode,
    currencies,
    savesMethods: true,
    createCheckout: (order) => createCheckout(stripe, order),
    fetchPayment: (paymentRef) => fetchPayment(stripe, paymentRef),
    refund: (order) => refund(stripe, order),
    findRefund: (order) => findRefund(stripe, order),
    chargeSaved: (charge) => chargeSaved(stripe, charge, { now: now(), timeoutMs }),
    forgetMethod: (method) => forgetMethod(stripe, method),
    listMovements: (query) => listMovements(stripe, { ...query, livemode }),
    verifyWebhook: (raw, headers) => verifyStripeWebhook({ secrets, raw, headers, now: now() }),
    toFacts: (event) => toFacts(stripe, event),
  };
}
