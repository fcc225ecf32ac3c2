import type Stripe from 'stripe';
import { ProviderRefusal } from '../errors.js';
import type { Fee, Payment, SavedMethod } from '../provider.js';
import { toIso } from './amounts.js';
import { ask, askAll } from './client.js';
import { toDispute } from './disputes.js';
import {
  disputeSchema,
  idOf,
  intentSchema,
  listOf,
  methodSchema,
  objectOf,
  refundSchema,
  type StripeCharge,
  type StripeIntent,
  type StripeMethod,
  type StripeRefund,
  type StripeSession,
  sessionSchema,
} from './schemas.js';

/**
 * What ties Stripe's objects to our order. A session's metadata is not copied to its payment intent
 * by Stripe, so we put it on both; charges take theirs from the intent.
 */
export const metadataKeys = { order: 'order_id', flow: 'flow', refund: 'refund_id' } as const;
/** How a payment intent came about: on Stripe's page, or by charging a saved method. */
export const flows = { checkout: 'checkout', saved: 'saved' } as const;

/** Refunds in these states took money back; one that fails or is canceled gives it back to us. */
const countedRefunds: ReadonlySet<string> = new Set(['succeeded', 'pending', 'requires_action']);

export const isCounted = ({ status }: Pick<StripeRefund, 'status'>): boolean =>
  status === null || status === undefined || countedRefunds.has(status);

const isMissing = (error: unknown) =>
  error instanceof ProviderRefusal && error.code === 'resource_missing';

/** A retrieval that answers undefined for what Stripe does not have. */
export async function orUndefined<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

const parts = ['latest_charge.balance_transaction', 'payment_method'];

/** One payment intent with its charge and method. */
export function getIntent(stripe: Stripe, id: string): Promise<StripeIntent> {
  return ask(intentSchema, () => stripe.paymentIntents.retrieve(id, { expand: parts }));
}

/** One checkout session with its payment intent. */
function getSession(stripe: Stripe, id: string): Promise<StripeSession> {
  const expand = parts.map((part) => `payment_intent.${part}`);
  return ask(sessionSchema, () => stripe.checkout.sessions.retrieve(id, { expand }));
}

/** The session that a payment intent was paid in. */
async function sessionOf(stripe: Stripe, intentId: string): Promise<StripeSession> {
  const page = await ask(listOf(sessionSchema), () =>
    stripe.checkout.sessions.list({ payment_intent: intentId, limit: 1 }),
  );
  const [session] = page.data;
  if (session === undefined) {
    throw new ProviderRefusal('resource_missing', `Stripe has no checkout of ${intentId}.`);
  }
  return getSession(stripe, session.id);
}

function sessionState(session: StripeSession, intent: StripeIntent | null): Payment['state'] {
  if (session.payment_status !== 'unpaid') {
    // `no_payment_required` too: then its amount is zero, which is no order's.
    return 'paid';
  }
  if (session.status === 'expired') {
    return 'expired';
  }
  if (session.status !== 'complete') {
    return 'pending';
  }
  // A delayed method: the payer is done, the money is on its way or did not come.
  const hasFailed = intent?.status === 'requires_payment_method' || intent?.status === 'canceled';
  return hasFailed ? 'failed' : 'processing';
}

/** Of a saved method's charge. Nobody can finish one that waits for its payer: it has failed. */
function savedState(intent: StripeIntent): Payment['state'] {
  switch (intent.status) {
    case 'succeeded':
      return 'paid';
    case 'processing':
      return 'processing';
    default:
      return 'failed';
  }
}

/** Everything that became of a paid intent's money. */
async function afterwards(
  stripe: Stripe,
  intent: StripeIntent,
): Promise<Pick<Payment, 'refunded' | 'disputes'>> {
  const [refunds, disputes] = await Promise.all([
    listRefunds(stripe, intent.id),
    askAll(disputeSchema, (page) => stripe.disputes.list({ payment_intent: intent.id, ...page })),
  ]);
  const paid = { amount: intent.amount_received, currency: intent.currency };
  return {
    refunded: refunds.filter(isCounted).reduce((sum, { amount }) => sum + amount, 0n),
    disputes: disputes.map((dispute) => toDispute(dispute, paid)),
  };
}

/** Every refund of a payment intent, in whatever state. */
export function listRefunds(stripe: Stripe, intentId: string): Promise<StripeRefund[]> {
  return askAll(refundSchema, (page) => stripe.refunds.list({ payment_intent: intentId, ...page }));
}

const two = (number: number) => String(number).padStart(2, '0');

/** A method for people to recognise; null once it is detached: then nobody can charge it. */
function toSavedMethod(method: StripeMethod): SavedMethod | null {
  const customerRef = idOf(method.customer);
  if (customerRef === null) {
    return null;
  }
  const { card } = method;
  const year = card?.exp_year ?? null;
  return {
    ...{ customerRef, methodRef: method.id },
    email: method.billing_details?.email ?? null,
    brand: card?.brand ?? method.type,
    last4: (card ?? method.us_bank_account ?? method.sepa_debit)?.last4 ?? null,
    expiresOn: year === null ? null : `${year}-${two(card?.exp_month ?? 1)}`,
  };
}

/** The method, where the payer agreed to its being charged again. */
async function methodOf(stripe: Stripe, intent: StripeIntent): Promise<SavedMethod | null> {
  const isSaved =
    intent.setup_future_usage === 'off_session' ||
    intent.metadata?.[metadataKeys.flow] === flows.saved;
  const id = idOf(intent.payment_method);
  if (!isSaved || id === null) {
    return null;
  }
  const known = objectOf(intent.payment_method);
  const method =
    known ?? (await orUndefined(ask(methodSchema, () => stripe.paymentMethods.retrieve(id))));
  return method === undefined ? null : toSavedMethod(method);
}

const declineOf = (intent: StripeIntent | null): string | null =>
  intent?.last_payment_error?.decline_code ?? intent?.last_payment_error?.code ?? null;

/** What Stripe kept of a charge, in the currency of the account; null before it is booked there. */
function feeOf(charge: StripeCharge | null): Fee | null {
  const booked = objectOf(charge?.balance_transaction);
  return booked && { amount: booked.fee, currency: booked.currency };
}

async function toPayment(
  stripe: Stripe,
  intent: StripeIntent | null,
  head: Pick<Payment, 'paymentRef' | 'orderId' | 'state'> & {
    readonly asked: Pick<Payment, 'amount' | 'currency' | 'livemode'>;
  },
): Promise<Payment> {
  const { asked, ...rest } = head;
  const isPaid = rest.state === 'paid';
  if (intent === null || !isPaid) {
    const nothing = { refunded: 0n, disputes: [], fee: null, paidAt: null, method: null };
    return { ...rest, ...asked, ...nothing, declineCode: declineOf(intent) };
  }
  const charge = objectOf(intent.latest_charge);
  return {
    ...rest,
    // What really came in, in the currency in which it was taken.
    amount: intent.amount_received,
    currency: intent.currency,
    livemode: intent.livemode,
    paidAt: charge === null ? null : toIso(charge.created),
    fee: feeOf(charge),
    ...(await afterwards(stripe, intent)),
    method: await methodOf(stripe, intent),
    declineCode: null,
  };
}

function sessionPayment(stripe: Stripe, session: StripeSession): Promise<Payment> {
  const intent = objectOf(session.payment_intent);
  return toPayment(stripe, intent, {
    paymentRef: session.id,
    orderId: session.client_reference_id ?? session.metadata?.[metadataKeys.order] ?? null,
    state: sessionState(session, intent),
    asked: {
      amount: session.amount_total ?? 0n,
      currency: session.currency ?? '',
      livemode: session.livemode,
    },
  });
}

/**
 * A payment as Stripe has it now: of a checkout session (`cs_…`) or of a payment intent (`pi_…`);
 * an intent that was paid on Stripe's page is answered as its session.
 */
export async function fetchPayment(stripe: Stripe, paymentRef: string): Promise<Payment> {
  if (!paymentRef.startsWith('pi_')) {
    return sessionPayment(stripe, await getSession(stripe, paymentRef));
  }
  const intent = await getIntent(stripe, paymentRef);
  if (intent.metadata?.[metadataKeys.flow] === flows.checkout) {
    return sessionPayment(stripe, await sessionOf(stripe, intent.id));
  }
  return toPayment(stripe, intent, {
    paymentRef: intent.id,
    orderId: intent.metadata?.[metadataKeys.order] ?? null,
    state: savedState(intent),
    asked: {
      amount: intent.amount_received,
      currency: intent.currency,
      livemode: intent.livemode,
    },
  });
}

/** The payment intent behind one of our references; throws `ProviderRefusal` where none is yet. */
export async function intentOf(stripe: Stripe, paymentRef: string): Promise<StripeIntent> {
  if (paymentRef.startsWith('pi_')) {
    return getIntent(stripe, paymentRef);
  }
  const intent = objectOf((await getSession(stripe, paymentRef)).payment_intent);
  if (intent === null) {
    throw new ProviderRefusal('not_paid', 'Nobody has paid on this page.');
  }
  return intent;
}
