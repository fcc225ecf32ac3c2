import { refuse } from '../errors.js';
import type { Matcher } from '../query/match.js';
import type { Doc } from '../values/doc.js';
import { keyOf } from '../values/key-of.js';
import { leavesAt, partsOf } from '../values/paths.js';
import type { Unit } from './unit.js';

/** An index as it was asked for; `listIndexes` answers it as it is. */
export type IndexSpec = Doc & { readonly v: unknown; readonly key: Doc; readonly name: string };

/** An index: its definition, and which records may have which key. */
export interface Index {
  readonly spec: IndexSpec;
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly fields: readonly (readonly string[])[];
  /** The documents it holds; a partial index has a filter. */
  readonly partial: Matcher | undefined;
  /**
   * By the number of leading fields: key to the ids of the records that have it in some version.
   * More than is visible to anyone, so whoever uses it looks at the document again.
   */
  readonly records: readonly Map<string, Set<string>>[];
  /** The keys of a unique index that an open unit changes. */
  readonly locks: Map<string, Unit>;
  /** When a key of a unique index was last changed, while transactions are open. */
  readonly changedAt: Map<string, number>;
}

export function createIndex(spec: IndexSpec, partial: Matcher | undefined): Index {
  const fields = Object.keys(spec.key).map(partsOf);
  return {
    spec,
    unique: spec.unique === true || spec.name === '_id_',
    sparse: spec.sparse === true,
    fields,
    partial,
    records: fields.map(() => new Map()),
    locks: new Map(),
    changedAt: new Map(),
  };
}

/** The values of one field that are indexed: of an array each element, and it makes the index multikey. */
function fieldKeys(doc: Doc, parts: readonly string[]): { keys: string[]; multi: boolean } {
  const leaves = leavesAt(doc, parts);
  const multi = leaves.length !== 1 || Array.isArray(leaves[0]);
  const values = leaves.flatMap((leaf) => (Array.isArray(leaf) && leaf.length > 0 ? leaf : [leaf]));
  return { keys: [...new Set((values.length === 0 ? [null] : values).map(keyOf))], multi };
}

/** The keys of a document over the first `count` fields. */
function keysOf(index: Index, doc: Doc, count = index.fields.length): string[] {
  let keys = [''];
  let arrays = 0;
  for (const parts of index.fields.slice(0, count)) {
    const field = fieldKeys(doc, parts);
    arrays += field.multi ? 1 : 0;
    keys = keys.flatMap((key) => field.keys.map((own) => `${key}\u0000${own}`));
  }
  if (arrays > 1 && count === index.fields.length) {
    throw refuse('CannotIndexParallelArrays', 'cannot index parallel arrays');
  }
  return keys;
}

/** Whether the index holds this document: sparse ones only where a field exists. */
function covers(index: Index, doc: Doc): boolean {
  if (index.partial !== undefined) {
    return index.partial(doc);
  }
  return (
    !index.sparse ||
    index.fields.some((parts) => leavesAt(doc, parts).some((leaf) => leaf !== undefined))
  );
}

/** The keys that must be unique: none where the index does not hold the document. */
export function uniqueKeys(index: Index, doc: Doc | undefined): string[] {
  return doc !== undefined && covers(index, doc) ? keysOf(index, doc) : [];
}

export function addToIndex(index: Index, id: string, doc: Doc): void {
  for (const [position, records] of index.records.entries()) {
    for (const key of keysOf(index, doc, position + 1)) {
      const ids = records.get(key);
      if (ids === undefined) {
        records.set(key, new Set([id]));
      } else {
        ids.add(id);
      }
    }
  }
}

/** Forgets the keys of a version that is gone, but for those that another version still has. */
export function removeFromIndex(index: Index, id: string, gone: Doc, kept: readonly Doc[]): void {
  for (const [position, records] of index.records.entries()) {
    const held = new Set(kept.flatMap((doc) => keysOf(index, doc, position + 1)));
    for (const key of keysOf(index, gone, position + 1)) {
      const ids = held.has(key) ? undefined : records.get(key);
      ids?.delete(id);
      if (ids?.size === 0) {
        records.delete(key);
      }
    }
  }
}
