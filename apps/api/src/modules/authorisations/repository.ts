import { type DocumentStore, update } from '@telex-credits/store';
import { pageOf } from '../../foundation/page-of.js';
import { type AuthorisationDoc, authorisationCollection } from './schemas.js';

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

interface Found {
  readonly items: readonly AuthorisationDoc[];
  readonly nextCursor: string | null;
}

/** Spending authorisations, as documents; every read names a side. */
export interface AuthorisationsRepository {
  add(doc: AuthorisationDoc): Promise<void>;
  ofCustomer(organisationId: string, id: string): Promise<AuthorisationDoc | undefined>;
  ofPublisher(publisherId: string, id: string): Promise<AuthorisationDoc | undefined>;
  given(organisationId: string, page: PageRequest): Promise<Found>;
  received(
    to: { readonly publisherId: string; readonly moduleId: string },
    page: PageRequest,
  ): Promise<Found>;
  /** Ends one that has not ended; answers it as it is then. */
  end(id: string, endedAt: string): Promise<AuthorisationDoc | undefined>;
}

export function createAuthorisationsRepository(documents: DocumentStore): AuthorisationsRepository {
  const collection = documents.collection(authorisationCollection);

  async function find(
    by: { readonly index: string; readonly equals: string[] },
    { limit, cursor }: PageRequest,
  ): Promise<Found> {
    const query = { ...by, order: 'descending', limit, cursor: cursor ?? null } as const;
    const page = await pageOf(() => collection.find(query));
    return { items: page.items.map((item) => item.doc), nextCursor: page.nextCursor };
  }

  return {
    add: (doc) => collection.insert(doc),
    async ofCustomer(organisationId, id) {
      const doc = (await collection.get(id))?.doc;
      return doc?.organisationId === organisationId ? doc : undefined;
    },
    async ofPublisher(publisherId, id) {
      const doc = (await collection.get(id))?.doc;
      return doc?.publisherId === publisherId ? doc : undefined;
    },
    given: (organisationId, page) => find({ index: 'given', equals: [organisationId] }, page),
    received: ({ publisherId, moduleId }, page) =>
      find({ index: 'received', equals: [publisherId, moduleId] }, page),
    end: (id, endedAt) =>
      update(collection, id, (doc) => ({ ...doc, endedAt: doc.endedAt ?? endedAt })),
  };
}
