import { refuse } from '../errors.js';
import { type Doc, isDoc } from '../values/doc.js';
import { keyOf } from '../values/key-of.js';
import { leavesAt } from '../values/paths.js';
import { namespaceOf, type StoredCollection } from './collection.js';
import { type Index, uniqueKeys } from './index-keys.js';
import { type Unit, WriteConflict } from './unit.js';

/** Reads a record as one unit sees it. */
export type Reader = (id: string) => Doc | undefined;

export interface Write {
  readonly unit: Unit;
  readonly collection: StoredCollection;
  readonly id: string;
  readonly before: Doc | undefined;
  readonly after: Doc | undefined;
}

/**
 * Checks a write against every unique index and locks the keys that it changes. A key that another
 * open unit changes, or that was changed after this unit's snapshot, is a write conflict, as in
 * WiredTiger; a key that another visible document has is a duplicate.
 */
export function claimUniqueKeys(write: Write, read: Reader): void {
  const unique = [...write.collection.indexes.values()].filter((index) => index.unique);
  const claims = unique.flatMap((index) => changedKeys(index, write, read));
  for (const { index, key } of claims) {
    index.locks.set(key, write.unit);
    write.unit.locks.push({ index, key });
  }
}

/** The keys that the write adds or takes away; refuses those that it may not. */
function changedKeys(index: Index, write: Write, read: Reader): { index: Index; key: string }[] {
  const before = uniqueKeys(index, write.before);
  const after = uniqueKeys(index, write.after);
  const added = after.filter((key) => !before.includes(key));
  const removed = before.filter((key) => !after.includes(key));
  for (const key of [...added, ...removed]) {
    refuseConflict(index, key, write.unit);
  }
  for (const key of added) {
    refuseDuplicate(index, key, write, read);
  }
  return [...added, ...removed].map((key) => ({ index, key }));
}

function refuseConflict(index: Index, key: string, unit: Unit): void {
  const owner = index.locks.get(key);
  if (owner !== undefined && owner !== unit) {
    throw new WriteConflict(owner);
  }
  if ((index.changedAt.get(key) ?? 0) > unit.snapshot) {
    throw new WriteConflict();
  }
}

function refuseDuplicate(index: Index, key: string, write: Write, read: Reader): void {
  for (const id of index.records.at(-1)?.get(key) ?? []) {
    const other = id === write.id ? undefined : read(id);
    if (other !== undefined && uniqueKeys(index, other).includes(key)) {
      throw duplicateKey(write.collection, index.spec, keyValueOf(index, key, write.after ?? {}));
    }
  }
}

/** The values that make up a key; of an array the element that is in the key. */
function keyValueOf(index: Index, key: string, doc: Doc): Doc {
  const parts = key.split('\u0000').slice(1);
  const values: Doc = {};
  for (const [position, path] of Object.keys(index.spec.key).entries()) {
    const leaves = leavesAt(doc, index.fields[position] ?? []).flatMap((leaf) =>
      Array.isArray(leaf) && leaf.length > 0 ? leaf : [leaf],
    );
    values[path] = leaves.find((leaf) => keyOf(leaf) === parts[position]) ?? null;
  }
  return values;
}

/** E11000 with the pattern and the values, as the server words it. */
export function duplicateKey(
  collection: StoredCollection,
  spec: { readonly name?: unknown; readonly key?: unknown },
  keyValue: Doc,
): Error {
  const values = Object.entries(keyValue).map(([field, value]) => `${field}: ${textOf(value)}`);
  return refuse(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${namespaceOf(collection)} index: ${spec.name} dup key: { ${values.join(', ')} }`,
    { keyPattern: spec.key, keyValue },
  );
}

function textOf(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (value instanceof Date) {
    return `new Date(${value.getTime()})`;
  }
  if (isDoc(value) || Array.isArray(value)) {
    return JSON.stringify(value);
  }
  const type = typeof value === 'object' && value !== null && '_bsontype' in value;
  return type && value._bsontype === 'ObjectId' ? `ObjectId('${value}')` : String(value);
}

/** Checks a new index against the documents that are there. */
export function refuseExistingDuplicates(
  collection: StoredCollection,
  index: Index,
  docs: Iterable<Doc>,
): void {
  const seen = new Set<string>();
  for (const doc of docs) {
    for (const key of index.unique ? uniqueKeys(index, doc) : []) {
      if (seen.has(key)) {
        throw duplicateKey(collection, index.spec, keyValueOf(index, key, doc));
      }
      seen.add(key);
    }
  }
}
