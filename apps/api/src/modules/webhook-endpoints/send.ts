import type { UpstreamHeaders } from '../../gateway/upstream/upstreams.js';
import type { WebhookContext } from './context.js';
import { mustBeHttps } from './errors.js';
import { retryAfterOf } from './schedule.js';
import type { AttemptLine, DeliveryDoc, EndpointDoc } from './schemas.js';
import { signedHeaders } from './secrets.js';

const responseKept = 2048;

/** How one attempt ended. */
export interface Outcome {
  readonly line: AttemptLine;
  readonly delivered: boolean;
  /** The endpoint says that it is gone for good. */
  readonly gone: boolean;
  readonly retryAfterMs: number | null;
}

/** Checks an address for its shape, as at every attempt. Throws 400 `upstream_not_allowed`. */
export function checkEndpointUrl(
  { rules, allowHttp }: Pick<WebhookContext, 'rules' | 'allowHttp'>,
  address: string,
): URL {
  const url = rules.checkShape(address);
  if (url.protocol !== 'https:' && !allowHttp) {
    throw mustBeHttps();
  }
  return url;
}

/** Sends a delivery once; never throws. Any 2xx within 15 seconds counts, nothing else does. */
export async function send(
  context: WebhookContext,
  endpoint: EndpointDoc,
  delivery: DeliveryDoc,
): Promise<Outcome> {
  const now = context.environment.now();
  const started = performance.now();
  const answer = await answerOf(context, { endpoint, delivery, now }).catch((error: unknown) => {
    context.onError(error);
    return failure('This server could not send it. Nothing is wrong with the endpoint.');
  });
  const { status, error, response, retryAfterMs } = answer;
  const durationMs = Math.trunc(performance.now() - started);
  return {
    line: { at: now.toISOString(), durationMs, status, error, response },
    ...{ delivered: error === null, gone: status === 410, retryAfterMs },
  };
}

type Answer = Pick<AttemptLine, 'status' | 'error' | 'response'> & {
  readonly retryAfterMs: number | null;
};

function failure(error: string): Answer {
  return { status: null, error, response: null, retryAfterMs: null };
}

async function answerOf(
  context: WebhookContext,
  what: { readonly endpoint: EndpointDoc; readonly delivery: DeliveryDoc; readonly now: Date },
): Promise<Answer> {
  const url = checkEndpointUrl(context, what.endpoint.url);
  const request = {
    ...{ url, method: 'POST', headers: signedHeaders(context.seal, what) },
    ...{ body: Buffer.from(what.delivery.payload), large: 'refuse' as const },
    timeLimitMillis: context.timeLimitMillis,
  };
  // Handed over at its head, so that no more of a hostile answer is read than is kept.
  const reply = await context.upstreams.open(request, () => true);
  if (reply.kind === 'timed_out') {
    return failure(`It did not answer within ${context.timeLimitMillis / 1000} seconds.`);
  }
  if (reply.kind !== 'live') {
    return failure(notReached('reason' in reply ? reply.reason : reply.kind));
  }
  const { status, headers } = reply;
  const response = textOf(await readStart(reply), headers);
  const retryAfterMs = retryAfterOf(headers['retry-after'], what.now);
  return { status, error: statusProblem(status), response, retryAfterMs };
}

function statusProblem(status: number): string | null {
  if (status >= 200 && status < 300) {
    return null;
  }
  return status >= 300 && status < 400
    ? `It answered ${status}: redirects are not followed. Give the final address.`
    : `It answered ${status}; only 2xx counts as delivered.`;
}

const refusedReasons = new Set(['EADDRREFUSED', 'upstream_not_allowed']);

function notReached(reason: string): string {
  return refusedReasons.has(reason)
    ? 'Its name leads to a private or reserved address, which is not called.'
    : `It could not be reached (${reason}).`;
}

/** The first bytes of a body; the connection is given up as soon as there are enough. */
async function readStart(
  reply: Extract<Awaited<ReturnType<WebhookContext['upstreams']['open']>>, { kind: 'live' }>,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // What goes wrong from here on is of no interest: the status has said it all.
  reply.rest.on('error', () => undefined);
  try {
    for await (const chunk of reply.rest) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= responseKept) {
        break;
      }
    }
  } catch {
    // Cut off, or out of time: what has come is kept.
  }
  reply.abort();
  reply.done();
  return Buffer.concat(chunks).subarray(0, responseKept);
}

/** What can be shown of a body; nothing is ever unpacked. */
function textOf(body: Buffer, headers: UpstreamHeaders): string | null {
  const coding = headers['content-encoding'] ?? 'identity';
  const text = new TextDecoder().decode(body).replace(/�$/, '');
  return coding === 'identity' && !/[\0�]/.test(text) ? text : null;
}
