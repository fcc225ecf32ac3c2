import type { Document as BsonDocument, Db, IndexDescription } from 'mongodb';
import type { Connection } from 'mongoose';
import { isNamespaceExists } from './mongo-error.js';

/** What we need of a Mongoose model, whatever its documents are. */
interface DeclaringModel {
  readonly db: Connection;
  readonly collection: { readonly collectionName: string };
  readonly schema: { indexes(): [unknown, IndexOptions][] };
}

interface IndexOptions {
  readonly name?: string;
  readonly unique?: unknown;
  readonly partialFilterExpression?: BsonDocument;
}

/**
 * Makes a model's collection with its validator, and the indexes that the model declares. An index
 * whose definition changed is made anew; those that the model does not declare are left alone.
 * May run in several processes at once, and never in a transaction.
 */
export async function ensureCollection(
  model: DeclaringModel,
  validator: BsonDocument,
): Promise<void> {
  const { db } = model.db;
  if (db === undefined) {
    throw new Error('the connection is not open');
  }
  const name = model.collection.collectionName;
  await createCollection(db, name, validator);
  const wanted = declaredIndexes(model);
  if (wanted.length === 0) {
    return;
  }
  const collection = db.collection(name);
  const existing = await collection.listIndexes().toArray();
  for (const index of wanted) {
    const found = existing.find((one) => one.name === index.name);
    if (found !== undefined && definitionOf(found) !== definitionOf(index)) {
      await collection.dropIndex(index.name);
    }
  }
  await collection.createIndexes(wanted);
}

async function createCollection(db: Db, name: string, validator: BsonDocument): Promise<void> {
  const known = await db.listCollections({ name }, { nameOnly: true }).toArray();
  if (known.length === 0) {
    try {
      await db.createCollection(name, { validator });
    } catch (error) {
      if (!isNamespaceExists(error)) {
        throw error;
      }
    }
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
