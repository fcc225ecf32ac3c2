import type { BodyOf, keyRoutes } from '@telex-credits/contracts';
import type { Person } from '../../http/principal.js';
import { keyNotFound } from './errors.js';
import { checkFields, refuseChange } from './key-rules.js';
import { type ApiKeyView, freshSecret, type NewApiKeyView, shown } from './key-view.js';
import type { ApiKeyDoc } from './schemas.js';
import type { KeysInside } from './service.js';

type Routes = typeof keyRoutes;

/** API keys changed, rotated and revoked; every change is in force when it is answered. */
export function createApiKeyChanges(deps: KeysInside) {
  const { repository, audit } = deps;
  const { now } = deps.environment;

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
      return shown(await changed(caller, id, { action: 'api_key.changed', change }), deps);
    },

    /** At once: when this answers, the key opens nothing any more. */
    async revokeKey(caller: Person, id: string): Promise<ApiKeyView> {
      await find(caller, id);
      const revokedAt = now().toISOString();
      const change = (doc: ApiKeyDoc) => ({ ...doc, revokedAt: doc.revokedAt ?? revokedAt });
      return shown(await changed(caller, id, { action: 'api_key.revoked', change }), deps);
    },

    /** A new secret; the last one goes on for the grace, the one before it ends now. */
    async rotateKey(
      caller: Person,
      id: string,
      body: BodyOf<Routes['rotate']>,
    ): Promise<NewApiKeyView> {
      const found = await find(caller, id);
      refuseChange(caller, found);
      const { secret, secretHash, hint } = freshSecret(found.mode, deps.environment.randomBytes);
      const graceSeconds = body?.graceSeconds ?? 3600;
      const previousUntil = new Date(now().getTime() + graceSeconds * 1000).toISOString();
      const change = (doc: ApiKeyDoc): ApiKeyDoc => {
        refuseChange(caller, doc);
        return { ...doc, secretHash, hint, previousHash: doc.secretHash, previousUntil };
      };
      const doc = await changed(caller, id, { action: 'api_key.rotated', change });
      return { ...(await shown(doc, deps)), secret };
    },
  };
}
