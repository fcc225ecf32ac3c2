import type { keyRoutes, ReplyOf } from '@telex-credits/contracts';
import { type CapUse, capUses } from '../../foundation/cap-use.js';
import { sha256Hex } from '../../foundation/digests.js';
import type { ApiKeyDoc } from './schemas.js';
import { hintOf, makeSecret, type SecretPrefix } from './secrets.js';
import type { KeysInside } from './service.js';

export type ApiKeyView = ReplyOf<(typeof keyRoutes)['change']>;
export type NewApiKeyView = ReplyOf<(typeof keyRoutes)['create']>;

/** A new secret with what is kept of it. */
export function freshSecret(
  mode: ApiKeyDoc['mode'],
  randomBytes: (count: number) => Uint8Array,
): { secret: string; secretHash: string; hint: string } {
  const prefix: SecretPrefix = mode === 'live' ? 'tcr_live_' : 'tcr_test_';
  const secret = makeSecret(prefix, randomBytes);
  return { secret, secretHash: sha256Hex(secret), hint: hintOf(prefix, secret) };
}

/** A key as people see it, with the use of its cap as of now. */
export async function shown(doc: ApiKeyDoc, deps: KeysInside): Promise<ApiKeyView> {
  const { organisationId } = doc;
  const { ledger, environment } = deps;
  const use = await capUses({ ledger, organisationId, now: environment.now() });
  return viewOf(doc, use(`key:${doc.id}`, doc.cap));
}

/** A key as people see it. */
export function viewOf(doc: ApiKeyDoc, cap: CapUse | null): ApiKeyView {
  const { id, name, hint, scopes, moduleIds, expiresAt, revokedAt, lastUsedAt } = doc;
  const { createdAt, createdBy } = doc;
  return {
    ...{ id, name, hint, scopes, cap, moduleIds, expiresAt, revokedAt, lastUsedAt },
    ...{ createdAt, createdBy, rateLimit: doc.rateLimit ?? null },
  };
}
