import { TelexCreditsError } from './errors.js';

/** A secret, or where to get the current one: asked anew for every attempt. */
export type Credential = string | (() => string | Promise<string>);

/** How to reach a server. */
export interface ClientOptions {
  /** The server's root, such as `https://credits.example.com`. */
  readonly baseUrl: string;
  /** `tcr_live_…` or `tcr_test_…`: for programs on a server, never in a browser. */
  readonly apiKey?: Credential | undefined;
  /** A person's session token. */
  readonly token?: Credential | undefined;
  /** Which organisation is meant, where a person belongs to several. */
  readonly organisationId?: string | undefined;
  /** Used instead of the global `fetch`. */
  readonly fetch?: typeof fetch | undefined;
  /** Attempts after the first, where repeating is safe: 2 unless told, at most 10. */
  readonly retries?: number | undefined;
  /** For each attempt, reply included: 30,000 unless told. */
  readonly timeoutMs?: number | undefined;
}

/** What one call may change. */
export interface RequestOptions {
  /** Ends the call, and all waiting between attempts, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly organisationId?: string | undefined;
  readonly retries?: number | undefined;
  readonly timeoutMs?: number | undefined;
}

/** The same for calls that move credits or money. */
export interface KeyedOptions extends RequestOptions {
  /**
   * Makes repetitions of your own safe: the same key with the same request is one request, for ever.
   * Without it each call gets a new key, which all its attempts share.
   */
  readonly idempotencyKey?: string | undefined;
  /**
   * Told before the call answers or throws when that answer was given before: an earlier call, of this
   * process or another, had used the key. Not told when it may have been a lost attempt of this call.
   */
  readonly onReplayed?: (() => void) | undefined;
}

/** Options that were checked. */
export interface Settings {
  readonly root: string;
  readonly credential: Credential | undefined;
  readonly organisationId: string | undefined;
  readonly fetch: typeof fetch;
  readonly retries: number;
  readonly timeoutMs: number;
}

const retriesMax = 10;
const visibleAscii = /^[\x21-\x7e]+$/;

/** Checks options; throws `invalid_options` and `key_in_browser`. Never repeats a secret. */
export function settingsOf(options: ClientOptions): Settings {
  const { apiKey, token, organisationId } = options;
  if (apiKey !== undefined && token !== undefined) {
    throw invalid('Give either an apiKey or a token, not both.');
  }
  const credential = apiKey ?? token;
  if (typeof credential === 'string') {
    checkSecret(credential);
  }
  return {
    root: rootOf(options.baseUrl),
    credential,
    organisationId,
    // Called on its own, as browsers want it.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    retries: Math.min(wholeNumber('retries', options.retries ?? 2), retriesMax),
    timeoutMs: wholeNumber('timeoutMs', options.timeoutMs ?? 30_000),
  };
}

/** The secret of now, checked. */
export async function secretOf(credential: Credential): Promise<string> {
  const secret = typeof credential === 'string' ? credential : await credential();
  checkSecret(secret);
  return secret;
}

function checkSecret(secret: unknown): void {
  // Headers of fetch would repeat a text that they cannot carry in their own error.
  if (typeof secret !== 'string' || !visibleAscii.test(secret)) {
    throw invalid('The apiKey or token is empty, or has blanks or line ends in it.');
  }
  if (secret.startsWith('tcr_') && isBrowser()) {
    throw new TelexCreditsError({
      code: 'key_in_browser',
      detail:
        'API keys must not be in a browser, where every visitor can read them. Use a session token.',
    });
  }
}

function isBrowser(): boolean {
  const isThere = (name: string) => Reflect.get(globalThis, name) !== undefined;
  // Workers of browsers have a location; server-side workers have none.
  return isThere('document') || (isThere('WorkerGlobalScope') && isThere('location'));
}

/** The address without a slash at its end; throws `invalid_options`. */
export function rootOf(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw invalid('baseUrl must be an http or https address, such as https://credits.example.com.');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw invalid('baseUrl must be an address alone, without a login, ? or #.');
  }
  return url.href.replace(/\/+$/, '');
}

function wholeNumber(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw invalid(`${name} must be a whole number from 0 up.`);
  }
  return value;
}

function invalid(detail: string): TelexCreditsError {
  return new TelexCreditsError({ code: 'invalid_options', detail });
}
