import { ProviderRefusal } from '../errors.js';
import type { SavedCharge, SavedChargeOutcome, SavedMethod } from '../provider.js';
import { isDuplicate, payable } from './checkout.js';
import type { PaystackClient } from './client.js';
import { savedReferenceOf } from './reference.js';

type Charged = Awaited<ReturnType<PaystackClient['chargeAuthorization']>>;

/**
 * Charges a saved card while its owner is away, under the address it was saved with, as Paystack
 * wants it. The reference follows from the order: a second call finds the first one's charge.
 */
export async function chargePaystackAuthorization(
  client: PaystackClient,
  { orderId, amount, description, method }: SavedCharge,
): Promise<SavedChargeOutcome> {
  const payer = payable(method.email, amount.currency);
  const reference = savedReferenceOf(orderId);
  try {
    const charged = await client.chargeAuthorization({
      ...payer,
      ...{ reference, amount: amount.minor, authorization_code: method.methodRef },
      metadata: JSON.stringify({ order_id: orderId, description }),
    });
    return outcomeOf(reference, charged);
  } catch (error) {
    if (!isDuplicate(error)) {
      throw error;
    }
    return outcomeOf(reference, await client.verify(reference));
  }
}

function outcomeOf(paymentRef: string, charged: Charged): SavedChargeOutcome {
  // The bank wants to hear its customer (a 2FA challenge): Paystack hands out a page for that.
  if ('paused' in charged) {
    return { paymentRef, state: 'action_required', declineCode: null };
  }
  switch (charged.status) {
    case 'success':
    case 'reversed':
      return { paymentRef, state: 'paid', declineCode: null };
    case 'failed':
      return { paymentRef, state: 'declined', declineCode: charged.gateway_response ?? 'failed' };
    case 'pending':
    case 'processing':
    case 'queued':
      return { paymentRef, state: 'processing', declineCode: null };
    // `abandoned`, `ongoing`, `send_otp`, `send_pin`, …: it waits for its owner.
    default:
      return { paymentRef, state: 'action_required', declineCode: null };
  }
}

/** Makes a saved card unusable; one that Paystack does not know any more is as good. */
export async function forgetPaystackAuthorization(
  client: PaystackClient,
  { methodRef }: SavedMethod,
): Promise<void> {
  try {
    await client.deactivateAuthorization(methodRef);
  } catch (error) {
    const isGone = error instanceof ProviderRefusal && /not found/i.test(error.message);
    if (!isGone) {
      throw error;
    }
  }
}
