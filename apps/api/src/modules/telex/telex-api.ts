import { z } from 'zod';
import { telexFailed, telexNotConfigured, telexTimeout, wrongCredentials } from './errors.js';

/** Somebody who proved to Telex who they are. */
export interface TelexLogin {
  /** Telex's id of the account: never given to another one. */
  readonly userId: string;
  /** Lower case. Whether it was confirmed is not known. */
  readonly email: string;
  readonly name: string;
  /** Opens the account at Telex. */
  readonly token: string;
}

/** An organisation at Telex, with the role of who asked. */
export interface TelexOrganisation {
  readonly id: string;
  readonly name: string;
  /** As Telex names it: `Project Lead`. Empty where it names none. */
  readonly role: string;
}

/** Telex no longer takes the token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

/** What is asked of Telex. */
export interface TelexApi {
  /** Throws 401 `invalid_email_or_password`, 502 `telex_failed`, 504 `telex_timeout`. */
  login(credentials: { readonly email: string; readonly password: string }): Promise<TelexLogin>;
  /** Throws `TokenRefused`, 502 and 504. */
  organisations(login: Pick<TelexLogin, 'userId' | 'token'>): Promise<TelexOrganisation[]>;
  /** Ends a token as far as Telex can be reached; never throws. */
  logout(token: string): Promise<void>;
}

const replyMax = 1024 * 1024;
/** As many as a person is asked about here; each costs a call. */
const organisationsMax = 200;
const callsAtOnce = 10;

const id = z.string().regex(/^[\w-]{1,64}$/);
const shortText = z
  .string()
  .transform((text) => text.replaceAll(/\p{C}/gu, ' ').trim().slice(0, 120));
const loginReply = z.object({
  data: z.object({
    user: z.object({
      id,
      email: z.email().max(254),
      first_name: shortText.optional().catch(undefined),
      last_name: shortText.optional().catch(undefined),
      username: shortText.optional().catch(undefined),
    }),
    access_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/),
  }),
});
const organisationsReply = z.object({
  data: z
    .array(z.object({ id, name: shortText }))
    .nullable()
    .transform((listed) => (listed ?? []).slice(0, organisationsMax)),
});
const roleReply = z.object({ data: z.object({ role_name: z.string().nullish() }) });

interface Ask {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token?: string;
  readonly body?: Readonly<Record<string, string>>;
}

/** Asks Telex at `apiBase`; every call throws 404 `telex_not_configured` where that is null. */
export function createTelexApi(options: {
  readonly apiBase: string | null;
  /** Of one call. */
  readonly timeLimitMs?: number;
}): TelexApi {
  const { apiBase, timeLimitMs = 5000 } = options;

  async function ask({
    method,
    path,
    token,
    body,
  }: Ask): Promise<{ status: number; text: string }> {
    if (apiBase === null) {
      throw telexNotConfigured();
    }
    try {
      const reply = await fetch(`${apiBase}${path}`, {
        ...{ method, redirect: 'error', signal: AbortSignal.timeout(timeLimitMs) },
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: reply.status, text: await readText(reply) };
    } catch (error) {
      throw error instanceof Error && error.name === 'TimeoutError'
        ? telexTimeout()
        : telexFailed(error);
    }
  }

  async function askWithToken(request: Ask) {
    const reply = await ask(request);
    if (reply.status === 401) {
      throw new TokenRefused();
    }
    return reply;
  }

  async function roleIn(
    { userId, token }: Pick<TelexLogin, 'userId' | 'token'>,
    organisationId: string,
  ): Promise<string | undefined> {
    const path = `/users/${userId}/organisations/${organisationId}/roles`;
    const { status, text } = await askWithToken({ method: 'GET', path, token });
    // No member after all: removed between the two answers.
    if (status === 403 || status === 404) {
      return undefined;
    }
    return parse(roleReply, status, text).data.role_name ?? '';
  }

  return {
    async login(credentials) {
      const { status, text } = await ask({
        ...{ method: 'POST', path: '/auth/login' },
        body: { email: credentials.email, password: credentials.password },
      });
      if (status === 401 || status === 422) {
        throw wrongCredentials();
      }
      const { user, access_token: token } = parse(loginReply, status, text).data;
      const email = user.email.toLowerCase();
      const parts = [user.first_name, user.last_name].filter(Boolean).join(' ');
      const name = parts || user.username || email.slice(0, email.indexOf('@'));
      return { userId: user.id, email, name, token };
    },
    async organisations(login) {
      const request = { method: 'GET', path: '/users/organisations', token: login.token } as const;
      const { status, text } = await askWithToken(request);
      const listed = parse(organisationsReply, status, text).data;
      const found: TelexOrganisation[] = [];
      for (let from = 0; from < listed.length; from += callsAtOnce) {
        const some = listed.slice(from, from + callsAtOnce);
        const roles = await Promise.all(some.map((one) => roleIn(login, one.id)));
        found.push(...some.flatMap((one, at) => withRole(one, roles[at])));
      }
      return found;
    },
    async logout(token) {
      await ask({ method: 'POST', path: '/auth/logout', token }).catch(() => undefined);
    },
  };
}

function withRole(one: { id: string; name: string }, role: string | undefined) {
  return role === undefined ? [] : [{ ...one, role }];
}

async function readText(reply: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of reply.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > replyMax) {
      throw new Error(`Telex answered more than ${replyMax} bytes`);
    }
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What is wrong is named by place, never by value: an answer to a sign-in holds the token. */
function parse<T extends z.ZodType>(schema: T, status: number, text: string): z.output<T> {
  if (status !== 200) {
    throw telexFailed(new Error(`Telex answered ${status}`));
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw telexFailed(new Error('Telex answered what is no JSON'));
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const places = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw telexFailed(new Error(`Telex answered without a good ${places}`));
  }
  return parsed.data;
}
