import type { BodyOf, keyRoutes, ReplyOf } from '@telex-credits/contracts';
import { capUses } from '../../foundation/cap-use.js';
import type { Person } from '../../http/principal.js';
import { checkFields, refuseToMake } from './key-rules.js';
import { freshSecret, type NewApiKeyView, shown, viewOf } from './key-view.js';
import type { ApiKeyDoc } from './schemas.js';
import type { KeysInside } from './service.js';

type Routes = typeof keyRoutes;
type ApiKeyList = ReplyOf<Routes['list']>;

/** API keys of an organisation: made and listed. */
export function createApiKeys(deps: KeysInside) {
  const { repository, audit } = deps;
  const { now, newId, randomBytes } = deps.environment;

  return {
    /** The reply alone holds the secret. Throws 403 `email_not_verified` and `forbidden`. */
    async createKey(caller: Person, body: BodyOf<Routes['create']>): Promise<NewApiKeyView> {
      refuseToMake(caller, body.scopes);
      await checkFields(deps, body);
      const { secret, secretHash, hint } = freshSecret(body.mode, randomBytes);
      const doc: ApiKeyDoc = {
        ...{ id: newId('key'), organisationId: caller.organisationId, name: body.name },
        ...{ mode: body.mode, secretHash, hint, previousHash: null, previousUntil: null },
        ...{ scopes: [...new Set(body.scopes)], cap: body.cap, moduleIds: body.moduleIds },
        rateLimit: body.rateLimit ?? null,
        ...{ expiresAt: body.expiresAt, revokedAt: null, lastUsedAt: null },
        ...{ createdAt: now().toISOString(), createdBy: caller.personId },
      };
      await repository.keys.add(doc);
      await audit.record({
        ...{ actorId: caller.personId, organisationId: caller.organisationId },
        ...{ action: 'api_key.created', objectId: doc.id, detail: { scopes: doc.scopes } },
      });
      return { ...(await shown(doc, deps)), secret };
    },

    async listKeys(
      organisationId: string,
      page: { limit: number; cursor?: string | undefined },
    ): Promise<ApiKeyList> {
      const { items, nextCursor } = await repository.keys.list(organisationId, page);
      const use = await capUses({ ledger: deps.ledger, organisationId, now: now() });
      return { data: items.map((doc) => viewOf(doc, use(`key:${doc.id}`, doc.cap))), nextCursor };
    },
  };
}
