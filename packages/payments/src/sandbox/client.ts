import { request } from 'undici';
import { z } from 'zod';
import { ProviderRefusal, ProviderUnknown } from '../errors.js';

const timeoutMs = 10_000;
const problemSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** How the sandbox's API is reached. */
export interface SandboxApi {
  /** `http://127.0.0.1:4000`; asked at each call, because the port is known only once it listens. */
  readonly baseUrl: () => string;
  readonly apiKey: string;
  /** Ten seconds unless told. */
  readonly timeoutMs?: number;
}

/** One call: `key` is the idempotency key, required by every POST. */
export interface SandboxCall<T> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly key?: string;
  readonly body?: unknown;
  readonly reply: z.ZodType<T>;
}

/**
 * Calls the sandbox over HTTP. Throws `ProviderRefusal` for a 4xx, which did nothing, and
 * `ProviderUnknown` for everything that leaves the outcome open: no connection, a time-out, a 5xx or
 * an answer that cannot be read.
 */
export async function callSandbox<T>(api: SandboxApi, call: SandboxCall<T>): Promise<T> {
  const limit = api.timeoutMs ?? timeoutMs;
  let status: number;
  let json: unknown;
  try {
    const reply = await request(`${api.baseUrl()}/sandbox/api${call.path}`, {
      method: call.method,
      headers: {
        authorization: `Bearer ${api.apiKey}`,
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(call.key === undefined ? {} : { 'idempotency-key': call.key }),
      },
      body: call.body === undefined ? null : JSON.stringify(call.body),
      signal: AbortSignal.timeout(limit),
    });
    status = reply.statusCode;
    json = await reply.body.json();
  } catch (error) {
    throw new ProviderUnknown('The sandbox did not answer.', { cause: error });
  }
  if (status >= 400 && status < 500) {
    const problem = problemSchema.safeParse(json);
    const { code, message } = problem.data?.error ?? { code: `http_${status}`, message: 'refused' };
    throw new ProviderRefusal(code, message);
  }
  const parsed = call.reply.safeParse(json);
  if (status >= 300 || !parsed.success) {
    throw new ProviderUnknown(`The sandbox answered ${status} with something else.`);
  }
  return parsed.data;
}
