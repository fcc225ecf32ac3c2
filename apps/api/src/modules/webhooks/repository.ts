import {
  type Collection,
  type DocumentStore,
  type FindQuery,
  UniqueViolation,
  update,
} from '@telex-credits/store';
import { type InboxRow, inboxCollection } from './schemas.js';

/** Verified events, one row each. */
export interface InboxRepository {
  /** False when the event is there already. */
  insert(row: InboxRow): Promise<boolean>;
  byEvent(event: Pick<InboxRow, 'provider' | 'eventKey'>): Promise<InboxRow | undefined>;
  change(
    id: string,
    change: (row: InboxRow) => InboxRow | undefined,
  ): Promise<InboxRow | undefined>;
  /** For the worker: where rows are, and which are due. */
  readonly collection: Collection<InboxRow>;
  due(now: Date): FindQuery;
}

export function createInboxRepository(documents: DocumentStore): InboxRepository {
  const collection = documents.collection(inboxCollection);
  return {
    collection,
    async insert(row) {
      try {
        await collection.insert(row);
        return true;
      } catch (error) {
        if (error instanceof UniqueViolation) {
          return false;
        }
        throw error;
      }
    },
    async byEvent({ provider, eventKey }) {
      const query = { index: 'by_event', equals: [provider, eventKey], limit: 1 };
      return (await collection.find(query)).items[0]?.doc;
    },
    change: (id, change) => update(collection, id, change),
    // The range's end is left out by the store.
    due: (now) => ({
      index: 'by_due',
      equals: [],
      range: { before: new Date(now.getTime() + 1).toISOString() },
      limit: 50,
    }),
  };
}
