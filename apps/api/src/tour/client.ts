import { randomUUID } from 'node:crypto';

/** A reply with its body read as JSON; the tour looks into any shape. */
export interface Got {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what is missing shows as a number that differs
  readonly body: any;
}

/** Speaks to the server as a program does: JSON over HTTP, nothing else. */
export interface Client {
  get(path: string): Promise<Got>;
  /** With an Idempotency-Key of its own. */
  post(path: string, body?: object): Promise<Got>;
}

/** A client that sends these headers. Replies above 399 throw, with what the server said. */
export function createClient(base: string, headers: Readonly<Record<string, string>>): Client {
  async function ask(path: string, init: RequestInit): Promise<Got> {
    const reply = await fetch(new URL(path, base), init);
    const text = await reply.text();
    if (reply.status >= 400) {
      throw new Error(`${init.method ?? 'GET'} ${path} answered ${reply.status}: ${text}`);
    }
    const body: unknown = text === '' ? null : JSON.parse(text);
    return { status: reply.status, headers: reply.headers, body };
  }
  return {
    get: (path) => ask(path, { headers }),
    post: (path, body) =>
      ask(path, {
        method: 'POST',
        headers: {
          ...headers,
          'idempotency-key': randomUUID(),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

/** Signs in with e-mail and password; answers a client with the session's token. */
export async function signIn(
  base: string,
  login: { readonly email: string; readonly password: string },
): Promise<Client> {
  const { headers } = await createClient(base, {}).post('/api/auth/sign-in/email', login);
  return createClient(base, { authorization: `Bearer ${headers.get('set-auth-token') ?? ''}` });
}

/** Pays on the sandbox's page: reads the form as a browser does, and sends it. */
export async function payAtCheckout(checkoutUrl: string): Promise<void> {
  const page = await (await fetch(checkoutUrl)).text();
  const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1];
  const choice = /<button[^>]*name="([^"]+)"[^>]*value="(pay)"/.exec(page);
  if (action === undefined || choice === null) {
    throw new Error('the checkout page has no form with a button to pay');
  }
  const reply = await fetch(new URL(action, checkoutUrl), {
    method: 'POST',
    body: new URLSearchParams({ [choice[1] ?? '']: choice[2] ?? '' }),
    redirect: 'manual',
  });
  if (reply.status !== 303) {
    throw new Error(`paying answered ${reply.status}`);
  }
}

/** Asks until `isSo`, at most ten seconds; answers the last reply either way. */
export async function until(ask: () => Promise<Got>, isSo: (got: Got) => boolean): Promise<Got> {
  for (let attempt = 0; ; attempt += 1) {
    const got = await ask();
    if (isSo(got) || attempt >= 100) {
      return got;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}
