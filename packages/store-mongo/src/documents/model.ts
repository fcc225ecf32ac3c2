import type {
  CollectionDefinition,
  Document,
  DumpedDocument,
  IndexDefinition,
} from '@telex-credits/store';
import { type Connection, type Model, Schema } from 'mongoose';
import { ensureCollections } from '../ensure-collection.js';
import { writeFields } from './json-fields.js';

const collectionName = /^[a-z][a-z0-9_-]*$/;
const fieldName = /^[A-Za-z][A-Za-z0-9_]*$/;
const uniqueSuffix = '__unique';

/** How a document is stored: its fields, but for the id, under `doc`. */
export interface StoredDocument {
  _id: string;
  version: number;
  doc: Record<string, unknown>;
}

export type DocumentModel = Model<StoredDocument>;

/** The collection's name in the database; the prefix keeps it apart from better-auth's. */
function storedName(collection: string): string {
  return `doc_${collection}`;
}

/** Where a field of a document is stored. */
export function pathOf(field: string): string {
  return field === 'id' ? '_id' : `doc.${field}`;
}

/** Makes a Mongoose model from a collection's definition; throws on names that cannot be used. */
export function makeModel<T extends Document>(
  connection: Connection,
  definition: CollectionDefinition<T>,
): DocumentModel {
  const indexes = Object.entries(definition.indexes);
  checkNames(definition.name, indexes);
  const schema = new Schema<StoredDocument>(
    {
      _id: { type: String, required: true },
      version: { type: Number, required: true },
      doc: { type: Schema.Types.Mixed, required: true },
    },
    {
      collection: storedName(definition.name),
      minimize: false,
      strict: 'throw',
      versionKey: false,
    },
  );
  for (const [name, index] of indexes) {
    declareIndex(schema, name, index);
  }
  return connection.model<StoredDocument>(`Document ${definition.name}`, schema);
}

/**
 * The id makes paging cheap. A unique index must leave out documents in which a field is null, and
 * an index that leaves documents out cannot serve every find, so uniqueness has one of its own.
 */
function declareIndex(schema: Schema<StoredDocument>, name: string, index: IndexDefinition): void {
  const paths = index.fields.map(pathOf);
  const ascending = (fields: readonly string[]) =>
    Object.fromEntries(fields.map((field) => [field, 1 as const]));
  schema.index(ascending([...new Set([...paths, '_id'])]), { name });
  if (index.unique === true) {
    const isSet = { $type: ['string', 'number', 'bool'] };
    schema.index(ascending(paths), {
      name: `${name}${uniqueSuffix}`,
      unique: true,
      partialFilterExpression: Object.fromEntries(paths.map((path) => [path, isSet])),
    });
  }
}

/** The name in the definition of an index that the server names. */
export function definedIndex(stored: string): string {
  return stored === '_id_' ? 'id' : stored.replace(uniqueSuffix, '');
}

const validator = {
  $jsonSchema: {
    bsonType: 'object',
    required: ['_id', 'version', 'doc'],
    properties: {
      _id: { bsonType: 'string' },
      version: { bsonType: 'int', minimum: 1 },
      doc: { bsonType: 'object' },
    },
  },
};

/** Makes the collection and its indexes; throws when stored documents break a new unique index. */
export async function prepareCollection(
  connection: Connection,
  model: DocumentModel,
): Promise<void> {
  await ensureCollections(connection, [{ model, validator }]);
}

/** Makes a collection without its indexes, for documents that come from elsewhere; answers its name. */
export async function prepareDocuments(
  connection: Connection,
  collection: string,
): Promise<string> {
  const collectionName = storedName(collection);
  const model = { collection: { collectionName }, schema: { indexes: () => [] } };
  await ensureCollections(connection, [{ model, validator }]);
  return collectionName;
}

/** A document that comes from elsewhere, as it is stored. */
export function documentRow({ id, version, doc }: DumpedDocument): StoredDocument {
  const { id: _, ...fields } = doc as Record<string, unknown>;
  return { _id: id, version, doc: writeFields(fields) as Record<string, unknown> };
}

function checkNames(collection: string, indexes: readonly [string, IndexDefinition][]): void {
  const bad = indexes
    .flatMap(([, index]) => [...index.fields])
    .find((field) => !fieldName.test(field));
  if (bad !== undefined || !collectionName.test(collection)) {
    throw new Error(`collection "${collection}": "${bad ?? collection}" cannot be used as a name`);
  }
  if (indexes.some(([, index]) => index.fields.length < 1 || index.fields.length > 4)) {
    throw new Error(`collection "${collection}": an index has one to four fields`);
  }
}
