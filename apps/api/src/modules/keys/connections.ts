import type { BodyOf, keyRoutes, ReplyOf } from '@telex-credits/contracts';
import { type CapUse, capUses } from '../../foundation/cap-use.js';
import { sha256Hex } from '../../foundation/digests.js';
import { emailNotVerified } from '../../foundation/email-not-verified.js';
import type { Person } from '../../http/principal.js';
import { connectionNotFound, moduleNotFound } from './errors.js';
import { checkFields } from './key-rules.js';
import type { ConnectionDoc } from './schemas.js';
import { hintOf, makeSecret } from './secrets.js';
import type { KeysInside } from './service.js';
import { telexWorkflow } from './telex-workflow.js';

type Routes = typeof keyRoutes;
type ConnectionView = ReplyOf<Routes['revokeConnection']>;
type NewConnectionView = ReplyOf<Routes['createConnection']>;
type ConnectionList = ReplyOf<Routes['connections']>;

/** Connection URLs: one organisation, one module, a secret in the path, and a cap of their own. */
export function createConnections(deps: KeysInside) {
  const { repository, audit } = deps;
  const { now, newId, randomBytes } = deps.environment;

  async function shown(doc: ConnectionDoc): Promise<ConnectionView> {
    const { organisationId } = doc;
    const use = await capUses({ ledger: deps.ledger, organisationId, now: now() });
    return viewOf(doc, use(`connection:${doc.id}`, doc.cap));
  }

  return {
    /** The reply alone holds the URL. Throws 403 `email_not_verified`, 404 `module_not_found`. */
    async createConnection(
      caller: Person,
      body: BodyOf<Routes['createConnection']>,
    ): Promise<NewConnectionView> {
      if (!caller.emailVerified) {
        throw emailNotVerified();
      }
      await checkFields(deps, body);
      const target = await deps.modules.byId(body.moduleId);
      if (target === undefined) {
        throw moduleNotFound(body.moduleId);
      }
      const token = makeSecret('tcc_', randomBytes);
      const doc: ConnectionDoc = {
        ...{ id: newId('con'), organisationId: caller.organisationId },
        ...{ name: body.name ?? target.name, moduleId: target.id, moduleSlug: target.slug },
        ...{ secretHash: sha256Hex(token), hint: hintOf('tcc_', token), cap: body.cap },
        ...{ expiresAt: body.expiresAt, revokedAt: null, lastUsedAt: null },
        ...{ createdAt: now().toISOString(), createdBy: caller.personId },
      };
      await repository.connections.add(doc);
      await audit.record({
        ...{ actorId: caller.personId, organisationId: caller.organisationId },
        ...{ action: 'connection.created', objectId: doc.id, detail: { moduleId: target.id } },
      });
      const url = `${deps.publicUrl}/gateway/c/${token}`;
      const workflow = telexWorkflow({ slug: target.slug, name: doc.name, url });
      return { ...(await shown(doc)), url, workflow };
    },

    async listConnections(
      organisationId: string,
      page: { limit: number; cursor?: string | undefined },
    ): Promise<ConnectionList> {
      const { items, nextCursor } = await repository.connections.list(organisationId, page);
      const use = await capUses({ ledger: deps.ledger, organisationId, now: now() });
      const data = items.map((doc) => viewOf(doc, use(`connection:${doc.id}`, doc.cap)));
      return { data, nextCursor };
    },

    /** At once: when this answers, the URL opens nothing any more. */
    async revokeConnection(caller: Person, id: string): Promise<ConnectionView> {
      const { organisationId, personId: actorId } = caller;
      if ((await repository.connections.get(organisationId, id)) === undefined) {
        throw connectionNotFound();
      }
      const revokedAt = now().toISOString();
      const doc = await repository.connections.change(id, (stored) => ({
        ...stored,
        revokedAt: stored.revokedAt ?? revokedAt,
      }));
      deps.identities.invalidate(id);
      if (doc === undefined) {
        throw connectionNotFound();
      }
      await audit.record({ actorId, organisationId, action: 'connection.revoked', objectId: id });
      return shown(doc);
    },
  };
}

function viewOf(doc: ConnectionDoc, cap: CapUse | null): ConnectionView {
  const { id, name, moduleId, moduleSlug, hint, expiresAt, revokedAt, lastUsedAt } = doc;
  return {
    ...{ id, name, moduleId, moduleSlug, hint, cap, expiresAt, revokedAt, lastUsedAt },
    createdAt: doc.createdAt,
  };
}
