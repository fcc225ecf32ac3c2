import { TelexCreditsError } from '../errors.js';
import {
  createGatewayVerifier,
  type GatewayCall,
  type GatewayVerifierOptions,
} from './gateway-verifier.js';

/** What the middleware needs of a request, as Express and `node:http` have it. */
export interface GatewayHttpRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Whether somebody has begun to read the body. */
  readonly readableDidRead: boolean;
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** And of a response. */
export interface GatewayHttpResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(text: string): unknown;
}

/** A middleware of Express, or of anything with the same shape. */
export type FromGateway = (
  req: GatewayHttpRequest,
  res: GatewayHttpResponse,
  next: (error?: unknown) => void,
) => void;

/** What Express adds to requests, and what this middleware leaves there. */
interface Extras {
  originalUrl?: string;
  rawBody?: unknown;
  body?: unknown;
  /** What body parsers of Express mark a request with, so that no other one reads it again. */
  _body?: boolean;
}

/** As much as the gateway forwards. */
const mostBytes = 8 * 1024 * 1024;
const calls = new WeakMap<object, GatewayCall>();

/** What the gateway says about a request that `fromGateway` let through. */
export function gatewayCallOf(req: object): GatewayCall | undefined {
  return calls.get(req);
}

/**
 * Lets only the gateway's requests through; all others get 401 (or 503, while its keys cannot be
 * read) as a problem of RFC 9457. It goes before body parsers, because it needs the bytes as they
 * came: it reads the body, and leaves the bytes in `req.rawBody` and, where they are JSON, the value
 * in `req.body`. Bytes that an earlier parser has left in `req.rawBody` do as well. With
 * `streamedBodies` a body that has no digest is left unread.
 */
export function fromGateway(options: GatewayVerifierOptions): FromGateway {
  const verify = createGatewayVerifier(options);

  async function check(req: GatewayHttpRequest & Extras): Promise<GatewayCall> {
    const { method = '', originalUrl, url = '', headers } = req;
    let bytes: Uint8Array | undefined;
    const call = await verify({
      ...{ method, headers, url: originalUrl ?? url },
      body: async () => {
        const read = await bodyOf(req);
        bytes = read;
        return read;
      },
    });
    // One that streams was not asked for: it is left to who reads it.
    if (bytes !== undefined && req.body === undefined) {
      leaveBody(req, bytes);
    }
    return call;
  }

  return (req, res, next) => {
    check(req).then(
      (call) => {
        calls.set(req, call);
        next();
      },
      (error: unknown) => {
        if (error instanceof TelexCreditsError && [401, 503].includes(error.status ?? 0)) {
          refuse(res, error);
        } else {
          next(error);
        }
      },
    );
  };
}

function bodyOf(req: GatewayHttpRequest & Extras): Promise<Uint8Array> {
  if (req.rawBody instanceof Uint8Array) {
    return Promise.resolve(req.rawBody);
  }
  if (req.readableDidRead) {
    throw new TelexCreditsError({
      status: 500,
      code: 'body_already_read',
      detail: 'Put fromGateway before body parsers, or have them keep the bytes in req.rawBody.',
    });
  }
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    req.on('data', (chunk) => {
      size += chunk.length;
      if (size > mostBytes) {
        reject(notRead(413, 'body_too_large', 'The gateway sends at most 8 MiB.'));
      } else {
        chunks.push(chunk);
      }
    });
    req.on('end', () => resolve(joined(chunks, size)));
    req.on('error', reject);
    req.on('close', () => reject(notRead(400, 'body_cut_short', 'The body did not come whole.')));
  });
}

function notRead(status: number, code: string, detail: string): TelexCreditsError {
  return new TelexCreditsError({ status, code, detail });
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** Later parsers find a body that was read: JSON as its value, anything else as bytes. */
function leaveBody(req: GatewayHttpRequest & Extras, bytes: Uint8Array): void {
  req.rawBody = bytes;
  if (bytes.length === 0) {
    return;
  }
  const { 'content-type': type, 'content-encoding': encoding } = req.headers;
  const isJson = /^application\/(?:[\w.+-]+\+)?json\b/i.test(String(type ?? ''));
  req._body = true;
  req.body = isJson && encoding === undefined ? jsonOf(bytes) : bytes;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw notRead(400, 'invalid_json', 'The body is not JSON.');
  }
}

function refuse(res: GatewayHttpResponse, error: TelexCreditsError): void {
  const { status, code, detail, retryAfterSeconds } = error;
  res.statusCode = status ?? 401;
  res.setHeader('Content-Type', 'application/problem+json');
  if (retryAfterSeconds === null) {
    res.setHeader('WWW-Authenticate', 'Signature realm="telex-credits"');
  } else {
    res.setHeader('Retry-After', String(retryAfterSeconds));
  }
  const title = status === 401 ? 'Unauthorized' : 'Service Unavailable';
  res.end(JSON.stringify({ type: 'about:blank', title, status, code, detail }));
}
