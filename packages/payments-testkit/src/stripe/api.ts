import { invalid } from './error.js';
import { cardProblem, decline, makeRefund, succeed } from './money.js';
import type {
  BalanceObject,
  DisputeObject,
  IntentObject,
  MethodObject,
  RefundObject,
  SessionObject,
  StripeObject,
} from './objects.js';
import type { StripeOperation } from './operations.js';
import type { StripeState } from './state.js';
import type { StripeRequest } from './validate.js';

type Handler = (state: StripeState, request: StripeRequest) => object;

/** The fields that the stand-in reads; which may be there was checked before. */
interface Fields {
  readonly limit?: string;
  readonly starting_after?: string;
  readonly created?: { readonly gte?: string; readonly lt?: string };
  readonly expand?: readonly string[];
  readonly payment_intent?: string;
  readonly customer?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly metadata?: Record<string, string>;
}

/** A page of a list: newest first, ten unless told. */
function page(items: readonly StripeObject[], { limit = '10', starting_after, created }: Fields) {
  const inTime = items.filter(
    (item) =>
      item.created >= Number(created?.gte ?? 0) && item.created < Number(created?.lt ?? Infinity),
  );
  const start = inTime.findIndex(({ id }) => id === starting_after) + 1;
  const data = inTime.slice(start, start + Number(limit));
  return { object: 'list', data, has_more: start + data.length < inTime.length, url: '/v1' };
}

interface SessionFields extends Fields {
  readonly line_items?: readonly {
    readonly quantity?: string;
    readonly price_data?: { readonly currency: string; readonly unit_amount: string };
  }[];
  readonly payment_intent_data?: {
    readonly description?: string;
    readonly metadata?: Record<string, string>;
    readonly setup_future_usage?: string;
  };
  readonly mode?: string;
  readonly client_reference_id?: string;
  readonly customer_email?: string;
  readonly customer_creation?: string;
  readonly success_url?: string;
  readonly cancel_url?: string;
  readonly expires_at?: string;
}

const dayOfSeconds = 86_400;

function createSession(state: StripeState, { fields }: StripeRequest): SessionObject {
  const given = fields as SessionFields;
  const items = given.line_items ?? [];
  const [currency, ...others] = new Set(items.map((item) => item.price_data?.currency));
  if (given.mode !== 'payment' || currency === undefined || others.length > 0) {
    throw invalid('A payment needs line items of one currency.', { param: 'line_items' });
  }
  if (!/^[a-z]{3}$/.test(currency)) {
    throw invalid(`Invalid currency: ${currency}`, {
      param: 'line_items[0][price_data][currency]',
    });
  }
  const amount = items.reduce(
    (sum, item) => sum + Number(item.quantity ?? 1) * Number(item.price_data?.unit_amount),
    0,
  );
  const wait = Number(given.expires_at ?? state.time + dayOfSeconds) - state.time;
  if (wait < 1800 || wait > dayOfSeconds) {
    const message = 'The `expires_at` timestamp must be 30 minutes to 24 hours from creation.';
    throw invalid(message, { param: 'expires_at' });
  }
  const session = state.add<SessionObject>('checkout.session', {
    ...{ status: 'open', payment_status: 'unpaid', payment_intent: null, customer: null },
    ...{ amount_total: amount, amount_subtotal: amount, currency },
    customer_email: given.customer_email ?? null,
    client_reference_id: given.client_reference_id ?? null,
    metadata: given.metadata ?? {},
    expires_at: state.time + wait,
    url: null,
    ...{ success_url: given.success_url, cancel_url: given.cancel_url },
    ...{ adaptive_pricing: { enabled: false }, currency_conversion: null, total_details: null },
  });
  session.url = `https://checkout.stripe.com/c/pay/${session.id}`;
  state.plans.set(session.id, {
    description: given.payment_intent_data?.description ?? null,
    metadata: given.payment_intent_data?.metadata ?? {},
    setup_future_usage: given.payment_intent_data?.setup_future_usage ?? null,
    makesCustomer: given.customer_creation === 'always',
  });
  return session;
}

interface IntentFields extends Fields {
  readonly payment_method?: string;
  readonly description?: string;
  readonly off_session?: string;
  readonly confirm?: string;
}

/** Charges a saved method. Anything but off-session and at once is not in the stand-in. */
function createIntent(state: StripeState, { fields }: StripeRequest): IntentObject {
  const given = fields as IntentFields;
  if (given.off_session !== 'true' || given.confirm !== 'true') {
    throw invalid('The stand-in takes intents that are confirmed off-session only.');
  }
  const customer = state.customer(given.customer ?? '', 'customer');
  const method = state.method(given.payment_method ?? '', 'payment_method');
  if (method.customer !== customer.id) {
    const message = 'The customer does not have a payment method with this ID.';
    throw invalid(message, { code: 'payment_method_unexpected_state', param: 'payment_method' });
  }
  const intent = state.add<IntentObject>('payment_intent', {
    ...{ status: 'requires_confirmation', amount: Number(given.amount), amount_received: 0 },
    ...{ currency: given.currency ?? '', customer: customer.id, payment_method: method.id },
    ...{ setup_future_usage: null, latest_charge: null, last_payment_error: null },
    ...{ description: given.description ?? null, metadata: given.metadata ?? {} },
  });
  charge(state, intent, method);
  return intent;
}

function charge(state: StripeState, intent: IntentObject, method: MethodObject): void {
  const behaviour = state.behaviours.get(method.id) ?? { kind: 'succeeds' };
  switch (behaviour.kind) {
    case 'succeeds':
      succeed(state, intent, method);
      return;
    case 'processing':
      intent.status = 'processing';
      state.emit('payment_intent.processing', intent);
      return;
    case 'requires_authentication': {
      const code = 'authentication_required';
      decline(state, intent, { code, declineCode: code });
      throw cardProblem(intent);
    }
    case 'declines':
      decline(state, intent, { code: 'card_declined', declineCode: behaviour.code });
      throw cardProblem(intent);
  }
}

function createRefund(state: StripeState, { fields }: StripeRequest): RefundObject {
  const { payment_intent: id = '', amount, metadata = {} } = fields as Fields;
  const intent = state.intent(id, 'payment_intent');
  return makeRefund(state, intent, {
    ...(amount === undefined ? {} : { amount: Number(amount) }),
    metadata,
  });
}

function detach(state: StripeState, { params }: StripeRequest): MethodObject {
  const method = state.method(params.payment_method ?? '');
  if (method.customer === null) {
    throw invalid(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
    );
  }
  method.customer = null;
  state.emit('payment_method.detached', method);
  return method;
}

const ofIntent =
  <T extends SessionObject | RefundObject | DisputeObject>(kind: T['object']): Handler =>
  (state, { fields }) => {
    const { payment_intent: wanted } = fields as Fields;
    const all = state.all<T>(kind);
    return page(
      wanted === undefined ? all : all.filter((one) => one.payment_intent === wanted),
      fields,
    );
  };

function listIntents(state: StripeState, { fields }: StripeRequest): object {
  const { customer } = fields as Fields;
  const all = state.all<IntentObject>('payment_intent');
  if (customer === undefined) {
    return page(all, fields);
  }
  state.customer(customer, 'customer');
  return page(
    all.filter((one) => one.customer === customer),
    fields,
  );
}

const handlers: Readonly<Record<StripeOperation, Handler>> = {
  'POST /v1/checkout/sessions': createSession,
  'GET /v1/checkout/sessions': ofIntent<SessionObject>('checkout.session'),
  'GET /v1/checkout/sessions/{session}': (state, { params }) => state.session(params.session ?? ''),
  'POST /v1/payment_intents': createIntent,
  'GET /v1/payment_intents': listIntents,
  'GET /v1/payment_intents/{intent}': (state, { params }) => state.intent(params.intent ?? ''),
  'POST /v1/refunds': createRefund,
  'GET /v1/refunds': ofIntent<RefundObject>('refund'),
  'GET /v1/disputes': ofIntent<DisputeObject>('dispute'),
  'GET /v1/charges/{charge}': (state, { params }) => state.charge(params.charge ?? ''),
  'GET /v1/balance_transactions': (state, { fields }) =>
    page(state.all<BalanceObject>('balance_transaction'), fields),
  'POST /v1/payment_methods/{payment_method}/detach': detach,
  'GET /v1/payment_methods/{payment_method}': (state, { params }) =>
    state.method(params.payment_method ?? ''),
};

/** Puts objects where `expand` asks for them, by a path such as `data.source`. */
function expand(state: StripeState, node: unknown, names: readonly string[]): void {
  const [name, ...rest] = names;
  if (Array.isArray(node)) {
    for (const item of node) {
      expand(state, item, names);
    }
    return;
  }
  if (name === undefined || node === null || typeof node !== 'object') {
    return;
  }
  const parent = node as Record<string, unknown>;
  const field = parent[name];
  if (typeof field === 'string') {
    parent[name] = structuredClone(state.objects.get(field)) ?? field;
  }
  expand(state, parent[name], rest);
}

/** Works a request that was checked; throws `StripeProblem`. */
export function answerStripe(state: StripeState, request: StripeRequest): unknown {
  const reply = structuredClone(handlers[request.operation](state, request));
  for (const path of (request.fields as Fields).expand ?? []) {
    expand(state, reply, path.split('.'));
  }
  return reply;
}
