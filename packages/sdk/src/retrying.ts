import { TelexCreditsError } from './errors.js';

const firstWaitMs = 250;
const longestWaitMs = 8000;
/** A server that wants more patience than this is left alone, and the caller is told. */
const longestAskedMs = 30_000;

/**
 * Runs `attempt` again after failures that a repetition can mend, at most `retries` times, waiting
 * as long as the server asked or else for a growing time with jitter. Throws the last failure.
 */
export async function retrying<T>(
  how: { readonly retries: number; readonly signal: AbortSignal | undefined },
  attempt: () => Promise<T>,
): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    how.signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      const waitMs = failures < how.retries ? waitBefore(error, failures) : undefined;
      if (waitMs === undefined) {
        throw error;
      }
      await waitFor(waitMs, how.signal);
    }
  }
}

/** How long to wait before an attempt after this failure; `undefined` where none is of use. */
function waitBefore(error: unknown, failures: number): number | undefined {
  if (!(error instanceof TelexCreditsError && isPassing(error))) {
    return undefined;
  }
  if (error.retryAfterSeconds !== null) {
    const askedMs = error.retryAfterSeconds * 1000;
    return askedMs <= longestAskedMs ? askedMs : undefined;
  }
  return error.status === 429 ? undefined : backoffMs(failures);
}

function isPassing({ status, code }: TelexCreditsError): boolean {
  const unanswered = code === 'network_error' || code === 'timeout';
  // The first attempt's answer may have been lost while the server is still at it.
  const stillRunning = code === 'idempotency_in_progress';
  return unanswered || stillRunning || [429, 502, 503, 504].includes(status ?? 0);
}

/** Between half and all of a time that doubles, so that many clients do not come back at once. */
export function backoffMs(failures: number): number {
  const longest = Math.min(longestWaitMs, firstWaitMs * 2 ** failures);
  return longest / 2 + (Math.random() * longest) / 2;
}

/** Waits; throws the signal's reason as soon as it aborts. */
export function waitFor(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted === true) {
      onAbort();
    }
  });
}
