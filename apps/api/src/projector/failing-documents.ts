import type { DocumentStore } from '@telex-credits/store';

/** The same documents, whose writes fail after the first few, as a crash would leave them: for tests. */
export function failingAfter(store: DocumentStore, writes: number): DocumentStore {
  let left = writes;
  const guard = async <R>(write: () => Promise<R>): Promise<R> => {
    left -= 1;
    if (left < 0) {
      throw new Error('killed');
    }
    return write();
  };
  return {
    close: () => store.close(),
    collection(definition) {
      const real = store.collection(definition);
      return {
        get: (id) => real.get(id),
        find: (find) => real.find(find),
        delete: (id) => real.delete(id),
        insert: (doc) => guard(() => real.insert(doc)),
        replace: (doc, version) => guard(() => real.replace(doc, version)),
      };
    },
  };
}
