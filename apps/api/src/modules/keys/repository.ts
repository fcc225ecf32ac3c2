import {
  type Collection,
  type Document,
  type DocumentStore,
  type Page,
  update,
} from '@telex-credits/store';
import { everyDocument } from '../../projector/pages.js';
import { type ApiKeyDoc, apiKeys, type ConnectionDoc, connections } from './schemas.js';

interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

interface Owned extends Document {
  readonly organisationId: string;
}

/** What keys and connections have in common: every read by id names the organisation. */
interface OwnedRepository<T extends Owned> {
  add(doc: T): Promise<void>;
  get(organisationId: string, id: string): Promise<T | undefined>;
  change(id: string, change: (doc: T) => T | undefined): Promise<T | undefined>;
  list(organisationId: string, page: PageQuery): Promise<{ items: T[]; nextCursor: string | null }>;
}

export interface KeysRepository {
  /** Organisations with a key or a connection in force that is kept to modules, this one among them. */
  keptTo(moduleId: string, now: string): Promise<Set<string>>;
  readonly keys: OwnedRepository<ApiKeyDoc> & {
    /** By the hash of its secret, or of the one before the last rotation. */
    bySecret(hash: string): Promise<ApiKeyDoc | undefined>;
  };
  readonly connections: OwnedRepository<ConnectionDoc> & {
    bySecret(hash: string): Promise<ConnectionDoc | undefined>;
  };
}

/** API keys and connections. */
export function createKeysRepository(documents: DocumentStore): KeysRepository {
  const inKeys = documents.collection(apiKeys);
  const inConnections = documents.collection(connections);
  const first = <T>(page: Page<T>): T | undefined => page.items[0]?.doc;
  return {
    async keptTo(moduleId, now) {
      const found = new Set<string>();
      const all = { index: 'ofOrganisation', equals: [] };
      const inForce = ({ revokedAt, expiresAt }: ApiKeyDoc | ConnectionDoc) =>
        revokedAt === null && (expiresAt === null || expiresAt > now);
      for await (const key of everyDocument(inKeys, all)) {
        if (inForce(key) && key.moduleIds?.includes(moduleId)) {
          found.add(key.organisationId);
        }
      }
      for await (const connection of everyDocument(inConnections, all)) {
        if (inForce(connection) && connection.moduleId === moduleId) {
          found.add(connection.organisationId);
        }
      }
      return found;
    },
    keys: Object.assign(owned(inKeys), {
      async bySecret(hash: string) {
        const query = { equals: [hash], limit: 1 };
        return (
          first(await inKeys.find({ ...query, index: 'secret' })) ??
          first(await inKeys.find({ ...query, index: 'previous' }))
        );
      },
    }),
    connections: Object.assign(owned(inConnections), {
      async bySecret(hash: string) {
        return first(await inConnections.find({ index: 'secret', equals: [hash], limit: 1 }));
      },
    }),
  };
}

function owned<T extends Owned>(collection: Collection<T>): OwnedRepository<T> {
  return {
    add: (doc) => collection.insert(doc),
    async get(organisationId, id) {
      const stored = await collection.get(id);
      return stored?.doc.organisationId === organisationId ? stored.doc : undefined;
    },
    change: (id, change) => update(collection, id, change),
    async list(organisationId, { limit, cursor = undefined }) {
      const page = await collection.find({
        ...{ index: 'ofOrganisation', equals: [organisationId], order: 'descending' },
        ...{ limit, cursor: cursor ?? null },
      });
      return { items: page.items.map((item) => item.doc), nextCursor: page.nextCursor };
    },
  };
}
