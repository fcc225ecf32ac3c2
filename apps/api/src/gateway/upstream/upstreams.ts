import type { Readable } from 'node:stream';
import { errors } from 'undici';
import type { AddressRules } from '../addresses/address-rules.js';
import { bodyLimit } from '../wire/read-body.js';
import { createPools } from './pools.js';
import { unreadable } from './unreadable.js';

export type UpstreamHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** One request to an address of somebody else's. */
export interface UpstreamRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** A stream is piped while it comes, at the upstream's pace. */
  readonly body: Buffer | Readable | null;
  /** From the start to the last byte. */
  readonly timeLimitMillis: number;
  /** What to do with a reply over 8 MiB: hand over its rest as a stream, or give up. */
  readonly large: 'stream' | 'refuse';
}

/** A reply whose body is still coming. */
export interface RunningReply {
  readonly status: number;
  readonly headers: UpstreamHeaders;
  /** What was read already, to be sent before the rest. */
  readonly start: readonly Buffer[];
  readonly rest: Readable;
  /** Breaks the rest off; reading it fails from then on. */
  readonly abort: () => void;
  /** Whether it was the request's time limit that broke the rest off. */
  readonly expired: () => boolean;
  /** To be called when the rest has ended, however it did. */
  readonly done: () => void;
}

/** How a request ended. Only `whole` and `large` are answers of the upstream. */
export type UpstreamResult =
  | {
      readonly kind: 'whole';
      readonly status: number;
      readonly headers: UpstreamHeaders;
      readonly body: Buffer;
    }
  | (RunningReply & { readonly kind: 'large' })
  | { readonly kind: 'not_reached'; readonly reason: string }
  | { readonly kind: 'timed_out' }
  | { readonly kind: 'cut_short'; readonly status: number; readonly reason: string };

/** A reply that is handed over at its head, because it streams. */
export type LiveReply = RunningReply & { readonly kind: 'live' };

/** A reply's status line and headers. */
export interface ReplyHead {
  readonly status: number;
  readonly headers: UpstreamHeaders;
}

/** Connections to upstreams, one pool an origin. */
export interface Upstreams {
  request(request: UpstreamRequest): Promise<UpstreamResult>;
  /** As `request`, but a reply that `streams` says yes to is handed over with its body to come. */
  open(
    request: UpstreamRequest,
    streams: (head: ReplyHead) => boolean,
  ): Promise<UpstreamResult | LiveReply>;
  close(): Promise<void>;
}

const mebibyte = 1024 * 1024;

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown';
}

/** Chunks of a body until it ends, or until it is larger than what is read whole. */
async function readUpTo(body: Readable, limit: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  // Not `for await`: leaving such a loop early would destroy the stream, whose rest is passed on.
  const iterator = body.iterator({ destroyOnReturn: false });
  for await (const chunk of iterator) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) {
      return { chunks, ended: false };
    }
  }
  return { chunks, ended: true };
}

function declaredLength(headers: UpstreamHeaders): number {
  const length = headers['content-length'];
  return typeof length === 'string' && /^\d+$/.test(length) ? Number(length) : 0;
}

/** The clock of one request. */
function startTimer(millis: number) {
  // One signal for both reasons: a signal made of two is dear, and every call would pay for it.
  const end = new AbortController();
  let expired = false;
  const timer = setTimeout(() => {
    expired = !end.signal.aborted;
    end.abort(new errors.HeadersTimeoutError());
  }, millis);
  const running = {
    abort: () => end.abort(),
    expired: () => expired,
    done: () => clearTimeout(timer),
  };
  return { running, signal: end.signal };
}

/** Opens pools as they are needed; every connection goes through the address rules. */
export function createUpstreams(rules: AddressRules): Upstreams {
  const pools = createPools(rules);

  async function start(request: UpstreamRequest, signal: AbortSignal) {
    // A literal IP address needs no look-up at connect time, so its shape is checked every time.
    rules.checkShape(request.url.href);
    return await pools.poolFor(request.url).request({
      method: request.method as 'GET',
      path: request.url.pathname + request.url.search,
      headers: request.headers,
      body: request.body,
      signal,
    });
  }

  async function readReply(
    reply: Awaited<ReturnType<typeof start>>,
    request: UpstreamRequest,
    running: Pick<RunningReply, 'abort' | 'expired' | 'done'>,
  ): Promise<UpstreamResult> {
    const { statusCode: status, headers, body } = reply;
    const { done } = running;
    const limit = request.method === 'HEAD' || declaredLength(headers) <= bodyLimit ? bodyLimit : 0;
    try {
      const { chunks, ended } = await readUpTo(body, limit);
      if (ended) {
        done();
        return { kind: 'whole', status, headers, body: Buffer.concat(chunks) };
      }
      if (request.large === 'stream') {
        return { kind: 'large', status, headers, start: chunks, rest: body, ...running };
      }
      body.destroy();
      done();
      return { kind: 'cut_short', status, reason: `larger than ${bodyLimit / mebibyte} MiB` };
    } catch (error) {
      done();
      return { kind: 'cut_short', status, reason: reasonOf(error) };
    }
  }

  async function open<Live>(
    wanted: UpstreamRequest,
    handOver: (reply: RunningReply) => Live | undefined,
  ): Promise<UpstreamResult | Live> {
    const { running, signal } = startTimer(wanted.timeLimitMillis);
    try {
      const reply = await start(wanted, signal);
      const { statusCode: status, headers, body } = reply;
      const reason = unreadable(wanted, headers);
      if (reason !== null) {
        body.on('error', () => undefined);
        running.abort();
        running.done();
        return { kind: 'cut_short', status, reason };
      }
      return (
        handOver({ status, headers, start: [], rest: body, ...running }) ??
        (await readReply(reply, wanted, running))
      );
    } catch (error) {
      running.done();
      return running.expired()
        ? { kind: 'timed_out' }
        : { kind: 'not_reached', reason: reasonOf(error) };
    }
  }

  return {
    request: (request) => open<never>(request, () => undefined),
    open: (request, streams) =>
      open<LiveReply>(request, (reply) =>
        streams(reply) ? { kind: 'live', ...reply } : undefined,
      ),
    close: pools.close,
  };
}
