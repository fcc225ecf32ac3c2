import { type DocumentStore, update } from '@telex-credits/store';
import { insertedOnce } from '../../projector/fold.js';
import { identities, type TelexIdentity } from './schemas.js';

export type TelexRepository = ReturnType<typeof createTelexRepository>;

/** Which Telex account signs in whom. */
export function createTelexRepository(documents: DocumentStore) {
  const collection = documents.collection(identities);

  async function first(index: string, value: string): Promise<TelexIdentity | undefined> {
    return (await collection.find({ index, equals: [value], limit: 1 })).items[0]?.doc;
  }

  return {
    collection,
    identity: async (id: string) => (await collection.get(id))?.doc,
    ofPerson: (personId: string) => first('ofPerson', personId),
    ofConfirmedEmail: (email: string) => first('byAddress', email),
    /** False where this Telex account, or this person, is linked already. */
    add: (doc: TelexIdentity) => insertedOnce(collection, doc),
    change: (id: string, change: (doc: TelexIdentity) => TelexIdentity | undefined) =>
      update(collection, id, change),
    remove: (id: string) => collection.delete(id),
  };
}
