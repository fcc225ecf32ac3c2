import type { BodyOf, keyRoutes, ReplyOf, Scope } from '@telex-credits/contracts';
import { sha256Hex } from '../../foundation/digests.js';
import type { Person } from '../../http/principal.js';
import { type CapUse, capUses } from './cap-use.js';
import {
  emailNotVerified,
  expiryInThePast,
  keyNotFound,
  keyRevoked,
  moduleNotFound,
  scopeNotYours,
} from './errors.js';
import type { ApiKeyDoc } from './schemas.js';
import { hintOf, makeSecret, type SecretPrefix } from './secrets.js';
import type { KeysInside } from './service.js';

type Routes = typeof keyRoutes;
type ApiKeyView = ReplyOf<Routes['change']>;
type NewApiKeyView = ReplyOf<Routes['create']>;
type ApiKeyList = ReplyOf<Routes['list']>;

/** API keys of an organisation: made, listed, changed, rotated, revoked. */
export function createApiKeys(deps: KeysInside) {
  const { repository, audit } = deps;
  const { now, newId, randomBytes } = deps.environment;

  function freshSecret(mode: ApiKeyDoc['mode']) {
    const prefix: SecretPrefix = mode === 'live' ? 'tcr_live_' : 'tcr_test_';
    const secret = makeSecret(prefix, randomBytes);
    return { secret, secretHash: sha256Hex(secret), hint: hintOf(prefix, secret) };
  }

  async function shown(doc: ApiKeyDoc): Promise<ApiKeyView> {
    const { organisationId } = doc;
    const use = await capUses({ ledger: deps.ledger, organisationId, now: now() });
    return viewOf(doc, use(`key:${doc.id}`, doc.cap));
  }

  async function changed(
    caller: Person,
    id: string,
    { action, change }: { action: string; change: (doc: ApiKeyDoc) => ApiKeyDoc },
  ): Promise<ApiKeyDoc> {
    const doc = await repository.keys.change(id, change);
    deps.identities.invalidate(id);
    if (doc === undefined) {
      throw keyNotFound();
    }
    const { organisationId } = caller;
    await audit.record({ actorId: caller.personId, organisationId, action, objectId: id });
    return doc;
  }

  async function find(caller: Person, id: string): Promise<ApiKeyDoc> {
    const doc = await repository.keys.get(caller.organisationId, id);
    if (doc === undefined) {
      throw keyNotFound();
    }
    return doc;
  }

  return {
    /** The reply alone holds the secret. Throws 403 `email_not_verified` and `forbidden`. */
    async createKey(caller: Person, body: BodyOf<Routes['create']>): Promise<NewApiKeyView> {
      refuseToMake(caller, body.scopes);
      await checkFields(deps, body);
      const { secret, secretHash, hint } = freshSecret(body.mode);
      const doc: ApiKeyDoc = {
        ...{ id: newId('key'), organisationId: caller.organisationId, name: body.name },
        ...{ mode: body.mode, secretHash, hint, previousHash: null, previousUntil: null },
        ...{ scopes: [...new Set(body.scopes)], cap: body.cap, moduleIds: body.moduleIds },
        ...{ expiresAt: body.expiresAt, revokedAt: null, lastUsedAt: null },
        ...{ createdAt: now().toISOString(), createdBy: caller.personId },
      };
      await repository.keys.add(doc);
      await audit.record({
        ...{ actorId: caller.personId, organisationId: caller.organisationId },
        ...{ action: 'api_key.created', objectId: doc.id, detail: { scopes: doc.scopes } },
      });
      return { ...(await shown(doc)), secret };
    },

    async listKeys(
      organisationId: string,
      page: { limit: number; cursor?: string | undefined },
    ): Promise<ApiKeyList> {
      const { items, nextCursor } = await repository.keys.list(organisationId, page);
      const use = await capUses({ ledger: deps.ledger, organisationId, now: now() });
      return { data: items.map((doc) => viewOf(doc, use(`key:${doc.id}`, doc.cap))), nextCursor };
    },

    /** Throws 404 `api_key_not_found`, 409 `api_key_revoked`. */
    async changeKey(
      caller: Person,
      id: string,
      body: BodyOf<Routes['change']>,
    ): Promise<ApiKeyView> {
      refuseChange(caller, await find(caller, id));
      await checkFields(deps, body);
      const fields = Object.fromEntries(
        Object.entries(body).filter(([, value]) => value !== undefined),
      );
      const change = (doc: ApiKeyDoc): ApiKeyDoc => {
        refuseChange(caller, doc);
        return { ...doc, ...fields };
      };
      return shown(await changed(caller, id, { action: 'api_key.changed', change }));
    },

    /** At once: when this answers, the key opens nothing any more. */
    async revokeKey(caller: Person, id: string): Promise<ApiKeyView> {
      await find(caller, id);
      const revokedAt = now().toISOString();
      const change = (doc: ApiKeyDoc) => ({ ...doc, revokedAt: doc.revokedAt ?? revokedAt });
      return shown(await changed(caller, id, { action: 'api_key.revoked', change }));
    },

    /** A new secret; the last one goes on for the grace, the one before it ends now. */
    async rotateKey(
      caller: Person,
      id: string,
      body: BodyOf<Routes['rotate']>,
    ): Promise<NewApiKeyView> {
      const found = await find(caller, id);
      refuseChange(caller, found);
      const { secret, secretHash, hint } = freshSecret(found.mode);
      const graceSeconds = body?.graceSeconds ?? 3600;
      const previousUntil = new Date(now().getTime() + graceSeconds * 1000).toISOString();
      const change = (doc: ApiKeyDoc): ApiKeyDoc => {
        refuseChange(caller, doc);
        return { ...doc, secretHash, hint, previousHash: doc.secretHash, previousUntil };
      };
      const doc = await changed(caller, id, { action: 'api_key.rotated', change });
      return { ...(await shown(doc)), secret };
    },
  };
}

/** A key never allows more than its maker may do. */
function refuseToMake(caller: Person, scopes: readonly Scope[]): void {
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
function refuseChange(caller: Person, doc: ApiKeyDoc): void {
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

function viewOf(doc: ApiKeyDoc, cap: CapUse | null): ApiKeyView {
  const { id, name, hint, scopes, moduleIds, expiresAt, revokedAt, lastUsedAt } = doc;
  const { createdAt, createdBy } = doc;
  return {
    ...{ id, name, hint, scopes, cap, moduleIds, expiresAt, revokedAt, lastUsedAt },
    ...{ createdAt, createdBy },
  };
}
