import { decline, succeed } from './money.js';
import type {
  CardBehaviour,
  CustomerObject,
  IntentObject,
  MethodObject,
  SessionObject,
} from './objects.js';
import { exampleOf } from './reference.js';
import type { StripeState } from './state.js';

/** What a payer does on Stripe's page, and what goes wrong with it. */
export interface PayOptions {
  /**
   * `paid`: at once. `declined`: the bank says no, and the page stays open. `delayed`: a method whose
   * money comes later; `settle` ends it.
   */
  readonly outcome?: 'paid' | 'declined' | 'delayed';
  /** Of `declined`; `generic_decline` when left out. */
  readonly declineCode?: string;
  /** What a saved card will do when it is charged later. */
  readonly later?: CardBehaviour;
  /** What is taken instead of what was asked: minor units, a currency, another mode. */
  readonly amount?: number;
  readonly currency?: string;
  readonly livemode?: boolean;
}

/** The people at Stripe's page, and the bank behind their card. */
export interface Payer {
  pay(sessionId: string, options?: PayOptions): void;
  /** Ends a delayed payment. */
  settle(sessionId: string, outcome: 'paid' | 'failed'): void;
  expire(sessionId: string): void;
  /** Changes what a saved card does when it is charged. */
  behave(methodId: string, behaviour: CardBehaviour): void;
  /** The payer, or the bank, takes a saved card away. */
  detachCard(methodId: string): void;
  /** The bank gave the card a new number and date. */
  renewCard(methodId: string, card: { readonly last4: string; readonly year: number }): void;
  /** Ends a charge of a saved method that is `processing`. */
  settleSaved(intentId: string, outcome: 'paid' | 'failed'): void;
}

function intentOf(state: StripeState, session: SessionObject, options: PayOptions): IntentObject {
  if (session.payment_intent !== null) {
    return state.intent(session.payment_intent);
  }
  const plan = state.plans.get(session.id);
  const livemode = options.livemode ?? session.livemode;
  const intent = state.add<IntentObject>('payment_intent', {
    ...{ status: 'requires_payment_method', amount: options.amount ?? session.amount_total },
    ...{ amount_received: 0, currency: options.currency ?? session.currency },
    ...{ customer: null, payment_method: null, latest_charge: null, last_payment_error: null },
    description: plan?.description ?? null,
    metadata: { ...plan?.metadata },
    setup_future_usage: plan?.setup_future_usage ?? null,
    livemode,
  });
  Object.assign(session, {
    ...{ payment_intent: intent.id, amount_total: intent.amount, currency: intent.currency },
    livemode,
  });
  return intent;
}

/** The card that is put in; it belongs to a customer only where the session saves it. */
function cardOf(
  state: StripeState,
  {
    session,
    intent,
    later,
  }: { session: SessionObject; intent: IntentObject } & {
    later: CardBehaviour | undefined;
  },
): MethodObject {
  const email = session.customer_email;
  if (state.plans.get(session.id)?.makesCustomer === true && session.customer === null) {
    const customer = state.add<CustomerObject>('customer', { email });
    session.customer = customer.id;
    intent.customer = customer.id;
    state.emit('customer.created', customer);
  }
  const isSaved = intent.setup_future_usage === 'off_session';
  const method = state.add<MethodObject>('payment_method', {
    ...{ type: 'card', customer: isSaved ? session.customer : null },
    billing_details: { address: null, email, name: null, phone: null },
    card: {
      ...(exampleOf('payment_method').card as object),
      ...{ brand: 'visa', last4: '4242', exp_month: 4, exp_year: 2029 },
    },
  });
  intent.payment_method = method.id;
  if (later !== undefined) {
    state.behaviours.set(method.id, later);
  }
  if (method.customer !== null) {
    state.emit('payment_method.attached', method);
  }
  return method;
}

function requireOpen(state: StripeState, session: SessionObject): void {
  if (session.status !== 'open' || session.expires_at <= state.time) {
    throw new Error(`stand-in: the page of ${session.id} is ${session.status} or over`);
  }
}

/** Makes the payer's side. */
export function createPayer(state: StripeState): Payer {
  function complete(session: SessionObject, status: SessionObject['payment_status']): void {
    Object.assign(session, { status: 'complete', payment_status: status, url: null });
    state.emit('checkout.session.completed', session);
  }

  function end(session: SessionObject, intent: IntentObject, outcome: 'paid' | 'failed'): void {
    endIntent(intent, outcome);
    if (outcome === 'paid') {
      session.payment_status = 'paid';
    }
    const event = outcome === 'paid' ? 'async_payment_succeeded' : 'async_payment_failed';
    state.emit(`checkout.session.${event}`, session);
  }

  function endIntent(intent: IntentObject, outcome: 'paid' | 'failed'): void {
    if (intent.status !== 'processing') {
      throw new Error(`stand-in: ${intent.id} is ${intent.status}`);
    }
    if (outcome === 'paid') {
      succeed(state, intent, state.method(intent.payment_method ?? ''));
    } else {
      decline(state, intent, { code: 'payment_intent_payment_attempt_failed', declineCode: '' });
    }
  }

  return {
    pay(sessionId, options = {}) {
      const session = state.session(sessionId);
      requireOpen(state, session);
      const intent = intentOf(state, session, options);
      const method = cardOf(state, { session, intent, later: options.later });
      switch (options.outcome ?? 'paid') {
        case 'paid':
          succeed(state, intent, method);
          complete(session, 'paid');
          return;
        case 'declined':
          decline(state, intent, {
            code: 'card_declined',
            declineCode: options.declineCode ?? 'generic_decline',
          });
          return;
        case 'delayed':
          intent.status = 'processing';
          state.emit('payment_intent.processing', intent);
          complete(session, 'unpaid');
          return;
      }
    },
    settle(sessionId, outcome) {
      const session = state.session(sessionId);
      end(session, state.intent(session.payment_intent ?? ''), outcome);
    },
    settleSaved: (intentId, outcome) => endIntent(state.intent(intentId), outcome),
    expire(sessionId) {
      const session = state.session(sessionId);
      if (session.status !== 'open') {
        throw new Error(`stand-in: ${sessionId} is ${session.status}`);
      }
      Object.assign(session, { status: 'expired', url: null });
      state.emit('checkout.session.expired', session);
    },
    behave: (methodId, behaviour) => void state.behaviours.set(methodId, behaviour),
    detachCard(methodId) {
      const method = state.method(methodId);
      method.customer = null;
      state.emit('payment_method.detached', method);
    },
    renewCard(methodId, { last4, year }) {
      const method = state.method(methodId);
      method.card = { ...method.card, last4, exp_year: year };
      state.emit('payment_method.automatically_updated', method);
    },
  };
}

/** The charge behind one of a payment's names: `cs_…` or `pi_…`. */
export function intentOfRef(state: StripeState, paymentRef: string): IntentObject {
  return paymentRef.startsWith('pi_')
    ? state.intent(paymentRef)
    : state.intent(state.session(paymentRef).payment_intent ?? '');
}
