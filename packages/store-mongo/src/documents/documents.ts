import {
  type Collection,
  type CollectionDefinition,
  type Condition,
  type Document,
  type DocumentStore,
  type FindPlan,
  type FindQuery,
  type IndexValue,
  type Page,
  planFind,
  type Stored,
  UniqueViolation,
} from '@telex-credits/store';
import type { Document as BsonDocument } from 'mongodb';
import type { Connection } from 'mongoose';
import { brokenUniqueIndex } from '../mongo-error.js';
import { readFields, writeFields } from './json-fields.js';
import {
  type DocumentModel,
  definedIndex,
  makeModel,
  pathOf,
  prepareCollection,
  type StoredDocument,
} from './model.js';

/**
 * The application's documents in one MongoDB database, which better-auth may share. Collections and
 * indexes are made when a collection is first asked for; operations wait for that. Any number of
 * processes may work on one database. `close` leaves the connection to whoever opened it.
 */
export function openMongoDocuments(connection: Connection): DocumentStore {
  const known = new Map<string, { definition: unknown; collection: unknown }>();
  const preparing: Promise<void>[] = [];
  return {
    collection<T extends Document>(definition: CollectionDefinition<T>): Collection<T> {
      const found = known.get(definition.name);
      if (found?.definition === definition) {
        return found.collection as Collection<T>;
      }
      if (found !== undefined) {
        throw new Error(`collection "${definition.name}" is defined twice`);
      }
      const model = makeModel(connection, definition);
      const prepared = prepareCollection(connection, model);
      preparing.push(prepared.catch(() => undefined));
      const collection = new MongoCollection({ definition, model, prepared });
      known.set(definition.name, { definition, collection });
      return collection;
    },
    async close() {
      await Promise.all(preparing);
    },
  };
}

class MongoCollection<T extends Document> implements Collection<T> {
  readonly #definition: CollectionDefinition<T>;
  readonly #model: DocumentModel;
  readonly #prepared: Promise<void>;

  constructor(parts: {
    readonly definition: CollectionDefinition<T>;
    readonly model: DocumentModel;
    readonly prepared: Promise<void>;
  }) {
    this.#definition = parts.definition;
    this.#model = parts.model;
    this.#prepared = parts.prepared;
  }

  async insert(doc: T): Promise<void> {
    const fields = this.#encode(doc);
    await this.#write((model) => model.create([{ _id: doc.id, version: 1, doc: fields }]));
  }

  async get(id: string): Promise<Stored<T> | undefined> {
    await this.#prepared;
    const found = await this.#model.findById(id).lean<StoredDocument>();
    return found === null ? undefined : decode<T>(found);
  }

  async find(query: FindQuery): Promise<Page<T>> {
    const index = this.#definition.indexes[query.index];
    if (index === undefined) {
      throw new Error(`${this.#definition.name} has no index "${query.index}"`);
    }
    const plan = planFind(query, index);
    await this.#prepared;
    // One more than asked for tells whether there is a next page.
    const wanted = query.limit + 1;
    const found: StoredDocument[] = [];
    for (const segment of plan.segments) {
      if (found.length < wanted) {
        const rows = this.#model.find(filterOf(segment)).sort(sortOf(plan));
        found.push(...(await rows.limit(wanted - found.length).lean<StoredDocument[]>()));
      }
    }
    const page = found.slice(0, query.limit);
    const last = found.length > query.limit ? page.at(-1) : undefined;
    return {
      items: page.map((row) => decode<T>(row)),
      nextCursor: last === undefined ? null : plan.cursorAfter(positionOf(plan, last)),
    };
  }

  async replace(doc: T, version: number): Promise<boolean> {
    const fields = this.#encode(doc);
    const { matchedCount } = await this.#write((model) =>
      model.replaceOne({ _id: doc.id, version }, { version: version + 1, doc: fields }),
    );
    return matchedCount === 1;
  }

  async delete(id: string): Promise<boolean> {
    const { deletedCount } = await this.#write((model) => model.deleteOne({ _id: id }));
    return deletedCount === 1;
  }

  #encode(doc: T): Record<string, unknown> {
    const { id: _, ...fields } = this.#definition.schema.parse(doc);
    return writeFields(fields) as Record<string, unknown>;
  }

  async #write<R>(work: (model: DocumentModel) => PromiseLike<R>): Promise<R> {
    await this.#prepared;
    try {
      return await work(this.#model);
    } catch (error) {
      const index = brokenUniqueIndex(error);
      throw index === undefined
        ? error
        : new UniqueViolation(this.#definition.name, definedIndex(index));
    }
  }
}

function decode<T extends Document>({ _id, version, doc }: StoredDocument): Stored<T> {
  // It was checked against the schema when it was written.
  return { doc: { id: _id, ...(readFields(doc) as object) } as T, version };
}

function filterOf(conditions: readonly Condition[]): BsonDocument {
  return conditions.length === 0 ? {} : { $and: conditions.map(conditionFilter) };
}

const operators = { '>': '$gt', '>=': '$gte', '<': '$lt' } as const;

/** Null and a field that is not there are the same to MongoDB, as the port asks; no range has them. */
function conditionFilter(condition: Condition): BsonDocument {
  const path = pathOf(condition.field);
  switch (condition.is) {
    case 'null':
      return { [path]: null };
    case 'set':
      return { [path]: { $ne: null } };
    case '=':
      return { [path]: condition.value };
    default:
      return condition.value === null
        ? { _id: { $in: [] } }
        : { [path]: { [operators[condition.is]]: condition.value } };
  }
}

function sortOf({ ordering, descending }: FindPlan): Record<string, 1 | -1> {
  return Object.fromEntries(ordering.map((field) => [pathOf(field), descending ? -1 : 1]));
}

function positionOf({ ordering }: FindPlan, last: StoredDocument) {
  return {
    id: last._id,
    values: ordering.slice(0, -1).map((field) => (last.doc[field] ?? null) as IndexValue),
  };
}
