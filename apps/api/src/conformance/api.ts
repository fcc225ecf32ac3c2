import { randomUUID } from 'node:crypto';

/** A reply of the management API, its body read as JSON. */
export interface ApiReply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what is missing shows as a cell that fails
  readonly body: any;
}

/** Speaks to the management API of a gateway, as any client does. */
export interface Api {
  get(path: string): Promise<ApiReply>;
  send(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<ApiReply>;
}

const mostTries = 60;

/** Asks again after the time that a 429 names: a suite has time. */
async function patiently(ask: () => Promise<Response>): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const reply = await ask();
    if (reply.status !== 429 || tries === mostTries) {
      return reply;
    }
    const seconds = Number(reply.headers.get('retry-after') ?? '1');
    await new Promise((resolve) => setTimeout(resolve, Math.max(seconds, 0.1) * 1000));
  }
}

/** Makes a client that sends these headers. */
export function createApi(base: string, headers: Readonly<Record<string, string>>): Api {
  async function ask(path: string, init: RequestInit): Promise<ApiReply> {
    const reply = await patiently(() => fetch(base + path, init));
    const text = await reply.text();
    const json = (reply.headers.get('content-type') ?? '').includes('json');
    return { status: reply.status, headers: reply.headers, body: json ? JSON.parse(text) : null };
  }
  return {
    get: (path) => ask(path, { headers }),
    send: (method, path, body) =>
      ask(path, {
        method,
        headers: {
          ...headers,
          'idempotency-key': randomUUID(),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

/** A reply's body. Throws with what the server said where it refused. */
export async function insist(what: string, asked: Promise<ApiReply>): Promise<ApiReply['body']> {
  const { status, body } = await asked;
  if (status >= 400) {
    throw new Error(`${what}: ${status} ${body?.code ?? ''} ${body?.detail ?? ''}`.trim());
  }
  return body;
}
