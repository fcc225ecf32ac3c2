import type { Readable } from 'node:stream';
import { errors, Pool } from 'undici';
import type { AddressRules } from '../addresses/address-rules.js';
import { bodyLimit } from '../wire/read-body.js';

export type UpstreamHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** One request to an address of somebody else's. */
export interface UpstreamRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer | null;
  /** From the start to the last byte. */
  readonly timeLimitMillis: number;
  /** What to do with a reply over 8 MiB: hand over its rest as a stream, or give up. */
  readonly large: 'stream' | 'refuse';
}

/** How a request ended. Only `whole` and `large` are answers of the upstream. */
export type UpstreamResult =
  | {
      readonly kind: 'whole';
      readonly status: number;
      readonly headers: UpstreamHeaders;
      readonly body: Buffer;
    }
  | {
      readonly kind: 'large';
      readonly status: number;
      readonly headers: UpstreamHeaders;
      /** What was read already, to be sent before the rest. */
      readonly start: readonly Buffer[];
      readonly rest: Readable;
      /** To be called when the rest has ended, however it did. */
      readonly done: () => void;
    }
  | { readonly kind: 'not_reached'; readonly reason: string }
  | { readonly kind: 'timed_out' }
  | { readonly kind: 'cut_short'; readonly status: number; readonly reason: string };

/** Connections to upstreams, one pool an origin. */
export interface Upstreams {
  request(request: UpstreamRequest): Promise<UpstreamResult>;
  close(): Promise<void>;
}

const mebibyte = 1024 * 1024;
const poolOptions = {
  connections: 512,
  pipelining: 1,
  // Below the five seconds after which common servers hang up: fewer calls meet a dead socket.
  keepAliveTimeout: 3_000,
  keepAliveMaxTimeout: 30_000,
  maxHeaderSize: 32 * 1024,
  // The call's own time limit rules; undici's would end long calls early.
  headersTimeout: 0,
  bodyTimeout: 0,
} as const;
const connectTimeoutMillis = 5_000;
const poolsKept = 500;

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

/** Opens pools as they are needed; every connection goes through the address rules. */
export function createUpstreams(rules: AddressRules): Upstreams {
  const pools = new Map<string, Pool>();

  function poolFor(url: URL): Pool {
    const pool = pools.get(url.origin) ?? openPool(url);
    // Last used goes last: the map's first entry is the one to give up.
    pools.delete(url.origin);
    pools.set(url.origin, pool);
    return pool;
  }

  function openPool(url: URL): Pool {
    const oldest = pools.size >= poolsKept ? [...pools][0] : undefined;
    if (oldest !== undefined) {
      pools.delete(oldest[0]);
      oldest[1].close().catch(() => undefined);
    }
    const lookup = rules.lookupFor(url);
    const connect = { timeout: connectTimeoutMillis, ...(lookup === undefined ? {} : { lookup }) };
    return new Pool(url.origin, { ...poolOptions, connect });
  }

  async function start(request: UpstreamRequest, signal: AbortSignal) {
    // A literal IP address needs no look-up at connect time, so its shape is checked every time.
    rules.checkShape(request.url.href);
    return await poolFor(request.url).request({
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
    done: () => void,
  ): Promise<UpstreamResult> {
    const { statusCode: status, headers, body } = reply;
    const limit = request.method === 'HEAD' || declaredLength(headers) <= bodyLimit ? bodyLimit : 0;
    try {
      const { chunks, ended } = await readUpTo(body, limit);
      if (ended) {
        done();
        return { kind: 'whole', status, headers, body: Buffer.concat(chunks) };
      }
      if (request.large === 'stream') {
        return { kind: 'large', status, headers, start: chunks, rest: body, done };
      }
      body.destroy();
      done();
      return { kind: 'cut_short', status, reason: `larger than ${bodyLimit / mebibyte} MiB` };
    } catch (error) {
      done();
      return { kind: 'cut_short', status, reason: reasonOf(error) };
    }
  }

  async function request(wanted: UpstreamRequest): Promise<UpstreamResult> {
    const abort = new AbortController();
    const timer = setTimeout(
      () => abort.abort(new errors.HeadersTimeoutError()),
      wanted.timeLimitMillis,
    );
    const done = () => clearTimeout(timer);
    try {
      const reply = await start(wanted, abort.signal);
      return await readReply(reply, wanted, done);
    } catch (error) {
      done();
      return abort.signal.aborted
        ? { kind: 'timed_out' }
        : { kind: 'not_reached', reason: reasonOf(error) };
    }
  }

  return {
    request,
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
    },
  };
}
