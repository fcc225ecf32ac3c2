import { request } from 'undici';
import { z } from 'zod';
import { ProviderRefusal, ProviderUnknown } from '../errors.js';

const defaultTimeoutMs = 10_000;
/** Far above any page of a list. */
const bodyLimit = 8 * 1024 * 1024;
/** Answers of the 4xx kind that say "not now" instead of "no": the same call may be repeated. */
const notNow: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/** How Paystack's API is reached. */
export interface PaystackApi {
  /** `https://api.paystack.co`, without a slash at the end. */
  readonly baseUrl: string;
  readonly secretKey: string;
  /** Ten seconds unless told. */
  readonly timeoutMs?: number;
}

export type QueryValue = string | number | boolean | undefined;

/** One call. `reply` reads the answer's `data`; `body` is sent as JSON. */
export interface PaystackCall<T> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly body?: object;
  readonly reply: z.ZodType<T>;
}

const metaSchema = z
  .object({
    next: z.string().nullish(),
    page: z.coerce.number().int().nullish(),
    pageCount: z.coerce.number().int().nullish(),
  })
  .nullish()
  .catch(null);

/** Tells how a list goes on; a part of the answers only. */
export type ListMeta = z.output<typeof metaSchema>;

const envelopeSchema = z.object({
  // "The call worked"; what became of the payment is in `data.status`.
  status: z.literal(true),
  data: z.unknown().optional(),
  meta: metaSchema,
});

const refusalSchema = z.object({
  status: z.literal(false),
  message: z.string(),
  code: z.string().nullish(),
});

/**
 * Amounts are `bigint` up to here, where JSON wants a number. Exact: the request schemas let none
 * through that a number cannot hold.
 */
function toJson(body: object): string {
  return JSON.stringify(body, (_key, value: unknown) =>
    typeof value === 'bigint' ? Number(value) : value,
  );
}

function addressOf(api: PaystackApi, call: PaystackCall<unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) {
      query.set(name, String(value));
    }
  }
  return `${api.baseUrl}${call.path}${query.size === 0 ? '' : `?${query}`}`;
}

async function send(
  api: PaystackApi,
  call: PaystackCall<unknown>,
): Promise<{ readonly status: number; readonly json: unknown }> {
  try {
    const reply = await request(addressOf(api, call), {
      method: call.method,
      headers: {
        authorization: `Bearer ${api.secretKey}`,
        accept: 'application/json',
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: call.body === undefined ? null : toJson(call.body),
      signal: AbortSignal.timeout(api.timeoutMs ?? defaultTimeoutMs),
    });
    if (Number(reply.headers['content-length'] ?? 0) > bodyLimit) {
      throw new Error('the answer is too large');
    }
    return { status: reply.statusCode, json: await reply.body.json() };
  } catch (error) {
    // The cause may hold the request with its key: only its text goes on.
    const why = error instanceof Error ? error.message : 'no reason given';
    throw new ProviderUnknown(`Paystack did not answer (${why}).`);
  }
}

/**
 * Calls Paystack. Throws `ProviderRefusal` for a definite no (4xx), which did nothing, and
 * `ProviderUnknown` for everything that leaves the outcome open: no connection, a time-out, a 5xx, a
 * conflict, too many requests, or an answer that cannot be read.
 */
export async function callPaystack<T>(
  api: PaystackApi,
  call: PaystackCall<T>,
): Promise<{ readonly data: T; readonly meta: ListMeta }> {
  const { status, json } = await send(api, call);
  if (status >= 400 && status < 500 && !notNow.has(status)) {
    const refusal = refusalSchema.safeParse(json);
    const { code, message } = refusal.data ?? { code: null, message: 'refused' };
    throw new ProviderRefusal(code ?? `http_${status}`, `Paystack: ${message}`);
  }
  const envelope = envelopeSchema.safeParse(json);
  if (status >= 300 || !envelope.success) {
    throw new ProviderUnknown(`Paystack answered ${status} to ${call.method} ${call.path}.`);
  }
  const data = call.reply.safeParse(envelope.data.data);
  if (!data.success) {
    const where = data.error.issues[0]?.path.join('.') ?? '';
    throw new ProviderUnknown(`Paystack answered ${call.path} with something else (${where}).`);
  }
  return { data: data.data, meta: envelope.data.meta };
}
