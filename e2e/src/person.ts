import { randomUUID } from 'node:crypto';
import { linkMailedTo } from './mail.js';

/** A server, as far as people need it. */
export interface Place {
  readonly baseUrl: string;
  readonly folder: string;
}

interface CallOptions {
  readonly method?: string;
  readonly body?: unknown;
  readonly key?: string;
}

/** What the API answered. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

/** Somebody who is signed in over the API, with a bearer token. */
export interface Person {
  readonly email: string;
  readonly password: string;
  /** Calls the management API; throws unless the answer is 2xx. */
  call<T>(path: string, options?: CallOptions): Promise<T>;
  /** The same, whatever the answer. */
  ask<T>(path: string, options?: CallOptions): Promise<Answer<T>>;
}

const PASSWORD = 'correct horse battery';

async function post(baseUrl: string, path: string, body: unknown): Promise<Response> {
  const response = await fetch(`${baseUrl}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: baseUrl },
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(`POST ${path} answers ${response.status}: ${await response.text()}`);
  }
  return response;
}

/** Signs in over the API. */
export async function signInByApi(
  { baseUrl }: Pick<Place, 'baseUrl'>,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<Person> {
  const response = await post(baseUrl, '/api/auth/sign-in/email', { email, password });
  const token = response.headers.get('set-auth-token') ?? '';
  const ask = async <T>(path: string, options: CallOptions = {}): Promise<Answer<T>> => {
    const { method = options.body === undefined ? 'GET' : 'POST', body, key } = options;
    const reply = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(method === 'GET' ? {} : { 'Idempotency-Key': key ?? randomUUID() }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    const json = text === '' ? null : JSON.parse(text);
    return { status: reply.status, body: json as T, headers: reply.headers };
  };
  return {
    ...{ email, password, ask },
    async call<T>(path: string, options: CallOptions = {}) {
      const { status, body } = await ask<T>(path, options);
      if (status < 200 || status > 299) {
        throw new Error(`${path} answers ${status}: ${JSON.stringify(body)}`);
      }
      return body;
    },
  };
}

let made = 0;

/** An address that no other test uses. */
export function newEmail(name: string): string {
  made += 1;
  return `${name.toLowerCase()}.${process.pid}.${made}@example.test`;
}

/** Makes an account, confirms its address with the mailed link, and signs it in. */
export async function newPerson(place: Place, name: string): Promise<Person> {
  const account = { name, email: newEmail(name), password: PASSWORD };
  await post(place.baseUrl, '/api/auth/sign-up/email', account);
  const { status } = await fetch(await linkMailedTo(account.email, place.folder), {
    redirect: 'manual',
  });
  if (status !== 302) {
    throw new Error(`the confirmation link answers ${status}`);
  }
  return signInByApi(place, account);
}
