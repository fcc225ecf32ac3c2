import { Int32 } from 'bson';
import { refuse } from '../errors.js';
import { compileFilter } from '../query/match.js';
import type { StoredCollection } from '../storage/collection.js';
import { addToIndex, createIndex, type Index, type IndexSpec } from '../storage/index-keys.js';
import { beginStatement, readAll } from '../storage/store.js';
import { refuseExistingDuplicates } from '../storage/unique.js';
import { type Doc, isDoc } from '../values/doc.js';
import {
  type Command,
  type CommandContext,
  collectionName,
  existingCollection,
  findCollection,
  makeCollection,
  waitForWriters,
} from './context.js';
import { findConflict } from './index-conflicts.js';
import { parseIndex } from './index-spec.js';

export const createIndexes: Command = {
  fields: { createIndexes: 'string', indexes: 'array', commitQuorum: 'any' },
  inTransaction: true,
  writes: true,
  async run(context) {
    const { indexes } = context.body;
    if (!Array.isArray(indexes) || indexes.length === 0) {
      throw refuse('BadValue', 'Must specify at least one index to create');
    }
    const specs = indexes.map(parseIndex);
    const name = collectionName(context);
    const existing = findCollection(context, name);
    const collection = existing ?? makeCollection(context, name, {});
    const before = collection.indexes.size + 1;
    const wanted = specs.filter((spec) => findConflict(collection, spec) === undefined);
    refuseInTransaction(context, collection, wanted);
    await waitForWriters(context, collection);
    for (const spec of wanted) {
      buildIndex(context, collection, spec);
    }
    return {
      createdCollectionAutomatically: existing === undefined,
      numIndexesBefore: new Int32(before),
      numIndexesAfter: new Int32(collection.indexes.size + 1),
      ...(wanted.length === 0 && { note: 'all indexes already exist' }),
    };
  },
};

/** A transaction may index only the collection that it makes itself. */
function refuseInTransaction(
  context: CommandContext,
  collection: StoredCollection,
  wanted: readonly IndexSpec[],
): void {
  if (context.unit !== undefined && wanted.length > 0 && collection.maker !== context.unit) {
    throw refuse(
      'OperationNotSupportedInTransaction',
      `Cannot create new indexes on existing collection ${context.db}.${collection.name} in a multi-document transaction.`,
    );
  }
}

function buildIndex(context: CommandContext, collection: StoredCollection, spec: IndexSpec): void {
  const filter = spec.partialFilterExpression;
  const index = createIndex(spec, isDoc(filter) ? compileFilter(filter) : undefined);
  const unit = context.unit ?? beginStatement(context.state.store);
  refuseExistingDuplicates(collection, index, readAll(unit, collection));
  fillIndex(index, collection);
  collection.indexes.set(spec.name, index);
}

function fillIndex(index: Index, collection: StoredCollection): void {
  for (const [id, slot] of collection.slots) {
    for (const doc of [slot.pending, ...slot.versions.map((version) => version.doc)]) {
      if (doc !== null) {
        addToIndex(index, id, doc);
      }
    }
  }
}

export const dropIndexes: Command = {
  fields: { dropIndexes: 'string', index: 'any' },
  writes: true,
  async run(context) {
    const collection = existingCollection(context, collectionName(context));
    await waitForWriters(context, collection);
    const nIndexesWas = new Int32(collection.indexes.size + 1);
    for (const name of namesToDrop(collection, context.body.index)) {
      collection.indexes.delete(name);
    }
    return { nIndexesWas };
  },
};

function namesToDrop(collection: StoredCollection, index: unknown): string[] {
  if (index === '*') {
    return [...collection.indexes.keys()];
  }
  if (Array.isArray(index)) {
    return index.flatMap((one) => namesToDrop(collection, one));
  }
  if (index === '_id_' || (isDoc(index) && Object.keys(index).join() === '_id')) {
    throw refuse('InvalidOptions', 'cannot drop _id index');
  }
  const found = [...collection.indexes.values()].find(({ spec }) =>
    isDoc(index) ? sameKey(spec.key, index) : spec.name === index,
  );
  if (found === undefined) {
    throw refuse('IndexNotFound', `index not found with name [${String(index)}]`);
  }
  return [found.spec.name];
}

function sameKey(a: Doc, b: Doc): boolean {
  const text = (key: Doc) =>
    JSON.stringify(Object.entries(key).map(([field, order]) => [field, Number(order)]));
  return text(a) === text(b);
}
