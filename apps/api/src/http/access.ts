import type { Access } from '@telex-credits/contracts';
import { AppError } from '../foundation/app-error.js';
import type { Person, Principal } from './principal.js';

/**
 * Whom a route's handler sees as its caller. Throws 401 `not_signed_in` without credentials, and
 * 403 `forbidden` naming what would be needed.
 */
export function admit(access: Access, principal: Principal | null): Principal | null {
  if (access.kind === 'public') {
    return principal;
  }
  if (principal === null) {
    throw new AppError(
      401,
      'not_signed_in',
      'Sign in, or send an API key as "Authorization: Bearer tcr_…".',
      {},
      { headers: { 'WWW-Authenticate': 'Bearer' } },
    );
  }
  switch (access.kind) {
    case 'person':
      return principal.kind === 'person' ? principal : refuseKey();
    case 'organisation':
      return admitMember(access, principal);
    case 'platform':
      return admitToPlatform(access, principal);
  }
}

function admitMember(
  access: Extract<Access, { kind: 'organisation' }>,
  principal: Principal,
): Principal {
  if (principal.kind === 'person') {
    return access.roles.includes(principal.role)
      ? principal
      : forbidden(
          `This takes one of the roles ${access.roles.join(', ')} in the organisation; yours is ${principal.role}.`,
          { neededRoles: access.roles },
        );
  }
  if (access.scopes.length === 0) {
    return refuseKey();
  }
  return access.scopes.some((scope) => principal.scopes.includes(scope))
    ? principal
    : forbidden(`This takes a key with one of the scopes ${access.scopes.join(', ')}.`, {
        neededScopes: access.scopes,
      });
}

function admitToPlatform(
  access: Extract<Access, { kind: 'platform' }>,
  principal: Principal,
): Person {
  const person = principal.kind === 'person' ? principal : principal.platformAdmin;
  const role = person?.platformRole ?? null;
  if (person === undefined || role === null || !access.roles.includes(role)) {
    return forbidden(`This takes one of the platform roles ${access.roles.join(', ')}.`, {
      neededPlatformRoles: access.roles,
    });
  }
  return person;
}

function refuseKey(): never {
  return forbidden('API keys cannot do this: sign in as a person.', {});
}

function forbidden(detail: string, numbers: Record<string, readonly string[]>): never {
  throw new AppError(403, 'forbidden', detail, numbers);
}
