import { createEventParser, type StreamMessage } from './event-parser.js';

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** Whether the page hears of changes as they happen. */
export type StreamState = 'connecting' | 'live' | 'waiting' | 'stopped';

/** How to follow an event stream. */
export interface FollowOptions {
  readonly url: string;
  readonly headers: () => Readonly<Record<string, string>>;
  readonly onMessage: (message: StreamMessage) => void;
  readonly onState: (state: StreamState) => void;
  readonly signal: AbortSignal;
  /** Waits; tests replace it. Resolves early when the signal aborts. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Between 0 and 1, spreads reconnections of many pages; tests replace it. */
  readonly random?: () => number;
}

/**
 * Follows a server-sent event stream with fetch (so that headers can be sent) until the signal
 * aborts. A broken connection is opened again, after a wait that doubles up to half a minute, with
 * `Last-Event-ID`, so that nothing in between is missed. A refusal (401, 403, 404) ends it.
 */
export async function followEvents(options: FollowOptions): Promise<void> {
  const { signal, onState, wait = waitFor, random = Math.random } = options;
  const memory = { lastId: '', baseMs: FIRST_WAIT_MS };
  let failures = 0;
  while (!signal.aborted) {
    onState('connecting');
    const outcome = await readOnce(options, memory);
    if (signal.aborted || outcome === 'refused') {
      break;
    }
    failures = outcome === 'ended' ? 0 : failures + 1;
    onState('waiting');
    const longest = Math.min(LONGEST_WAIT_MS, memory.baseMs * 2 ** failures);
    await wait(longest / 2 + (random() * longest) / 2, signal);
  }
  onState('stopped');
}

interface Memory {
  lastId: string;
  baseMs: number;
}

/** One connection: `ended` when it had been open, `failed` when it never was. */
async function readOnce(
  options: FollowOptions,
  memory: Memory,
): Promise<'ended' | 'failed' | 'refused'> {
  const { url, headers, signal, onState } = options;
  let opened = false;
  try {
    const response = await fetch(url, {
      headers: {
        Accept: 'text/event-stream',
        ...headers(),
        ...(memory.lastId === '' ? {} : { 'Last-Event-ID': memory.lastId }),
      },
      credentials: 'same-origin',
      cache: 'no-store',
      signal,
    });
    if ([401, 403, 404].includes(response.status)) {
      return 'refused';
    }
    if (!response.ok || response.body === null) {
      return 'failed';
    }
    opened = true;
    onState('live');
    await readBody(response.body, options, memory);
  } catch {
    // A broken connection; the caller opens the next one.
  }
  return opened ? 'ended' : 'failed';
}

async function readBody(
  body: ReadableStream<Uint8Array>,
  { onMessage }: FollowOptions,
  memory: Memory,
): Promise<void> {
  const parser = createEventParser((milliseconds) => {
    memory.baseMs = Math.min(milliseconds, LONGEST_WAIT_MS);
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    for (const message of parser.push(decoder.decode(value, { stream: true }))) {
      memory.lastId = message.id;
      onMessage(message);
    }
  }
}

function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, milliseconds);
    function finish(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    }
    signal.addEventListener('abort', finish);
  });
}
