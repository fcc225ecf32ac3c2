import type { DocumentStore, LedgerReader } from '@telex-credits/store';
import type { Logger } from 'pino';
import type { Environment } from '../../foundation/environment.js';
import type {
  AuditLog,
  CallableModules,
  SpendingIdentities,
  SpendingIdentity,
} from '../../foundation/ports.js';
import type { KeyHolder, Person } from '../../http/principal.js';
import { createApiKeyChanges } from './api-key-changes.js';
import { createApiKeys } from './api-keys.js';
import { createConnections } from './connections.js';
import { createKeysRepository, type KeysRepository } from './repository.js';
import {
  type CachedIdentities,
  createSpendingIdentities,
  hasExpired,
  identityOf,
} from './spending-identities.js';

export interface KeysDeps {
  readonly documents: DocumentStore;
  readonly environment: Environment;
  readonly ledger: Pick<LedgerReader, 'wallet'>;
  readonly modules: Pick<CallableModules, 'byId'>;
  readonly audit: AuditLog;
  readonly logger: Pick<Logger, 'warn'>;
  /** A person who is a platform admin now, for keys with scope `admin`. */
  readonly platformAdmin: (personId: string) => Promise<Person | undefined>;
  /** Where connection URLs lead. */
  readonly publicUrl: string;
}

/** What the parts of this module share. */
export interface KeysInside extends KeysDeps {
  readonly repository: KeysRepository;
  readonly identities: CachedIdentities;
}

export type KeysService = ReturnType<typeof createKeysService>;

/** API keys and connection URLs. */
export function createKeysService(deps: KeysDeps) {
  const repository = createKeysRepository(deps.documents);
  const { now } = deps.environment;
  const identities = createSpendingIdentities({ repository, now, logger: deps.logger });
  const inside: KeysInside = { ...deps, repository, identities };
  const apiKeys = Object.assign(createApiKeys(inside), createApiKeyChanges(inside));
  return Object.assign(apiKeys, createConnections(inside), {
    identities: identities as SpendingIdentities,

    /** Whom an API key stands for; `undefined` for one that opens nothing. */
    async holderOf(secret: string): Promise<KeyHolder | undefined> {
      const doc = await identities.keyOf(secret);
      if (doc === undefined) {
        return undefined;
      }
      const { id: keyId, organisationId, scopes, moduleIds } = doc;
      const admin = scopes.includes('admin') ? await deps.platformAdmin(doc.createdBy) : undefined;
      return {
        ...{ kind: 'key', keyId, organisationId, scopes, moduleIds },
        ...(admin === undefined ? {} : { platformAdmin: admin }),
      };
    },

    /** An active key with its cap as it is now; `undefined` once it is revoked or expired. */
    async identityOfKey(key: {
      readonly organisationId: string;
      readonly keyId: string;
    }): Promise<SpendingIdentity | undefined> {
      const doc = await repository.keys.get(key.organisationId, key.keyId);
      const ended = doc === undefined || doc.revokedAt !== null || hasExpired(doc, now());
      return ended ? undefined : identityOf({ kind: 'key', doc });
    },

    /** Organisations with a key or a connection in force that is kept to this module, or to few. */
    keptTo: (moduleId: string) => repository.keptTo(moduleId, now().toISOString()),

    /** Waits for what is written beside calls; before the store closes. */
    idle: () => identities.idle(),
  });
}
