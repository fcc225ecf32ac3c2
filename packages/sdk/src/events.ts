import { TelexCreditsError } from './errors.js';
import { createEventParser } from './event-parser.js';
import type { StreamEvent } from './generated/types.js';
import type { Http } from './http.js';
import { backoffMs, waitFor } from './retrying.js';

/** How to follow events. */
export interface EventOptions {
  /** Ends the stream quietly. */
  readonly signal?: AbortSignal | undefined;
  /** Begins behind this event; without it, with what happens from now on. Kept for a day. */
  readonly lastEventId?: string | undefined;
  readonly organisationId?: string | undefined;
}

/** The server writes something every 15 seconds; a connection that is silent for longer is dead. */
const silenceMs = 60_000;
const longestWaitMs = 30_000;

/**
 * Events of the organisation, as they happen. A broken connection is opened again with
 * `Last-Event-ID`, so that nothing in between is missed; it goes on until the loop is left or the
 * signal aborts. Throws what will not pass: 401, 403, 404 and the like.
 */
export async function* followEvents(
  http: Http,
  options: EventOptions = {},
): AsyncGenerator<StreamEvent, void, undefined> {
  const { signal } = options;
  const memory = { lastEventId: options.lastEventId ?? '', failures: 0 };
  while (!isOver(signal)) {
    try {
      yield* readOnce(http, options, memory);
    } catch (error) {
      if (isOver(signal)) {
        return;
      }
      if (!mayPass(error)) {
        throw error;
      }
      await waitFor(waitAfter(error, memory.failures), signal).catch(() => undefined);
      memory.failures += 1;
    }
  }
}

function isOver(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

interface Memory {
  lastEventId: string;
  failures: number;
}

/** One connection; throws when it ends, because it always ends too early. */
async function* readOnce(
  http: Http,
  options: EventOptions,
  memory: Memory,
): AsyncGenerator<StreamEvent, void, undefined> {
  const connection = new AbortController();
  const drop = () => connection.abort(broken());
  options.signal?.addEventListener('abort', drop, { once: true });
  let watch = setTimeout(drop, silenceMs);
  try {
    const response = await http.open(requestBehind(memory.lastEventId), {
      organisationId: options.organisationId,
      signal: connection.signal,
    });
    const parser = createEventParser();
    for await (const chunk of textOf(response)) {
      clearTimeout(watch);
      watch = setTimeout(drop, silenceMs);
      memory.failures = 0;
      for (const { id, data } of parser.push(chunk)) {
        memory.lastEventId = id === '' ? memory.lastEventId : id;
        if (data !== null) {
          yield JSON.parse(data);
        }
      }
    }
  } finally {
    clearTimeout(watch);
    options.signal?.removeEventListener('abort', drop);
    connection.abort(broken());
  }
  throw broken();
}

function requestBehind(lastEventId: string) {
  return {
    method: 'GET',
    path: '/api/v1/events',
    headers: {
      Accept: 'text/event-stream',
      ...(lastEventId === '' ? {} : { 'Last-Event-ID': lastEventId }),
    },
    repeatable: true,
  };
}

async function* textOf(response: Response): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const { done, value } = (await reader?.read().catch(() => undefined)) ?? { done: true };
      if (done || value === undefined) {
        return;
      }
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
}

function mayPass(error: unknown): boolean {
  return (
    error instanceof TelexCreditsError &&
    (error.code === 'network_error' || error.status === 429 || (error.status ?? 0) >= 500)
  );
}

function waitAfter(error: unknown, failures: number): number {
  const asked = error instanceof TelexCreditsError ? error.retryAfterSeconds : null;
  return Math.min(longestWaitMs, asked === null ? backoffMs(failures) : asked * 1000);
}

function broken(): TelexCreditsError {
  return new TelexCreditsError({ code: 'network_error', detail: 'The event stream broke.' });
}
