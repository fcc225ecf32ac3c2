import { createRequestChecker } from '../common/check.js';
import { type Frame, openFrame, type WireReply, type WireRequest } from '../common/frame.js';
import { createOutbox, type Outbox } from '../common/outbox.js';
import { createControls, type PaystackControls } from './controls.js';
import { paystackDescription } from './description.js';
import { signPaystack } from './events.js';
import { no, type PaystackRequest } from './replies.js';
import * as reversals from './reversals.js';
import { makeState, type PaystackState } from './state.js';
import * as transactions from './transactions.js';
import * as transfers from './transfers.js';

type Route = (state: PaystackState, request: PaystackRequest) => WireReply;

const routes: Readonly<Record<string, Route>> = {
  'POST /transaction/initialize': transactions.initialize,
  'GET /transaction/verify/{reference}': transactions.verifyTransaction,
  'GET /transaction/{id}': transactions.fetchTransaction,
  'GET /transaction': transactions.listTransactions,
  'POST /transaction/charge_authorization': transactions.chargeAuthorization,
  'POST /customer/authorization/deactivate': transactions.deactivateAuthorization,
  'POST /refund': reversals.createRefund,
  'GET /refund': reversals.listRefunds,
  'GET /refund/{id}': reversals.fetchRefund,
  'GET /dispute': reversals.listDisputes,
  'GET /dispute/{id}': reversals.fetchDispute,
  'POST /transferrecipient': transfers.createRecipient,
  'POST /transfer': transfers.initiateTransfer,
  'POST /transfer/finalize_transfer': transfers.finalizeTransfer,
  'GET /transfer/verify/{reference}': transfers.verifyTransfer,
  'GET /balance': transfers.fetchBalance,
  'GET /bank': transfers.listBanks,
  'GET /bank/resolve': transfers.resolveAccount,
};

/** A Paystack on loopback. */
export interface PaystackStandIn
  extends PaystackControls,
    Pick<Frame, 'url' | 'requests' | 'faults' | 'close'> {
  /** What `PAYSTACK_SECRET_KEY` has to be. */
  readonly secretKey: string;
  /** What was wrong with requests, as Paystack's own description sees it. A test wants it empty. */
  readonly violations: readonly string[];
  /** The webhooks; the test says when they are delivered. */
  readonly outbox: Outbox;
  /** Where they go; set it once your server listens. */
  webhookUrl: string;
}

/**
 * Starts a strict Paystack: requests are compared with Paystack's description (unknown fields, wrong
 * types, fractions and bodies without `Content-Type: application/json` are refused), what was made
 * is remembered, a used reference is refused.
 */
export async function startPaystackStandIn(
  options: {
    /** `sk_test_…`, or `sk_live_…` for one in live mode. */
    readonly secretKey?: string;
    readonly now?: () => Date;
  } = {},
): Promise<PaystackStandIn> {
  const { secretKey = 'sk_test_standin', now = () => new Date() } = options;
  const domain = secretKey.startsWith('sk_live_') ? 'live' : 'test';
  const state = makeState({ now, domain });
  const violations: string[] = [];
  const frame = await openFrame({
    answer: makeAnswer(state, { secretKey, violations }),
    faultReply: (status) => no(status, status === 429 ? 'Too many requests' : 'An error occurred'),
  });
  let webhookUrl = 'http://127.0.0.1:9/webhooks/paystack';
  const outbox = createOutbox({
    url: () => webhookUrl,
    sign: (raw, { secret = secretKey }) => signPaystack(secret, raw),
  });
  const { url, requests, faults, close } = frame;
  return {
    ...{ url, secretKey, requests, faults, violations, outbox, close },
    ...createControls(state, outbox),
    get webhookUrl() {
      return webhookUrl;
    },
    set webhookUrl(address) {
      webhookUrl = address;
    },
  };
}

function makeAnswer(
  state: PaystackState,
  { secretKey, violations }: { readonly secretKey: string; readonly violations: string[] },
): (request: WireRequest) => WireReply {
  const check = createRequestChecker(paystackDescription());
  return (request) => {
    const { method, path, headers, raw } = request;
    if (headers.authorization !== `Bearer ${secretKey}`) {
      return no(401, 'Invalid key');
    }
    const query = Object.fromEntries(new URLSearchParams(request.query));
    const body = raw.length === 0 ? undefined : readJson(raw);
    const checked = check({ method, path, query, body: body ?? undefined });
    const run = checked && routes[checked.operation];
    if (checked === undefined || run === undefined) {
      violations.push(`${method} ${path} is not described`);
      return no(404, 'Route not found');
    }
    const problems = [...checked.problems, ...bodyProblems(request, body)];
    if (problems.length > 0) {
      violations.push(...problems.map((problem) => `${checked.operation}: ${problem}`));
      return no(400, problems.join('; '), 'invalid_params');
    }
    return run(state, { params: checked.params, query, body: { ...body } });
  };
}

/** What the description cannot say about a body. */
function bodyProblems({ headers }: WireRequest, body: object | null | undefined): string[] {
  if (body === null) {
    return ['body is not JSON'];
  }
  const isJson = headers['content-type']?.startsWith('application/json') ?? false;
  return body === undefined || isJson ? [] : ['Content-Type is not application/json'];
}

/** Null for what is no JSON object. */
function readJson(raw: Buffer): object | null {
  try {
    const value: unknown = JSON.parse(raw.toString('utf8'));
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
