import {
  type authorisationRoutes,
  type BodyOf,
  longestAuthorisationDays,
  type ReplyOf,
  type SpendingAuthorisation,
} from '@telex-credits/contracts';
import type { DocumentStore, LedgerReader } from '@telex-credits/store';
import { emailNotVerified } from '../../foundation/email-not-verified.js';
import type { Environment } from '../../foundation/environment.js';
import { mostOf } from '../../foundation/most-of.js';
import type {
  AuditLog,
  CallableModule,
  CallableModules,
  Organisations,
  SpendingAuthorisations,
} from '../../foundation/ports.js';
import type { Person, Principal } from '../../http/principal.js';
import {
  authorisationEnded,
  authorisationExpired,
  authorisationNotFound,
  expiryNotPossible,
  moduleNotAllowed,
  moduleNotFound,
  moduleWithoutMaximum,
  moduleWithoutPublisher,
} from './errors.js';
import { createAuthorisationsRepository, type PageRequest } from './repository.js';
import type { AuthorisationDoc } from './schemas.js';
import { stateOf, viewsOf } from './view.js';

type Routes = typeof authorisationRoutes;
type Listed = ReplyOf<Routes['list']>;

/** What customers allow publishers to charge: the door to this module. */
export interface AuthorisationsService extends SpendingAuthorisations {
  /**
   * Throws 403 `email_not_verified`, 404 `module_not_found`, 400 `module_not_chargeable` and
   * `invalid_request` for an expiry that has passed or is too far ahead.
   */
  give(by: Person, body: BodyOf<Routes['create']>): Promise<SpendingAuthorisation>;
  given(organisationId: string, page: PageRequest): Promise<Listed>;
  /** At once: a charge or hold that begins after the answer is refused. Again: no change. */
  end(by: Person, id: string): Promise<SpendingAuthorisation>;
  /** Throws 404 `module_not_found` for another publisher's module. */
  received(by: Principal, moduleId: string, page: PageRequest): Promise<Listed>;
}

export interface AuthorisationsDeps {
  readonly documents: DocumentStore;
  readonly environment: Environment;
  readonly ledger: Pick<LedgerReader, 'wallet'>;
  readonly modules: Pick<CallableModules, 'byId'>;
  /** Throws 404 `module_not_found`. */
  readonly requireOwnModule: (organisationId: string, moduleId: string) => Promise<void>;
  readonly organisations: Pick<Organisations, 'name'>;
  readonly audit: AuditLog;
}

const dayMs = 86_400_000;

/** Makes spending authorisations; see docs/authorisations.md. */
export function createAuthorisationsService(deps: AuthorisationsDeps): AuthorisationsService {
  const repository = createAuthorisationsRepository(deps.documents);
  const { environment, audit } = deps;
  const { now } = environment;

  async function shown(doc: AuthorisationDoc): Promise<SpendingAuthorisation> {
    const [view] = await viewsOf([doc], { ...deps, now });
    if (view === undefined) {
      throw authorisationNotFound();
    }
    return view;
  }

  return {
    async give(by, body) {
      if (!by.emailVerified) {
        throw emailNotVerified();
      }
      checkExpiry(body.expiresAt, now().getTime());
      const { organisationId, personId: actorId } = by;
      const { module, publisherId } = chargeable(await deps.modules.byId(body.moduleId));
      const customerName = body.customerName ?? (await deps.organisations.name(organisationId));
      const doc: AuthorisationDoc = {
        ...{ id: environment.newId('aut'), organisationId, publisherId },
        ...{ moduleId: module.id, moduleName: module.name },
        customerName: customerName ?? organisationId,
        ...{ cap: body.cap, perCharge: body.perCharge, note: body.note },
        ...{ expiresAt: body.expiresAt, endedAt: null },
        ...{ createdAt: now().toISOString(), createdBy: actorId },
      };
      await repository.add(doc);
      const detail = { moduleId: module.id, publisherId, cap: doc.cap, expiresAt: doc.expiresAt };
      const action = 'authorisation.given';
      await audit.record({ actorId, organisationId, action, objectId: doc.id, detail });
      return shown(doc);
    },
    async given(organisationId, page) {
      const { items, nextCursor } = await repository.given(organisationId, page);
      return { data: await viewsOf(items, { ...deps, now }), nextCursor };
    },
    async end({ organisationId, personId: actorId }, id) {
      const found = await repository.ofCustomer(organisationId, id);
      const doc = found && (await repository.end(id, now().toISOString()));
      if (doc === undefined) {
        throw authorisationNotFound();
      }
      const action = 'authorisation.ended';
      await audit.record({ actorId, organisationId, action, objectId: id });
      return shown(doc);
    },
    async received(by, moduleId, page) {
      await deps.requireOwnModule(by.organisationId, moduleId);
      if (by.kind === 'key' && by.moduleIds !== null && !by.moduleIds.includes(moduleId)) {
        throw moduleNotAllowed();
      }
      const to = { publisherId: by.organisationId, moduleId };
      const { items, nextCursor } = await repository.received(to, page);
      return { data: await viewsOf(items, { ...deps, now }), nextCursor };
    },
    async usable({ publisherId, moduleId, id }) {
      const doc = await repository.ofPublisher(publisherId, id);
      if (doc === undefined || doc.moduleId !== moduleId) {
        throw authorisationNotFound();
      }
      const state = stateOf(doc, now().toISOString());
      if (state !== 'active') {
        throw state === 'ended'
          ? authorisationEnded(doc.endedAt ?? '')
          : authorisationExpired(doc.expiresAt);
      }
      const { organisationId, cap, perCharge } = doc;
      return { kind: 'authorisation', id, organisationId, cap, perCharge };
    },
  };
}

function checkExpiry(expiresAt: string, now: number): void {
  const time = Date.parse(expiresAt);
  if (time <= now || time > now + longestAuthorisationDays * dayMs) {
    throw expiryNotPossible(time <= now);
  }
}

/** A module whose publisher could charge by an authorisation today. */
function chargeable(module: CallableModule | undefined): {
  readonly module: CallableModule;
  readonly publisherId: string;
} {
  if (module === undefined) {
    throw moduleNotFound();
  }
  const { publisherId } = module;
  if (publisherId === null) {
    throw moduleWithoutPublisher();
  }
  if (mostOf(module.price.price) === null) {
    throw moduleWithoutMaximum();
  }
  return { module, publisherId };
}
