import { TelexCreditsError } from '../errors.js';
import type { VerifyingKey } from './message-signature.js';

/** Finds the key that signatures name; undefined for one that the server does not have. */
export type FindKey = (keyId: string) => Promise<VerifyingKey | undefined>;

const path = '/.well-known/telex-credits-keys';
const timeoutMs = 5000;
/** Asked anew after this time, so that keys which were withdrawn are not trusted for longer. */
const freshMs = 3_600_000;
/** Strangers can name any key: the server is asked about unknown ones once a minute at most. */
const pauseMs = 60_000;
/** Without any key at all nothing works, so that is tried again soon. */
const pauseWhileEmptyMs = 2000;
/** Keys that could not be renewed count for this long. */
const staleMs = 24 * 3_600_000;
const biggestReply = 65_536;

/** Asks a server for its keys, and keeps them. Throws 503 `signing_keys_unavailable`. */
export function keysOfServer(
  root: string,
  { fetch: fetcher, now }: { readonly fetch: typeof fetch; readonly now: () => Date },
): FindKey {
  const time = () => now().getTime();
  let keys: ReadonlyMap<string, VerifyingKey> = new Map();
  let loadedAt = Number.NEGATIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | undefined;
  let problem: unknown;

  async function load(): Promise<void> {
    try {
      keys = await fetchKeys(`${root}${path}`, fetcher);
      loadedAt = time();
      problem = undefined;
    } catch (error) {
      problem = error;
    }
  }

  function refresh(): Promise<void> {
    const pause = keys.size === 0 ? pauseWhileEmptyMs : pauseMs;
    if (loading === undefined && time() - askedAt >= pause) {
      askedAt = time();
      loading = load().finally(() => {
        loading = undefined;
      });
    }
    return loading ?? Promise.resolve();
  }

  return async (keyId) => {
    if (!keys.has(keyId) || time() - loadedAt >= freshMs) {
      await refresh();
    }
    const isTooOld = time() - loadedAt >= staleMs;
    const key = isTooOld ? undefined : keys.get(keyId);
    if (key === undefined && (isTooOld || problem !== undefined)) {
      throw new TelexCreditsError({
        status: 503,
        code: 'signing_keys_unavailable',
        detail: `The gateway's keys could not be read at ${root}${path}. Try again.`,
        retryAfterSeconds: pauseWhileEmptyMs / 1000,
        cause: problem,
      });
    }
    return key;
  };
}

async function fetchKeys(url: string, fetcher: typeof fetch): Promise<Map<string, VerifyingKey>> {
  const response = await fetcher(url, {
    headers: { Accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = response.ok ? await response.text() : '';
  const read: unknown = text.length > 0 && text.length <= biggestReply ? JSON.parse(text) : null;
  const keys = await importKeys((read as { keys?: unknown } | null)?.keys);
  if (keys.size === 0) {
    throw new Error(`No Ed25519 keys were found at ${url} (HTTP ${response.status}).`);
  }
  return keys;
}

/** The Ed25519 keys of a JWK set, by their ids; others are passed over. */
async function importKeys(jwks: unknown): Promise<Map<string, VerifyingKey>> {
  const keys = new Map<string, VerifyingKey>();
  for (const jwk of Array.isArray(jwks) ? jwks : []) {
    const { kty, crv, kid, x } = (jwk ?? {}) as Readonly<Record<string, unknown>>;
    if (kty === 'OKP' && crv === 'Ed25519' && typeof kid === 'string' && typeof x === 'string') {
      keys.set(kid, await importEd25519(x));
    }
  }
  return keys;
}

/** A public key from the `x` of its JWK. */
export function importEd25519(x: string): Promise<VerifyingKey> {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x };
  return crypto.subtle.importKey('jwk', jwk, { name: 'Ed25519' }, false, ['verify']);
}
