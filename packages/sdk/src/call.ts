import { TelexCreditsError } from './errors.js';
import { type OperationRow, operations } from './generated/operations.js';
import type { Operations } from './generated/types.js';
import type { Http, HttpRequest } from './http.js';
import type { KeyedOptions, RequestOptions } from './options.js';

export type OperationId = keyof Operations & keyof typeof operations;

type Part<Id extends OperationId, Name extends string> = Name extends keyof Operations[Id]
  ? Operations[Id][Name]
  : undefined;

/** What an operation's query, body and answer are. */
export type QueryOf<Id extends OperationId> = Part<Id, 'query'>;
export type BodyOf<Id extends OperationId> = Part<Id, 'body'>;
export type ReplyOf<Id extends OperationId> = Part<Id, 'reply'>;

/** What is sent with a call, already in the operation's own types. */
export interface Sent<Id extends OperationId> {
  readonly params?: Part<Id, 'params'>;
  readonly query?: QueryOf<Id>;
  readonly body?: BodyOf<Id>;
}

/** Calls an operation of the server by its name. */
export interface Caller {
  call<Id extends OperationId>(
    id: Id,
    sent: Sent<Id>,
    options?: KeyedOptions,
  ): Promise<ReplyOf<Id>>;
  /** The same where the answer is a file. */
  download<Id extends OperationId>(
    id: Id,
    sent: Sent<Id>,
    options?: RequestOptions,
  ): Promise<Uint8Array>;
}

/** Binds operations to HTTP: paths, keys, and what may be sent again. */
export function createCaller(http: Http): Caller {
  return {
    async call(id, sent, options = {}) {
      const request = requestOf(id, sent, options);
      return http.send(request, (response) => readJson(response), options) as never;
    },
    async download(id, sent, options = {}) {
      const request = { ...requestOf(id, sent, options), headers: { Accept: '*/*' } };
      return http.send(
        request,
        async (response) => new Uint8Array(await response.arrayBuffer()),
        options,
      );
    },
  };
}

function requestOf<Id extends OperationId>(
  id: Id,
  sent: Sent<Id>,
  options: KeyedOptions,
): HttpRequest {
  const [method, path, idempotent]: OperationRow = operations[id];
  // Made once for all attempts of this call.
  const key = idempotent ? (options.idempotencyKey ?? newKey()) : undefined;
  return {
    method,
    path: fill(path, sent.params),
    query: sent.query as HttpRequest['query'],
    body: sent.body,
    repeatable: idempotent || !['POST', 'PATCH'].includes(method),
    ...(key === undefined ? {} : { headers: { 'Idempotency-Key': key } }),
  };
}

function fill(path: string, params: unknown): string {
  const values: Readonly<Record<string, unknown>> = { ...(params as object | undefined) };
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = String(values[name] ?? '');
    // An empty id would turn one object's path into its list's; dots would climb.
    if (value === '' || /^\.+$/.test(value)) {
      throw new TelexCreditsError({
        code: 'invalid_options',
        detail: `The ${name} of this call is missing.`,
      });
    }
    return encodeURIComponent(value);
  });
}

/** Reads JSON; a reply without a body is `undefined`. Throws `unexpected_reply`. */
export async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new TelexCreditsError({
      code: 'unexpected_reply',
      status: response.status,
      detail: 'The answer is no JSON. Is baseUrl the address of a Telex Credits server?',
      requestId: response.headers.get('x-request-id'),
    });
  }
}

/** A new Idempotency-Key; `crypto.randomUUID` is missing on pages without TLS. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
