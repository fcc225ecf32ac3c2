import { AppError } from '../../foundation/app-error.js';
import type { CallableModule } from '../../foundation/ports.js';
import type { GatewayDeps } from '../deps.js';
import type { Verdict } from '../metering/call-facts.js';
import { fixedPriceMeter } from '../metering/fixed-price-meter.js';
import type { CallEnd, IncomingCall, PricedRequest, SpendingRoute } from '../metering/route.js';
import { errorsBillable } from '../prices/price-call.js';
import { type ReadReply, type ReplyPrice, replyPrice } from '../prices/reply-price.js';
import { wholeCalls } from '../prices/whole-calls.js';
import type { ModuleCalls } from '../signing/module-calls.js';
import type { LiveReply, ReplyHead, UpstreamResult } from '../upstream/upstreams.js';
import { readBody } from '../wire/read-body.js';
import type { WholeReply } from '../wire/reply.js';
import { callerHeaders } from '../wire/reply-headers.js';
import { upstreamHeaders } from '../wire/request-headers.js';
import { createUpload, isUpload, type Upload, uploadError } from '../wire/upload.js';
import { belowUpstream } from '../wire/upstream-path.js';

const bodiless = new Set(['GET', 'HEAD']);
/** Methods that read back what we send; CONNECT never comes here. */
const refusedMethods = new Set(['CONNECT', 'TRACE', 'TRACK']);

function checkMethod({ req }: IncomingCall): void {
  if (refusedMethods.has(req.method ?? '')) {
    throw new AppError(405, 'method_not_allowed', 'The gateway does not forward this method.');
  }
}

/** 2xx is the module's work; redirects and errors cost nothing unless the price says so. */
function verdictOf(reply: ReadReply & { readonly status: number }, sent: Sent): Verdict {
  const { status } = reply;
  const success = status >= 200 && status < 300;
  const costs = success || (status >= 400 && errorsBillable(sent.module.price.price));
  return {
    outcome: success ? 'success' : 'upstream_error',
    priced: costs ? sent.price.priceOf(reply) : null,
    upstreamStatus: status,
  };
}

/** What was asked of a module, and how its reply is priced. */
interface Sent {
  readonly module: CallableModule;
  readonly method: string;
  readonly price: ReplyPrice;
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

function endOf(result: UpstreamResult | LiveReply, sent: Sent): CallEnd {
  switch (result.kind) {
    case 'whole': {
      const reply = replyOf(result, sent.method);
      return { kind: 'ended', verdict: verdictOf(result, sent), reply };
    }
    case 'large':
    case 'live': {
      const length = result.headers['content-length'];
      const known = typeof length === 'string' ? { 'content-length': length } : {};
      return {
        kind: 'stream',
        source: result,
        headers: { ...callerHeaders(result.headers), ...known },
        // Known at its head: what is passed on as it comes is not read for its price.
        meter: fixedPriceMeter(verdictOf({ ...result, body: null }, sent), result.kind === 'live'),
      };
    }
    default:
      return { kind: 'no_answer', result };
  }
}

/** A part of a document could not be read for its price: where that is done, none is asked for. */
function headersFor(call: IncomingCall, { readsBody }: ReplyPrice) {
  const { range, ...headers } = upstreamHeaders(call.req.headers, {
    secrets: [call.secret],
    readsReply: readsBody,
  });
  return readsBody || range === undefined ? headers : { ...headers, range };
}

/** The body as it is sent; one that is passed on while it comes keeps its announced length. */
function bodyOf(
  sending: Buffer | Upload,
  method: string,
  headers: Record<string, string | string[]>,
) {
  if (Buffer.isBuffer(sending)) {
    return { headers, body: bodiless.has(method) && sending.length === 0 ? null : sending };
  }
  const { body, length } = sending;
  const known = length === undefined ? {} : { 'content-length': String(length) };
  return { headers: { ...headers, ...known }, body };
}

/**
 * How a call ended whose body did not come whole: the upstream got a broken request, and nothing is
 * charged. Null where the upstream answered all the same, or something else was wrong.
 */
function uploadEnd(upload: Upload, result: UpstreamResult | LiveReply): CallEnd | null {
  const failure = upload.failure();
  if (failure === null || result.kind !== 'not_reached') {
    return null;
  }
  if (failure === 'too_large') {
    throw uploadError();
  }
  const verdict: Verdict = { outcome: 'caller_went_away', priced: null, upstreamStatus: null };
  // Nobody is there to read it.
  return { kind: 'ended', verdict, reply: { status: 499, headers: {}, body: Buffer.alloc(0) } };
}

/** `ANY /gateway/http/{slug}/*`: any published HTTP API, path, query and body as they come. */
export function createHttpRoute(
  deps: Pick<GatewayDeps, 'modules'> & { readonly moduleCalls: ModuleCalls },
): SpendingRoute {
  async function prepare(call: IncomingCall, module: CallableModule): Promise<PricedRequest> {
    checkMethod(call);
    const url = belowUpstream(module.upstreamUrl, call.rest, call.search);
    const method = call.req.method ?? 'GET';
    const upload = isUpload(call.req);
    const body = upload ? null : await readBody(call.req);
    const price = replyPrice(module.price.price);
    const headers = headersFor(call, price);
    return {
      kind: 'priced',
      worst: price.worst,
      creditPrice: null,
      affordable: (available) => wholeCalls(available, price.worst.credits),
      asked: null,
      async forward({ facts: { usageId, organisationId } }) {
        const sending = body ?? createUpload(call.req);
        const result = await deps.moduleCalls.open(
          {
            ...{ url, method },
            ...bodyOf(sending, method, headers),
            timeLimitMillis: module.timeLimitSeconds * 1000,
            large: 'stream',
          },
          { moduleId: module.id, usageId, organisationId },
          (head) => method !== 'HEAD' && streams(head),
        );
        const brokenOff = Buffer.isBuffer(sending) ? null : uploadEnd(sending, result);
        return brokenOff ?? endOf(result, { module, method, price });
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
