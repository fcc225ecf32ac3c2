import Stripe from 'stripe';
import { ProviderRefusal } from '../errors.js';
import type { SavedCharge, SavedChargeOutcome, SavedMethod } from '../provider.js';
import { toStripeAmount } from './amounts.js';
import { ask, askAll, meaningOf } from './client.js';
import { flows, metadataKeys, orUndefined } from './payment.js';
import { idOf, intentSchema, methodSchema, type StripeIntent } from './schemas.js';

/** How far back an earlier attempt is looked for; no order of ours is worked on for longer. */
const attemptDays = 30;
const authenticationRequired = 'authentication_required';

function outcomeOf(intent: StripeIntent): SavedChargeOutcome {
  const paymentRef = intent.id;
  const { code, decline_code: reason } = intent.last_payment_error ?? {};
  const declineCode = reason ?? code ?? null;
  switch (intent.status) {
    case 'succeeded':
      return { paymentRef, state: 'paid', declineCode: null };
    case 'processing':
      return { paymentRef, state: 'processing', declineCode: null };
    case 'requires_action':
    case 'requires_confirmation':
      return { paymentRef, state: 'action_required', declineCode };
    default:
      return { paymentRef, ...refused(code ?? null, declineCode) };
  }
}

function refused(
  code: string | null,
  declineCode: string | null,
): Pick<SavedChargeOutcome, 'state' | 'declineCode'> {
  const needsPayer = code === authenticationRequired || declineCode === authenticationRequired;
  return { state: needsPayer ? 'action_required' : 'declined', declineCode };
}

/** What Stripe refused about the method itself; undefined for every other error. */
function declined(error: unknown): SavedChargeOutcome | undefined {
  if (error instanceof Stripe.errors.StripeCardError) {
    const code = error.code ?? null;
    const declineCode = error.decline_code || code;
    return { paymentRef: error.payment_intent?.id ?? null, ...refused(code, declineCode) };
  }
  const isOfMethod =
    error instanceof Stripe.errors.StripeInvalidRequestError &&
    (error.param === 'payment_method' || error.param === 'customer');
  return isOfMethod
    ? { paymentRef: null, state: 'declined', declineCode: error.code ?? 'method_not_usable' }
    : undefined;
}

/** An attempt that Stripe has already: its key may be forgotten, the intent is not. */
async function earlierAttempt(
  stripe: Stripe,
  { customer, orderId, now }: { customer: string; orderId: string; now: Date },
): Promise<StripeIntent | undefined> {
  const since = Math.floor(now.getTime() / 1000) - attemptDays * 86_400;
  const intents = await askAll(intentSchema, (page) =>
    stripe.paymentIntents.list({ customer, created: { gte: since }, ...page }),
  );
  return intents.find(
    ({ metadata }) =>
      metadata?.[metadataKeys.order] === orderId && metadata[metadataKeys.flow] === flows.saved,
  );
}

/**
 * Charges a saved method while the payer is away, once per order. What the bank says is an outcome;
 * a method that is gone counts as declined. Throws `ProviderUnknown` where it may have happened:
 * repeat the call.
 */
export async function chargeSaved(
  stripe: Stripe,
  charge: SavedCharge,
  { now, timeoutMs }: { readonly now: Date; readonly timeoutMs: number },
): Promise<SavedChargeOutcome> {
  const { orderId, amount, description, method } = charge;
  const customer = method.customerRef;
  if (customer === null) {
    throw new ProviderRefusal('customer_missing', 'This method belongs to no customer at Stripe.');
  }
  const earlier = await earlierAttempt(stripe, { customer, orderId, now }).catch(orMissing);
  if (earlier !== undefined) {
    return 'state' in earlier ? earlier : outcomeOf(earlier);
  }
  const created = await stripe.paymentIntents
    .create(
      {
        amount: toStripeAmount(amount.minor),
        currency: amount.currency.toLowerCase(),
        ...{ customer, payment_method: method.methodRef, description },
        off_session: true,
        confirm: true,
        metadata: { [metadataKeys.order]: orderId, [metadataKeys.flow]: flows.saved },
      },
      // A bank may think for longer than Stripe itself.
      { idempotencyKey: `${orderId}:charge`, timeout: 3 * timeoutMs },
    )
    .catch((error: unknown) => {
      const outcome = declined(error);
      if (outcome === undefined) {
        throw meaningOf(error);
      }
      return outcome;
    });
  return 'state' in created ? created : outcomeOf(await ask(intentSchema, async () => created));
}

/** A customer that is gone has nothing left to charge. */
function orMissing(error: unknown): SavedChargeOutcome {
  if (error instanceof ProviderRefusal && error.code === 'resource_missing') {
    return { paymentRef: null, state: 'declined', declineCode: error.code };
  }
  throw error;
}

/** Takes a method off its customer; one that is off, or gone, is as good. */
export async function forgetMethod(stripe: Stripe, { methodRef }: SavedMethod): Promise<void> {
  try {
    await ask(methodSchema, () =>
      stripe.paymentMethods.detach(methodRef, {}, { idempotencyKey: `${methodRef}:detach` }),
    );
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) {
      throw error;
    }
    const call = ask(methodSchema, () => stripe.paymentMethods.retrieve(methodRef));
    const method = await orUndefined(call);
    if (method !== undefined && idOf(method.customer) !== null) {
      throw error;
    }
  }
}
