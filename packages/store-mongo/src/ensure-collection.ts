import type { Document as BsonDocument, Collection, Db, IndexDescription } from 'mongodb';
import type { Connection } from 'mongoose';
import { isNamespaceExists } from './mongo-error.js';

/** What we need of a Mongoose model, whatever its documents are. */
interface DeclaringModel {
  readonly collection: { readonly collectionName: string };
  readonly schema: { indexes(): [unknown, IndexOptions][] };
}

interface IndexOptions {
  readonly name?: string;
  readonly unique?: unknown;
  readonly partialFilterExpression?: BsonDocument;
}

/** A model and what its documents must be like. */
export interface DeclaredCollection {
  readonly model: DeclaringModel;
  readonly validator: BsonDocument;
}

/**
 * Makes models' collections with their validators, and the indexes that the models declare. An index
 * whose definition changed is made anew; those that no model declares are left alone. May run in
 * several processes at once, and never in a transaction.
 */
export async function ensureCollections(
  connection: Connection,
  declared: readonly DeclaredCollection[],
): Promise<void> {
  const { db } = connection;
  if (db === undefined) {
    throw new Error('the connection is not open');
  }
  const names = declared.map(({ model }) => model.collection.collectionName);
  const filter = { name: { $in: names } };
  const known = await db.listCollections(filter, { nameOnly: true }).toArray();
  const existing = new Set(known.map(({ name }) => name));
  await Promise.all(
    declared.map(async ({ model, validator }) => {
      const name = model.collection.collectionName;
      const isNew = !existing.has(name);
      if (isNew) {
        await createCollection(db, name, validator);
      }
      await ensureIndexes(db.collection(name), declaredIndexes(model), isNew);
    }),
  );
}

async function createCollection(db: Db, name: string, validator: BsonDocument): Promise<void> {
  try {
    await db.createCollection(name, { validator });
  } catch (error) {
    // Another process may have been faster.
    if (!isNamespaceExists(error)) {
      throw error;
    }
  }
}

async function ensureIndexes(
  collection: Collection,
  wanted: readonly NamedIndex[],
  isNew: boolean,
): Promise<void> {
  const existing = isNew || wanted.length === 0 ? [] : await collection.listIndexes().toArray();
  const missing: NamedIndex[] = [];
  for (const index of wanted) {
    const found = existing.find((one) => one.name === index.name);
    if (found !== undefined && definitionOf(found) !== definitionOf(index)) {
      await collection.dropIndex(index.name);
    }
    if (found === undefined || definitionOf(found) !== definitionOf(index)) {
      missing.push(index);
    }
  }
  if (missing.length > 0) {
    await collection.createIndexes(missing);
  }
}

type NamedIndex = IndexDescription & { readonly name: string };

function declaredIndexes(model: DeclaringModel): NamedIndex[] {
  return model.schema.indexes().map(([key, options]) => {
    const { name, unique, partialFilterExpression } = options;
    if (name === undefined) {
      throw new Error(`an index of ${model.collection.collectionName} has no name`);
    }
    return {
      key: key as Record<string, 1 | -1>,
      name,
      ...(unique === true ? { unique: true } : {}),
      ...(partialFilterExpression === undefined ? {} : { partialFilterExpression }),
    };
  });
}

function definitionOf(index: BsonDocument | IndexDescription): string {
  const { key, unique, partialFilterExpression } = index as IndexDescription;
  return JSON.stringify([key, unique === true, partialFilterExpression ?? null]);
}
