import { TelexCreditsError } from './errors.js';
import { type KeyedOptions, type RequestOptions, type Settings, secretOf } from './options.js';
import { refusalOf } from './refusal.js';
import { retrying } from './retrying.js';

/** One request, before it has a key, a time limit and attempts. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the server does it once however often it is sent. */
  readonly repeatable: boolean;
}

export interface Http {
  /** Sends until it is answered, and reads the answer; throws `TelexCreditsError`. */
  send<T>(
    request: HttpRequest,
    read: (response: Response) => Promise<T>,
    options: KeyedOptions,
  ): Promise<T>;
  /** Sends once, without a time limit: for streams. */
  open(request: HttpRequest, options: RequestOptions): Promise<Response>;
}

/** HTTP with a credential, time limits and safe repetitions. */
export function createHttp(settings: Settings): Http {
  async function open(request: HttpRequest, options: KeyedOptions): Promise<Response> {
    const init = await initOf(request, settings, options);
    const url = `${settings.root}${request.path}${queryOf(request.query)}`;
    const broken = (error: unknown): never => {
      options.signal?.throwIfAborted();
      throw unreachable(error);
    };
    const response = await settings.fetch(url, init).catch(broken);
    if (response.headers.get('idempotent-replayed') === 'true') {
      options.onReplayed?.();
    }
    if (!response.ok) {
      throw await refusalOf(response).catch(broken);
    }
    return response;
  }

  return {
    open,
    send(request, read, options) {
      const retries = request.repeatable ? (options.retries ?? settings.retries) : 0;
      const timeoutMs = options.timeoutMs ?? settings.timeoutMs;
      let mayBeDone = false;
      const attempt = async (signal: AbortSignal) => {
        const onReplayed = mayBeDone ? undefined : options.onReplayed;
        const response = await open(request, { ...options, signal, onReplayed });
        return read(response).catch((error: unknown) => {
          signal.throwIfAborted();
          throw error instanceof TelexCreditsError ? error : unreachable(error);
        });
      };
      return retrying({ retries, signal: options.signal }, () =>
        within(timeoutMs, options.signal, attempt).catch((error: unknown) => {
          // Then what is replayed next may be the answer to this very call.
          mayBeDone ||= !(error instanceof TelexCreditsError) || (error.status ?? 500) >= 500;
          throw error;
        }),
      );
    },
  };
}

async function initOf(
  request: HttpRequest,
  settings: Settings,
  options: RequestOptions,
): Promise<RequestInit> {
  const organisationId = options.organisationId ?? settings.organisationId;
  const { credential } = settings;
  const headers = {
    Accept: 'application/json',
    ...(credential === undefined ? {} : { Authorization: `Bearer ${await secretOf(credential)}` }),
    ...(organisationId === undefined ? {} : { 'X-Organisation-Id': organisationId }),
    ...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...request.headers,
  };
  return {
    method: request.method,
    headers,
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
}

/** Runs with a signal that also aborts after `timeoutMs`; that throws `timeout`. */
async function within<T>(
  timeoutMs: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const onAbort = () => controller.abort(outer?.reason);
  const timer = setTimeout(() => {
    const detail = `The server did not answer within ${timeoutMs} ms.`;
    controller.abort(new TelexCreditsError({ code: 'timeout', detail }));
  }, timeoutMs);
  outer?.addEventListener('abort', onAbort, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', onAbort);
  }
}

function unreachable(cause: unknown): TelexCreditsError {
  return new TelexCreditsError({
    code: 'network_error',
    detail:
      'The server could not be reached, or the connection broke. Check baseUrl and the network.',
    cause,
  });
}

function queryOf(query: HttpRequest['query']): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) {
      parameters.set(name, String(value));
    }
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
