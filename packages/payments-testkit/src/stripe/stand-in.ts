import { createHmac } from 'node:crypto';
import { type Frame, openFrame, type WireReply, type WireRequest } from '../common/frame.js';
import { createOutbox, type Outbox } from '../common/outbox.js';
import { answerStripe } from './api.js';
import { createDashboard, type Dashboard } from './dashboard.js';
import { faultReply, StripeProblem } from './error.js';
import { createKeptAnswers } from './keys.js';
import type { IntentObject, SessionObject } from './objects.js';
import { createPayer, type Payer } from './payer.js';
import { StripeState } from './state.js';
import { createStripeValidator } from './validate.js';

/** A strict stand-in of Stripe on loopback, with everything that a test makes happen over there. */
export interface StripeStandIn extends Pick<Frame, 'url' | 'requests' | 'faults' | 'close'> {
  readonly payer: Payer;
  readonly dashboard: Dashboard;
  /** Events wait here until a test delivers them. */
  readonly outbox: Outbox;
  /** What `STRIPE_SECRET_KEY` and `STRIPE_WEBHOOK_SECRET` have to be. */
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Where events go; set it once your server listens. */
  webhookUrl: string;
  /** `Stripe-Signature` for any bytes. */
  sign(raw: Buffer, how?: { readonly secret?: string; readonly at?: Date }): string;
  /** The one checkout session of an order; throws where there are none or several. */
  sessionOf(orderId: string): SessionObject;
  /** Every payment intent of an order, newest first. */
  intentsOf(orderId: string): IntentObject[];
  /** Forgets every idempotency key, as Stripe does after a day or more. */
  forgetKeys(): void;
}

function signature(secret: string, raw: Buffer, at: Date): string {
  const timestamp = Math.floor(at.getTime() / 1000);
  const digest = createHmac('sha256', secret).update(`${timestamp}.`).update(raw).digest('hex');
  return `t=${timestamp},v1=${digest},v0=${'0'.repeat(64)}`;
}

/** Starts it on a free port of 127.0.0.1. The key's mode is what all its objects are of. */
export async function startStripeStandIn(
  options: {
    readonly secretKey?: string;
    readonly webhookSecret?: string;
    readonly now?: () => Date;
  } = {},
): Promise<StripeStandIn> {
  const { secretKey = 'sk_test_standin', webhookSecret = 'whsec_standin' } = options;
  const now = options.now ?? (() => new Date());
  const sign: StripeStandIn['sign'] = (raw, { secret = webhookSecret, at = now() } = {}) =>
    signature(secret, raw, at);
  let webhookUrl = 'http://127.0.0.1:9/webhooks/stripe';
  const outbox = createOutbox({
    url: () => webhookUrl,
    sign: (raw, how) => ({ 'stripe-signature': sign(raw, how) }),
  });
  const livemode = /^[sr]k_live_/.test(secretKey);
  const state = new StripeState({ livemode, now, emit: outbox.push });
  const validate = createStripeValidator(secretKey);
  const answers = createKeptAnswers();

  /** What was refused before any work is not kept; what was worked is, a card's refusal too. */
  function work(request: WireRequest): WireReply {
    const checked = validate(request);
    const first = request.method === 'POST' ? answers.find(request) : undefined;
    if (first !== undefined) {
      return first;
    }
    let reply: WireReply;
    try {
      reply = { status: 200, body: answerStripe(state, checked) };
    } catch (error) {
      reply = refusal(error);
    }
    answers.keep(request, reply);
    return reply;
  }

  const frame = await openFrame({
    answer(request) {
      try {
        return work(request);
      } catch (error) {
        return refusal(error);
      }
    },
    faultReply,
    spoilt: answers.keep,
  });
  return {
    ...{ url: frame.url, requests: frame.requests, faults: frame.faults, close: frame.close },
    ...{ outbox, secretKey, webhookSecret, sign },
    payer: createPayer(state),
    dashboard: createDashboard(state),
    get webhookUrl() {
      return webhookUrl;
    },
    set webhookUrl(url) {
      webhookUrl = url;
    },
    sessionOf(orderId) {
      const sessions = state.all<SessionObject>('checkout.session');
      const [session, ...more] = sessions.filter((one) => one.client_reference_id === orderId);
      if (session === undefined || more.length > 0) {
        throw new Error(`stand-in: ${more.length + (session ? 1 : 0)} sessions of ${orderId}`);
      }
      return session;
    },
    intentsOf: (orderId) =>
      state
        .all<IntentObject>('payment_intent')
        .filter(({ metadata }) => metadata.order_id === orderId),
    forgetKeys: answers.forget,
  };
}

function refusal(error: unknown): WireReply {
  if (!(error instanceof StripeProblem)) {
    throw error;
  }
  return { status: error.status, body: { error: error.error } };
}
