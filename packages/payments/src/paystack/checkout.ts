import type { Currency } from '@telex-credits/money';
import { ProviderRefusal } from '../errors.js';
import type { Checkout, CheckoutOrder } from '../provider.js';
import type { PaystackClient } from './client.js';
import { currencyOf } from './currencies.js';
import { referenceOf } from './reference.js';

/** More pages whose address was lost than a crash now and then can explain. */
const mostAttempts = 9;

/** A reference that was used before: our own earlier attempt. */
export function isDuplicate(error: unknown): error is ProviderRefusal {
  return (
    error instanceof ProviderRefusal &&
    (error.code === 'duplicate_reference' || /duplicate.*reference/i.test(error.message))
  );
}

/** What every payment needs; throws `ProviderRefusal` where something is missing. */
export function payable(email: string | null, currency: Currency) {
  if (email === null) {
    throw new ProviderRefusal('email_required', 'Paystack needs an e-mail address of the payer.');
  }
  return { email, currency: currencyOf(currency) };
}

/**
 * Makes the page on which an order is paid. Where an earlier attempt used the reference, its answer
 * was lost on the way and its page's address with it, which Paystack tells only once: a payment that
 * is under way or done there is taken as it is, otherwise nobody can pay on that page and the next
 * reference makes another (decision 24).
 */
export async function createPaystackCheckout(
  client: PaystackClient,
  order: CheckoutOrder,
): Promise<Checkout> {
  const { email, currency } = payable(order.email, order.amount.currency);
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const reference = referenceOf(order.orderId, attempt);
    const found = await initialize(client, { order, reference, email, currency });
    if (found !== undefined) {
      return { paymentRef: reference, url: found, expiresAt: order.expiresAt };
    }
  }
  throw new ProviderRefusal('too_many_attempts', 'Start the purchase again: its page got lost.');
}

/** Where to pay; undefined when this reference has a page that nobody knows. */
async function initialize(
  client: PaystackClient,
  {
    order,
    reference,
    ...payer
  }: Readonly<ReturnType<typeof payable>> & {
    readonly order: CheckoutOrder;
    readonly reference: string;
  },
): Promise<string | undefined> {
  const { orderId, amount, description, returnUrl, cancelUrl, expiresAt } = order;
  try {
    const made = await client.initialize({
      ...payer,
      ...{ reference, amount: amount.minor, callback_url: returnUrl },
      // Only cards can be charged again.
      ...(order.saveMethod ? { channels: ['card' as const] } : {}),
      metadata: {
        ...{ order_id: orderId, expires_at: expiresAt, cancel_action: cancelUrl },
        save_method: order.saveMethod,
        custom_fields: [
          { display_name: 'Purchase', variable_name: 'purchase', value: description },
        ],
      },
    });
    return made.authorization_url;
  } catch (error) {
    if (!isDuplicate(error)) {
      throw error;
    }
  }
  const { status } = await client.verify(reference);
  // The payer has nothing left to do but to come back.
  return status === 'abandoned' || status === 'failed' ? undefined : returnUrl;
}
