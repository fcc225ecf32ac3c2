import Stripe from 'stripe';
import type { z } from 'zod';
import { ProviderRefusal, ProviderUnknown } from '../errors.js';
import { listOf } from './schemas.js';

/** How Stripe is reached. */
export interface StripeConnection {
  /** `sk_…` or `rk_…`; see `stripeKeyKind`. */
  readonly secretKey: string;
  /** `https://api.stripe.com`, or a stand-in on loopback. */
  readonly apiBase: string;
  /** One call's; ten seconds unless told: what one piece of work asks has to fit into its lease. */
  readonly timeoutMs?: number;
  /**
   * How often the SDK repeats a call by itself; not at all unless told, because whoever calls repeats
   * the whole step. (A connection that was closed is repeated once even so, under the same key.)
   */
  readonly retries?: number;
}

export const defaultTimeoutMs = 10_000;

/** The one version that these adapters were written and tested against. */
const apiVersion = '2026-10-28.endive';

/** Makes the client. Host and port belong to the client: the SDK has none per request any more. */
export function connectStripe(connection: StripeConnection): Stripe {
  const base = new URL(connection.apiBase);
  const isPlain = base.protocol === 'http:';
  return new Stripe(connection.secretKey, {
    apiVersion,
    host: base.hostname.replace(/^\[|\]$/g, ''),
    port: base.port === '' ? (isPlain ? 80 : 443) : base.port,
    protocol: isPlain ? 'http' : 'https',
    telemetry: false,
    timeout: connection.timeoutMs ?? defaultTimeoutMs,
    maxNetworkRetries: connection.retries ?? 0,
    appInfo: { name: 'telex-credits' },
  });
}

/** Statuses that say no, but not what became of the call. */
const openStatuses: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/**
 * What an error of the SDK means. A 4xx did nothing: `ProviderRefusal`. No answer, a 5xx (which
 * Stripe replays under the same key, whatever it had done), a conflict, too many requests, and a key
 * that was used for another request leave it open: `ProviderUnknown`.
 */
export function meaningOf(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) {
    return error;
  }
  const status = error.statusCode;
  const isOpen =
    status === undefined ||
    status >= 500 ||
    openStatuses.has(status) ||
    error instanceof Stripe.errors.StripeIdempotencyError;
  if (isOpen) {
    return new ProviderUnknown('Stripe did not say what became of it.', { cause: error });
  }
  const code = error.code ?? error.rawType ?? `http_${status}`;
  if (status === 401 || status === 403) {
    return new ProviderRefusal(code, 'Stripe does not accept the configured key for this.');
  }
  return new ProviderRefusal(code, error.message);
}

/**
 * One call, read by a schema: what Stripe answers is checked here rather than believed. Throws
 * `ProviderRefusal` and `ProviderUnknown` as `meaningOf` has it; an answer that cannot be read is
 * unknown too.
 */
export async function ask<T>(schema: z.ZodType<T>, call: () => Promise<unknown>): Promise<T> {
  let reply: unknown;
  try {
    reply = await call();
  } catch (error) {
    throw meaningOf(error);
  }
  const parsed = schema.safeParse(reply);
  if (!parsed.success) {
    throw new ProviderUnknown('Stripe answered with something else.', { cause: parsed.error });
  }
  return parsed.data;
}

/** All pages of a list, each read by the same schema; at most `maxPages` of them. */
export async function askAll<T extends { readonly id: string }>(
  item: z.ZodType<T>,
  list: (page: { limit: number; starting_after?: string }) => Promise<unknown>,
): Promise<T[]> {
  const all: T[] = [];
  for (let page = 0; page < maxPages; page += 1) {
    const last = all.at(-1)?.id;
    const { data, has_more } = await ask(listOf(item), () =>
      list({ limit: pageSize, ...(last === undefined ? {} : { starting_after: last }) }),
    );
    all.push(...data);
    if (!has_more) {
      return all;
    }
  }
  throw new ProviderUnknown(`Stripe has more than ${maxPages * pageSize} of these.`);
}

export const pageSize = 100;
const maxPages = 20;
