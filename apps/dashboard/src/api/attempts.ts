import { ApiProblem } from './problem.js';
import { randomId } from './random-id.js';

/** What makes an attempt the same attempt: who, which operation, and the exact body. */
export interface Attempt {
  readonly organisationId: string;
  readonly operation: string;
  readonly body: unknown;
}

/**
 * Runs a money-moving call under an idempotency key that survives a reload of the page.
 * The key is kept until the outcome is definite: success, or a refusal that says nothing happened.
 * After a lost answer the same attempt goes out under the same key, so it cannot happen twice;
 * another body is another attempt and has a key of its own.
 */
export async function attempt<T>(what: Attempt, run: (key: string) => Promise<T>): Promise<T> {
  const place = placeOf(what);
  const key = storedKey(place);
  try {
    const result = await run(key);
    forget(place);
    return result;
  } catch (error) {
    if (isDefinite(error)) {
      forget(place);
    }
    throw error;
  }
}

/** Whether a failure says for certain that the operation was refused and can be tried afresh. */
function isDefinite(error: unknown): boolean {
  if (!(error instanceof ApiProblem) || error.status < 400 || error.status >= 500) {
    return false;
  }
  const undecided = [401, 408, 425, 429].includes(error.status);
  return !undecided && error.code !== 'idempotency_in_progress';
}

/** Attempts of a page that has no session storage, as in a strict privacy mode. */
const memory = new Map<string, string>();

function placeOf({ organisationId, operation, body }: Attempt): string {
  return `attempt:${organisationId}:${operation}:${JSON.stringify(body)}`;
}

function storedKey(place: string): string {
  const known = read(place);
  if (known !== null) {
    return known;
  }
  const key = randomId();
  memory.set(place, key);
  try {
    sessionStorage.setItem(place, key);
  } catch {
    // Kept in memory above.
  }
  return key;
}

function read(place: string): string | null {
  try {
    return sessionStorage.getItem(place) ?? memory.get(place) ?? null;
  } catch {
    return memory.get(place) ?? null;
  }
}

function forget(place: string): void {
  memory.delete(place);
  try {
    sessionStorage.removeItem(place);
  } catch {
    // It was never stored.
  }
}
