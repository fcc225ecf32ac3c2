import type { Doc } from '../values/doc.js';
import { namespaceOf, type Slot, type StoredCollection } from './collection.js';
import { addToIndex, removeFromIndex } from './index-keys.js';
import { claimUniqueKeys } from './unique.js';
import { createUnit, type Unit, WriteConflict } from './unit.js';

/** All the data, with the history that open transactions still read. It survives a restart. */
export interface Store {
  readonly collections: Map<string, StoredCollection>;
  /** The newest commit. */
  now: number;
  /** Transactions that are open. */
  readonly open: Set<Unit>;
  /** Records that have a history or are deleted: to be pruned when transactions end. */
  readonly aged: Map<Slot, { readonly collection: StoredCollection; readonly id: string }>;
}

export function createStore(): Store {
  return { collections: new Map(), now: 0, open: new Set(), aged: new Map() };
}

/** Begins a transaction: its snapshot is kept until it ends. */
export function beginTransaction(store: Store): Unit {
  const unit = createUnit(store.now);
  store.open.add(unit);
  return unit;
}

/** A statement outside of transactions; it must commit or abort before anything else runs. */
export function beginStatement(store: Store): Unit {
  return createUnit(store.now);
}

/** The document as the unit sees it: its own write, else the newest of its snapshot. */
export function readDoc(unit: Unit, collection: StoredCollection, id: string): Doc | undefined {
  const slot = collection.slots.get(id);
  return slot === undefined ? undefined : visible(unit, slot);
}

function visible(unit: Unit, slot: Slot): Doc | undefined {
  if (slot.owner === unit) {
    return slot.pending ?? undefined;
  }
  return slot.versions.find(({ at }) => at <= unit.snapshot)?.doc ?? undefined;
}

/** Every document that the unit sees, in the order of insertion. */
export function* readAll(unit: Unit, collection: StoredCollection): Generator<Doc> {
  for (const slot of collection.slots.values()) {
    const doc = visible(unit, slot);
    if (doc !== undefined) {
      yield doc;
    }
  }
}

/** Writes a document, or deletes it with null. Throws `WriteConflict`, and on duplicates. */
export function writeDoc(
  unit: Unit,
  collection: StoredCollection,
  id: string,
  doc: Doc | null,
): void {
  const slot = collection.slots.get(id);
  if (slot?.owner !== undefined && slot.owner !== unit) {
    throw new WriteConflict(slot.owner);
  }
  if ((slot?.versions[0]?.at ?? 0) > unit.snapshot) {
    throw new WriteConflict();
  }
  const before = readDoc(unit, collection, id);
  claimUniqueKeys({ unit, collection, id, before, after: doc ?? undefined }, (other) =>
    readDoc(unit, collection, other),
  );
  setPending(unit, collection, id, doc);
}

function setPending(unit: Unit, collection: StoredCollection, id: string, doc: Doc | null): void {
  const slot = collection.slots.get(id) ?? { versions: [], owner: undefined, pending: null };
  const replaced = slot.owner === unit ? slot.pending : null;
  collection.slots.set(id, slot);
  slot.owner = unit;
  slot.pending = doc;
  const writes = unit.writes.get(collection) ?? new Map<string, Doc | null>();
  unit.writes.set(collection, writes.set(id, doc));
  for (const index of collection.indexes.values()) {
    if (doc !== null) {
      addToIndex(index, id, doc);
    }
    if (replaced !== null) {
      removeFromIndex(index, id, replaced, docsOf(slot));
    }
  }
}

/** Every document that the slot still holds. */
function docsOf(slot: Slot): Doc[] {
  const pending = slot.owner === undefined ? null : slot.pending;
  return [pending, ...slot.versions.map(({ doc }) => doc)].filter((doc) => doc !== null);
}

/** Makes the unit's writes visible to all, at once. */
export function commitUnit(store: Store, unit: Unit): void {
  const wasTransaction = store.open.delete(unit);
  if (unit.writes.size > 0 || unit.created.length > 0) {
    store.now += 1;
  }
  for (const [collection, writes] of unit.writes) {
    for (const id of writes.keys()) {
      commitSlot(store, collection, id);
    }
  }
  for (const collection of unit.created) {
    collection.maker = undefined;
  }
  for (const { index, key } of unit.locks) {
    index.locks.delete(key);
    if (store.open.size > 0) {
      index.changedAt.set(key, store.now);
    }
  }
  if (wasTransaction || store.open.size === 0) {
    prune(store, unit);
  }
  unit.end();
}

function commitSlot(store: Store, collection: StoredCollection, id: string): void {
  const slot = collection.slots.get(id);
  if (slot !== undefined) {
    slot.versions.unshift({ at: store.now, doc: slot.pending });
    slot.owner = undefined;
    slot.pending = null;
    if (slot.versions.length > 1 || slot.versions[0]?.doc === null) {
      store.aged.set(slot, { collection, id });
    }
  }
}

/** Forgets the unit's writes. */
export function abortUnit(store: Store, unit: Unit): void {
  const wasTransaction = store.open.delete(unit);
  for (const [collection, writes] of unit.writes) {
    for (const id of writes.keys()) {
      abortSlot(collection, id);
    }
  }
  for (const collection of unit.created) {
    store.collections.delete(namespaceOf(collection));
  }
  for (const { index, key } of unit.locks) {
    index.locks.delete(key);
  }
  if (wasTransaction || store.open.size === 0) {
    prune(store, unit);
  }
  unit.end();
}

function abortSlot(collection: StoredCollection, id: string): void {
  const slot = collection.slots.get(id);
  if (slot === undefined) {
    return;
  }
  const undone = slot.pending;
  slot.owner = undefined;
  slot.pending = null;
  forget(collection, id, slot, undone === null ? [] : [undone]);
}

function forget(collection: StoredCollection, id: string, slot: Slot, gone: readonly Doc[]): void {
  const kept = docsOf(slot);
  for (const doc of gone) {
    for (const index of collection.indexes.values()) {
      removeFromIndex(index, id, doc, kept);
    }
  }
  if (slot.versions.length === 0 && slot.owner === undefined) {
    collection.slots.delete(id);
  }
}

/** Drops what no open transaction can read any more. */
function prune(store: Store, unit: Unit): void {
  const oldest = Math.min(store.now, ...[...store.open].map(({ snapshot }) => snapshot));
  for (const [slot, { collection, id }] of store.aged) {
    pruneSlot(store, slot, { collection, id, oldest });
  }
  if (store.open.size === 0) {
    for (const { index } of unit.locks) {
      index.changedAt.clear();
    }
  }
}

interface Pruning {
  readonly collection: StoredCollection;
  readonly id: string;
  readonly oldest: number;
}

function pruneSlot(store: Store, slot: Slot, { collection, id, oldest }: Pruning): void {
  const readable = slot.versions.findIndex(({ at }) => at <= oldest);
  if (readable === -1) {
    return;
  }
  const isGone = readable === 0 && slot.versions[0]?.doc === null;
  const gone = slot.versions.slice(isGone ? 0 : readable + 1);
  slot.versions = slot.versions.slice(0, isGone ? 0 : readable + 1);
  if (slot.versions.length <= 1 && (isGone || slot.versions[0]?.doc !== null)) {
    store.aged.delete(slot);
  }
  forget(
    collection,
    id,
    slot,
    gone.flatMap(({ doc }) => (doc === null ? [] : [doc])),
  );
}
