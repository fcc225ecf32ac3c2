import { newKey } from './call.js';
import type { KeyedOptions } from './options.js';

/** What is read of a request that may be sent again; Express and `node:http` have it. */
export interface BilledRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly originalUrl?: string | undefined;
}

/** So often a request may be refused and sent again under one key of its caller. */
const mostAttempts = 20;

/**
 * Does what a request of somebody else asks for, once. Where the request has an Idempotency-Key the
 * keys follow from it, its route and `scope`: a repetition meets what was done before. A refusal that
 * was kept is not the answer for ever: under the next key it is asked again, for credits may be there.
 */
export async function doneOnce<T>(how: {
  readonly req: BilledRequest;
  /** What else makes it one of a kind: two customers may use the same key. */
  readonly scope: readonly (string | number)[];
  readonly send: (options: KeyedOptions) => Promise<T>;
  /** What was done before: the answer again, or `undefined` to do it anew. Throws to refuse. */
  readonly again: (before: T) => Promise<T | undefined>;
}): Promise<T> {
  const { req, scope, send, again } = how;
  const own = req.headers['idempotency-key'];
  if (typeof own !== 'string' || own === '') {
    return send({ idempotencyKey: newKey() });
  }
  const route = `${req.method} ${req.originalUrl ?? req.url}`;
  for (let attempt = 1; ; attempt += 1) {
    let replayed = false;
    const onReplayed = () => {
      replayed = true;
    };
    const idempotencyKey = await digest([route, own, ...scope, attempt]);
    let sent: T;
    try {
      sent = await send({ idempotencyKey, onReplayed });
    } catch (error) {
      if (replayed && attempt < mostAttempts) {
        continue;
      }
      throw error;
    }
    const answer = replayed ? await again(sent) : sent;
    if (answer !== undefined) {
      return answer;
    }
  }
}

async function digest(parts: readonly (string | number)[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
