import type { Scope } from '@telex-credits/contracts';
import { emailNotVerified } from '../../foundation/email-not-verified.js';
import type { Person } from '../../http/principal.js';
import { expiryInThePast, keyRevoked, moduleNotFound, scopeNotYours } from './errors.js';
import type { ApiKeyDoc } from './schemas.js';
import type { KeysInside } from './service.js';

/** A key never allows more than its maker may do. */
export function refuseToMake(caller: Person, scopes: readonly Scope[]): void {
  if (!caller.emailVerified) {
    throw emailNotVerified();
  }
  if (scopes.includes('admin') && caller.platformRole !== 'platform_admin') {
    throw scopeNotYours('admin', 'the platform role platform_admin');
  }
  const isBilling = caller.role === 'administrator' || caller.role === 'manager';
  if (scopes.includes('payouts:write') && !isBilling) {
    throw scopeNotYours('payouts:write', 'the role administrator or manager');
  }
}

/** A key with scope `admin` acts as its maker: only the maker may get at its secret or life. */
export function refuseChange(caller: Person, doc: ApiKeyDoc): void {
  if (doc.revokedAt !== null) {
    throw keyRevoked();
  }
  if (doc.scopes.includes('admin') && doc.createdBy !== caller.personId) {
    throw scopeNotYours('admin', 'the person who made it; you can only revoke it');
  }
}

/** Throws 400 for an expiry that has passed, 404 `module_not_found`. */
export async function checkFields(
  deps: Pick<KeysInside, 'modules' | 'environment'>,
  fields: {
    readonly expiresAt?: string | null | undefined;
    readonly moduleIds?: readonly string[] | null | undefined;
  },
): Promise<void> {
  const { expiresAt } = fields;
  if (typeof expiresAt === 'string' && expiresAt <= deps.environment.now().toISOString()) {
    throw expiryInThePast();
  }
  for (const moduleId of fields.moduleIds ?? []) {
    if ((await deps.modules.byId(moduleId)) === undefined) {
      throw moduleNotFound(moduleId);
    }
  }
}
