import { type Collection, type Document, UniqueViolation } from '@telex-credits/store';

/** A document that sums up entries, with the last one that it contains. */
export interface Folded extends Document {
  readonly lastSeq: number;
}

/** Something an entry adds to one document. */
export interface Fact {
  /** The journal position of its entry. */
  readonly seq: number;
  /** The document that it belongs to. */
  readonly into: string;
}

/**
 * Adds facts to their documents, each fact once however often this is repeated: a document skips
 * what is not newer than its `lastSeq`. Facts come in the journal's order, one an entry and document.
 */
export async function foldInto<T extends Folded, F extends Fact>(
  collection: Collection<T>,
  facts: readonly F[],
  how: { readonly empty: (fact: F) => T; readonly add: (doc: T, fact: F) => T },
): Promise<void> {
  const groups = new Map<string, F[]>();
  for (const fact of facts) {
    const group = groups.get(fact.into) ?? [];
    group.push(fact);
    groups.set(fact.into, group);
  }
  await Promise.all(
    [...groups].map(async ([id, group]) => {
      for (let attempt = 0; attempt < 20; attempt += 1) {
        if (await foldOnce(collection, { id, group, ...how })) {
          return;
        }
      }
      throw new Error(`document ${id} was changed by others 20 times in a row`);
    }),
  );
}

/** False when somebody came between. */
async function foldOnce<T extends Folded, F extends Fact>(
  collection: Collection<T>,
  work: {
    readonly id: string;
    readonly group: readonly F[];
    readonly empty: (fact: F) => T;
    readonly add: (doc: T, fact: F) => T;
  },
): Promise<boolean> {
  const stored = await collection.get(work.id);
  const fresh = work.group.filter((fact) => fact.seq > (stored?.doc.lastSeq ?? 0));
  const [first] = fresh;
  const last = fresh.at(-1);
  if (first === undefined || last === undefined) {
    return true;
  }
  const sum = fresh.reduce(work.add, stored?.doc ?? work.empty(first));
  const doc = { ...sum, lastSeq: last.seq };
  return stored === undefined
    ? insertedOnce(collection, doc)
    : collection.replace(doc, stored.version);
}

/** Inserts; false when the document is there already. */
export async function insertedOnce<T extends Document>(
  collection: Collection<T>,
  doc: T,
): Promise<boolean> {
  try {
    await collection.insert(doc);
    return true;
  } catch (error) {
    if (error instanceof UniqueViolation) {
      return false;
    }
    throw error;
  }
}
