import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Micros } from '@telex-credits/money';
import { AppError } from '../foundation/app-error.js';
import { logPath } from '../foundation/log-path.js';
import type { CallableModule } from '../foundation/ports.js';
import { requestIdFrom } from '../foundation/request-id.js';
import { toAppError } from '../http/problem.js';
import { rpcIdOf } from './a2a/envelope.js';
import { createAddressRules } from './addresses/address-rules.js';
import type { GatewayDeps } from './deps.js';
import { estimateCall } from './estimate.js';
import { createFindProof } from './find-proof.js';
import { createConclude } from './metering/conclude.js';
import { createMeter, type MeteredRoute } from './metering/metered.js';
import { createRecordLoss } from './metering/record-loss.js';
import { createReserve } from './metering/reserve.js';
import type { IncomingCall } from './metering/route.js';
import { createSettler } from './metering/settle.js';
import { createSpend } from './metering/spend.js';
import { createProbe, type Probe } from './probe-upstream.js';
import { createAdmission } from './rates/admission.js';
import { usualRates } from './rates/rate.js';
import { createLosses } from './records/losses.js';
import { createRequestKeys } from './records/request-keys.js';
import { createUnsettledCalls } from './records/unsettled-calls.js';
import { refusalReply, shapeBelow } from './refusals/shapes.js';
import { createRouteTable } from './route-table.js';
import { createRouter, type Matched } from './router.js';
import { createModuleCalls } from './signing/module-calls.js';
import { createSignRequest } from './signing/sign-request.js';
import { createSigningKeys, type SigningKeys } from './signing/signing-keys.js';
import { createUpstreams } from './upstream/upstreams.js';
import { readBody } from './wire/read-body.js';
import { hangUpOnStalled, sendReply } from './wire/reply.js';

/** The metered path: everything under `/gateway/`. */
export interface Gateway {
  /** Answers one request; never throws, and never leaves a hold without an end of its own. */
  handle(req: IncomingMessage, res: ServerResponse): void;
  /** Every route, for the test that each one is metered. */
  readonly routes: readonly MeteredRoute[];
  /** Settles what has ended and extends what goes on; call it every few seconds. */
  pollOpenTasks(): Promise<void>;
  /** Sends pushes that are due; call it every few seconds. */
  deliverPushes(): Promise<void>;
  /** Forgets Idempotency-Keys of more than 30 days ago; call it every hour or so. */
  forgetOldKeys(): Promise<void>;
  /** Public halves of the keys that requests to modules are signed with. */
  readonly signingKeys: Pick<SigningKeys, 'published'>;
  /** Looks for a line in somebody else's file; null, or a sentence about what is wrong. */
  readonly findProof: ReturnType<typeof createFindProof>;
  /** Calls a module before it is published. Throws 400 `upstream_not_answering`. */
  readonly probeUpstream: Probe;
  /** Throws 400 `upstream_not_allowed` for an address that the gateway would not call. */
  checkUpstreamUrl(url: string): Promise<void>;
  /** What a call would cost; `input` is the body it would have. Throws 400 `model_not_priced`. */
  estimateCall(
    module: CallableModule,
    input: unknown,
  ): Promise<{ readonly low: Micros; readonly high: Micros }>;
  /** Lets running calls end (at most ten seconds), then closes connections. */
  close(): Promise<void>;
}

const streamLimits = { idleMillis: 120_000, stalledMillis: 30_000 };
const keysKeptMillis = 30 * 24 * 3_600_000;
const drainMillis = 10_000;
/** Enough to find a request's id when it is refused before its body was read. */
const refusedBodyLimit = 64 * 1024;

/** A refused JSON-RPC request is answered with its id, so its body is read after all, if it is small. */
async function findRpcId(call: IncomingCall): Promise<void> {
  if (call.rpcId !== 'null' || call.req.readableDidRead || call.req.destroyed) {
    return;
  }
  const body = await readBody(call.req, refusedBodyLimit).catch(() => undefined);
  call.rpcId = body === undefined ? 'null' : rpcIdOf(body);
}

function build(deps: GatewayDeps) {
  const { documents, config, ledger, environment, logger, limits } = deps;
  const { trustedOrigins, allowPrivateUpstreams: allowPrivate } = config;
  const rules = createAddressRules({ trustedOrigins, allowPrivate, resolve: deps.resolve });
  const upstreams = createUpstreams(rules);
  const settler = createSettler({ ledger, environment, logger });
  const recordLoss = createRecordLoss({ ledger, environment, losses: createLosses(documents) });
  const requestKeys = createRequestKeys(documents);
  const unsettled = createUnsettledCalls(documents);
  const admission = createAdmission({ ...usualRates, ...config.rates }, () =>
    environment.now().getTime(),
  );
  const { secretKey } = config;
  const signingKeys = createSigningKeys(secretKey, environment.now);
  const sign = createSignRequest({ keys: signingKeys, secretKey, environment });
  const moduleCalls = createModuleCalls(upstreams, sign);
  const table = createRouteTable({ ...deps, upstreams, moduleCalls, rules, settler, recordLoss });
  const limitsOfStreams = config.streamLimits ?? streamLimits;
  const conclude = createConclude({
    ...{ ledger, environment, logger, settler, unsettled, recordLoss, admission },
    streamLimits: limitsOfStreams,
  });
  const reserve = createReserve({ ledger, limits, environment, requestKeys });
  const spend = createSpend({ logger, reserve, conclude, settler });
  const meter = createMeter(deps, { spend, admission, streamLimits: limitsOfStreams });
  return {
    rules,
    recordLoss,
    upstreams,
    moduleCalls,
    signingKeys,
    settler,
    requestKeys,
    unsettled,
    table,
    routes: table.routes.map(meter),
    streamLimits: limitsOfStreams,
  };
}

/**
 * Makes the gateway on raw `node:http` and undici. Put it in front of Express for paths that start
 * with `/gateway/`.
 */
export function createGateway(deps: GatewayDeps): Gateway {
  const { environment, logger } = deps;
  const parts = build(deps);
  const route = createRouter(parts.routes);
  const running = new Set<Promise<void>>();

  async function refuse(matched: Matched | undefined, call: IncomingCall, thrown: unknown) {
    const error = toAppError(thrown);
    if (error.status >= 500 && !(thrown instanceof AppError)) {
      const path = logPath(call.req.url ?? '');
      logger.error({ err: thrown, requestId: call.requestId, path }, 'a gateway request failed');
    }
    const shape = matched?.metered.route.shape ?? shapeBelow(call.req.url ?? '');
    if (shape === 'jsonrpc') {
      await findRpcId(call);
    }
    const { requestId, rpcId } = call;
    const reply = refusalReply(shape, { error, requestId, rpcId });
    // What was not read of the body must not be taken for the next request.
    const closing: Record<string, string> = call.req.complete ? {} : { connection: 'close' };
    sendReply(call.res, { ...reply, headers: { ...reply.headers, ...closing } });
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const requestId = requestIdFrom(req.headers['x-request-id'], environment.newId);
    const blank = { params: {}, rest: '', search: '', secret: '', rpcId: 'null' };
    let call: IncomingCall = { req, res, requestId, ...blank };
    let matched: Matched | undefined;
    try {
      matched = route(req.method ?? '', req.url ?? '');
      const { params, rest, search } = matched;
      call = { ...call, params, rest, search };
      await matched.metered.handle(call);
    } catch (thrown) {
      await refuse(matched, call, thrown);
    }
  }

  async function settleUnsettled(): Promise<void> {
    await parts.unsettled.work(async (facts, verdict) => {
      const settled = await parts.settler.settle(facts, verdict);
      if (!settled.paid) {
        await parts.recordLoss(facts, verdict);
      }
    });
  }

  return {
    routes: parts.routes,
    signingKeys: parts.signingKeys,
    findProof: createFindProof(parts.upstreams),
    probeUpstream: createProbe(parts.moduleCalls),
    handle(req, res) {
      const work: Promise<void> = answer(req, res)
        .catch((error: unknown) => {
          logger.error({ err: error }, 'a gateway request could not be answered');
          res.destroy();
        })
        .finally(() => {
          hangUpOnStalled(res, parts.streamLimits.stalledMillis);
          running.delete(work);
        });
      running.add(work);
    },
    async pollOpenTasks() {
      await settleUnsettled();
      await parts.table.poll();
    },
    deliverPushes: () => parts.table.deliverDue(),
    async forgetOldKeys() {
      const before = new Date(environment.now().getTime() - keysKeptMillis);
      await parts.requestKeys.forget(before);
    },
    async checkUpstreamUrl(url) {
      await parts.rules.checkUpstreamUrl(url);
    },
    estimateCall: (module, input) =>
      estimateCall({ ...parts.table, creditPrice: deps.config.creditPrice }, module, input),
    async close() {
      const drained = Promise.all([...running]).then(() => parts.table.idle());
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, drainMillis);
      });
      await Promise.race([drained, patience]);
      clearTimeout(timer);
      await parts.upstreams.close();
    },
  };
}
