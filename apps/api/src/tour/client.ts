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
  put(path: string, body: object): Promise<Got>;
  /** Posts what may be refused: replies above 399 are answered, too. */
  attempt(path: string, body: object): Promise<Got>;
  /** What the client sends along with every request. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A client that sends these headers. Replies above 399 throw, with what the server said. */
export function createClient(base: string, headers: Readonly<Record<string, string>>): Client {
  async function ask(path: string, init: RequestInit): Promise<Got> {
    const reply = await fetch(new URL(path, base), init);
    const text = await reply.text();
    const body: unknown = text === '' ? null : JSON.parse(text);
    return { status: reply.status, headers: reply.headers, body };
  }
  async function insist(path: string, init: RequestInit): Promise<Got> {
    const got = await ask(path, init);
    if (got.status >= 400) {
      const text = JSON.stringify(got.body);
      throw new Error(`${init.method ?? 'GET'} ${path} answered ${got.status}: ${text}`);
    }
    return got;
  }
  const sending = (method: string, body?: object): RequestInit => ({
    method,
    headers: {
      ...headers,
      'idempotency-key': randomUUID(),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    headers,
    get: (path) => insist(path, { headers }),
    post: (path, body) => insist(path, sending('POST', body)),
    put: (path, body) => insist(path, sending('PUT', body)),
    attempt: (path, body) => ask(path, sending('POST', body)),
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

/** Pays on the sandbox's page. */
export function payAtCheckout(checkoutUrl: string): Promise<void> {
  return chooseAtCheckout(checkoutUrl, { choice: 'pay' });
}

/** What a payer presses, with what else is chosen on the page. */
export interface CheckoutForm {
  readonly choice: string;
  readonly card?: string;
  readonly delivery?: string;
}

/** Chooses on the sandbox's page: reads the form as a browser does, and sends it. */
export async function chooseAtCheckout(checkoutUrl: string, form: CheckoutForm): Promise<void> {
  // What a bank is told stands on the bank's page, which comes after the first one.
  const asked = form.choice === 'deny' ? new URLSearchParams({ choice: 'authenticate' }) : null;
  const init = asked === null ? {} : { method: 'POST', body: asked };
  const page = await (await fetch(checkoutUrl, init)).text();
  const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1];
  const isThere = Object.entries(form).every(
    ([name, value]) => page.includes(`name="${name}"`) && page.includes(`value="${value}"`),
  );
  if (action === undefined || !isThere) {
    throw new Error(`the checkout page offers no ${JSON.stringify(form)}`);
  }
  const reply = await fetch(new URL(action, checkoutUrl), {
    ...{ method: 'POST', body: new URLSearchParams({ ...form }), redirect: 'manual' },
  });
  if (reply.status !== 303) {
    throw new Error(`choosing ${JSON.stringify(form)} answered ${reply.status}`);
  }
}

/** Presses a button of a payment in the sandbox's dashboard, as the platform admin who is signed in. */
export async function pressAtSandbox(press: {
  readonly base: string;
  readonly admin: Client;
  readonly paymentRef: string;
  readonly form: Readonly<Record<string, string>>;
}): Promise<void> {
  const { base, admin, paymentRef, form } = press;
  const reply = await fetch(new URL(`/sandbox/dashboard/payments/${paymentRef}`, base), {
    ...{ method: 'POST', body: new URLSearchParams(form), redirect: 'manual' },
    headers: admin.headers,
  });
  if (reply.status !== 303) {
    throw new Error(`pressing ${JSON.stringify(form)} answered ${reply.status}`);
  }
}

/** What the sandbox's dashboard shows of a payment. */
export async function lookAtSandbox(look: {
  readonly base: string;
  readonly admin: Client;
  readonly paymentRef: string;
}): Promise<string> {
  const { base, admin, paymentRef } = look;
  const address = new URL(`/sandbox/dashboard/payments/${paymentRef}`, base);
  return (await fetch(address, { headers: admin.headers })).text();
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
