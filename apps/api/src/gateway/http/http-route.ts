import { AppError } from '../../foundation/app-error.js';
import type { CallableModule } from '../../foundation/ports.js';
import type { GatewayDeps } from '../deps.js';
import type { Verdict } from '../metering/call-facts.js';
import { fixedPriceMeter } from '../metering/fixed-price-meter.js';
import type { CallEnd, IncomingCall, PricedRequest, SpendingRoute } from '../metering/route.js';
import { errorsBillable, type PricedCall, priceCall } from '../prices/price-call.js';
import { wholeCalls } from '../prices/whole-calls.js';
import type { ModuleCalls } from '../signing/module-calls.js';
import type { LiveReply, ReplyHead, UpstreamResult } from '../upstream/upstreams.js';
import { readBody } from '../wire/read-body.js';
import type { WholeReply } from '../wire/reply.js';
import { callerHeaders } from '../wire/reply-headers.js';
import { upstreamHeaders } from '../wire/request-headers.js';
import { belowUpstream } from '../wire/upstream-path.js';

const bodiless = new Set(['GET', 'HEAD']);
/** Methods that are about the connection, or that read back what we send. */
const refusedMethods = new Set(['CONNECT', 'TRACE', 'TRACK']);

function checkProtocol({ req }: IncomingCall): void {
  if (req.headers.upgrade !== undefined) {
    throw new AppError(
      501,
      'upgrade_not_supported',
      'The gateway does not forward upgrades such as WebSockets.',
    );
  }
  if (refusedMethods.has(req.method ?? '')) {
    throw new AppError(405, 'method_not_allowed', 'The gateway does not forward this method.');
  }
}

/** 2xx is the module's work; redirects and errors cost nothing unless the price says so. */
function verdictOf(status: number, module: CallableModule, priced: PricedCall): Verdict {
  if (status >= 200 && status < 300) {
    return { outcome: 'success', priced, upstreamStatus: status };
  }
  const billable = status >= 400 && errorsBillable(module.price.price);
  return { outcome: 'upstream_error', priced: billable ? priced : null, upstreamStatus: status };
}

/** Types of replies that are read while they are written; without a length they pass as they come. */
const streamedTypes =
  /^(?:text\/(?:event-stream|plain)|application\/(?:x-ndjson|ndjson|jsonl|x-jsonlines|json-seq|stream\+json)|multipart\/x-mixed-replace|(?:audio|video)\/[\w.+-]+)\s*(?:;|$)/i;

function streams({ status, headers }: ReplyHead): boolean {
  const type = headers['content-type'];
  const good = status >= 200 && status < 300 && status !== 204;
  const open = headers['content-length'] === undefined;
  return good && open && typeof type === 'string' && streamedTypes.test(type);
}

function replyOf(result: UpstreamResult & { kind: 'whole' }, method: string): WholeReply {
  const { status, body } = result;
  const length = result.headers['content-length'];
  const headers = callerHeaders(result.headers);
  return method === 'HEAD' && typeof length === 'string'
    ? { status, headers: { ...headers, 'content-length': length }, body }
    : { status, headers, body };
}

function endOf(
  result: UpstreamResult | LiveReply,
  module: CallableModule,
  sent: { readonly method: string; readonly priced: PricedCall },
): CallEnd {
  const { priced } = sent;
  switch (result.kind) {
    case 'whole': {
      const reply = replyOf(result, sent.method);
      return { kind: 'ended', verdict: verdictOf(result.status, module, priced), reply };
    }
    case 'large':
    case 'live': {
      const length = result.headers['content-length'];
      const known = typeof length === 'string' ? { 'content-length': length } : {};
      return {
        kind: 'stream',
        source: result,
        headers: { ...callerHeaders(result.headers), ...known },
        meter: fixedPriceMeter(verdictOf(result.status, module, priced), result.kind === 'live'),
      };
    }
    default:
      return { kind: 'no_answer', result };
  }
}

/** `ANY /gateway/http/{slug}/*`: any published HTTP API, path, query and body as they come. */
export function createHttpRoute(
  deps: Pick<GatewayDeps, 'modules' | 'config'> & { readonly moduleCalls: ModuleCalls },
): SpendingRoute {
  async function prepare(call: IncomingCall, module: CallableModule): Promise<PricedRequest> {
    checkProtocol(call);
    const url = belowUpstream(module.upstreamUrl, call.rest, call.search);
    const method = call.req.method ?? 'GET';
    const body = await readBody(call.req);
    const headers = upstreamHeaders(call.req.headers, {
      secrets: [call.secret],
      readsReply: false,
    });
    const priced = priceCall({
      price: module.price.price,
      meter: { kind: 'call' },
      creditPrice: deps.config.creditPrice,
    });
    return {
      kind: 'priced',
      worst: priced,
      creditPrice: null,
      affordable: (available) => wholeCalls(available, priced.credits),
      asked: null,
      async forward({ facts: { usageId, organisationId } }) {
        const result = await deps.moduleCalls.open(
          {
            ...{ url, method, headers },
            body: bodiless.has(method) && body.length === 0 ? null : body,
            timeLimitMillis: module.timeLimitSeconds * 1000,
            large: 'stream',
          },
          { moduleId: module.id, usageId, organisationId },
          (head) => method !== 'HEAD' && streams(head),
        );
        return endOf(result, module, { method, priced });
      },
    };
  }

  return {
    name: 'http',
    method: 'ANY',
    path: '/gateway/http/{slug}/*',
    shape: 'problem',
    access: 'key',
    async locate(call) {
      const module = await deps.modules.bySlug(call.params.slug ?? '');
      return module?.kind === 'http' ? module : undefined;
    },
    prepare: (call, { module }) => prepare(call, module),
  };
}
