import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../foundation/app-error.js';
import type { Authenticator } from '../foundation/ports.js';
import type { KeyHolder, Person, Principal } from './principal.js';

/** Who is signed in, without the organisation they act for. */
interface SignedIn {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly emailVerified: boolean;
}

interface AuthenticatorDeps {
  readonly sessions: { accountOf(headers: IncomingHttpHeaders): Promise<SignedIn | null> };
  readonly people: { personOf(account: SignedIn, organisationId?: string): Promise<Person> };
  readonly keys: { holderOf(secret: string): Promise<KeyHolder | undefined> };
  /** Pages of these origins may use a person's cookie. */
  readonly origins: readonly string[];
}

const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);

/** People by cookie or session token, programs by API key. */
export function createAuthenticator(deps: AuthenticatorDeps): Authenticator {
  return {
    async authenticate({ method, headers, organisationId }) {
      const picked = organisationId ?? headerText(headers['x-organisation-id']);
      const secret = apiKeyIn(headers);
      if (secret !== undefined) {
        return keyHolder(deps, secret, picked);
      }
      if (headers.authorization === undefined && headers.cookie === undefined) {
        return null;
      }
      const account = await deps.sessions.accountOf(headers);
      if (account === null) {
        return null;
      }
      if (headers.authorization === undefined && !harmless.has(method)) {
        refuseForeignPages(headers.origin, deps.origins);
      }
      return deps.people.personOf(account, picked);
    },
  };
}

async function keyHolder(
  deps: AuthenticatorDeps,
  secret: string,
  picked: string | undefined,
): Promise<Principal> {
  const holder = await deps.keys.holderOf(secret);
  if (holder === undefined) {
    throw new AppError(
      401,
      'invalid_api_key',
      'This API key is unknown, revoked or expired.',
      {},
      { headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } },
    );
  }
  if (picked !== undefined && picked !== holder.organisationId) {
    throw new AppError(404, 'organisation_not_found', 'The key belongs to another organisation.');
  }
  return holder;
}

/** A browser sends cookies along for pages of any site; a token or key it does not. */
function refuseForeignPages(origin: string | undefined, origins: readonly string[]): void {
  if (origin === undefined || !origins.includes(origin)) {
    throw new AppError(
      403,
      'origin_not_allowed',
      'Changes with a cookie are taken from the dashboard only. Send the bearer token instead.',
    );
  }
}

/** The API key of a request in any of its three places. */
function apiKeyIn(headers: IncomingHttpHeaders): string | undefined {
  const named = headerText(headers['x-api-key']) ?? headerText(headers['x-agent-api-key']);
  if (named !== undefined) {
    return named;
  }
  const bearer = /^bearer\s+(tcr_\S+)$/i.exec(headers.authorization ?? '');
  return bearer?.[1];
}

function headerText(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
