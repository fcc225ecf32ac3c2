import {
  type Collection,
  type CollectionDefinition,
  type Document,
  type DocumentStore,
  type FindQuery,
  type IndexValue,
  type Page,
  planFind,
  type Stored,
  UniqueViolation,
} from '@telex-credits/store';
import { type Database, openDatabase, type Row, type SqlValue } from '../database.js';
import { brokenUnique } from '../sqlite-error.js';
import { orderSql, segmentSql } from './find.js';
import { ensureTable, quoted, tableName } from './table.js';
import { WriteQueue } from './write-queue.js';

/** Short, because waiting blocks the thread; `WriteQueue` waits for longer without blocking. */
const busyTimeoutMs = 25;

/**
 * Opens the application's documents in one SQLite file, which better-auth may share. Tables and
 * indexes are made when a collection is first asked for. One process may hold many stores open.
 */
export function openSqliteDocuments(path: string): DocumentStore {
  const db = openDatabase(path, { busyTimeoutMs });
  const queue = new WriteQueue(db);
  const kept = { db, queue };
  let later: typeof kept | undefined;
  const known = new Map<string, { definition: unknown; collection: unknown }>();
  return {
    collection<T extends Document>(definition: CollectionDefinition<T>): Collection<T> {
      const found = known.get(definition.name);
      if (found?.definition === definition) {
        return found.collection as Collection<T>;
      }
      if (found !== undefined) {
        throw new Error(`collection "${definition.name}" is defined twice`);
      }
      ensureTable(db, definition);
      if (definition.derived === true && path !== ':memory:') {
        later ??= openLater(path);
      }
      const connection = definition.derived === true ? (later ?? kept) : kept;
      const collection = new SqliteCollection(connection, definition);
      known.set(definition.name, { definition, collection });
      return collection;
    },
    async close() {
      await Promise.all([queue.idle(), later?.queue.idle()]);
      later?.db.close();
      db.close();
    },
  };
}

/** Derived documents do not wait for the disk; one that does makes all before it safe as well. */
function openLater(path: string) {
  const db = openDatabase(path, { busyTimeoutMs, durable: 'later' });
  return { db, queue: new WriteQueue(db) };
}

class SqliteCollection<T extends Document> implements Collection<T> {
  readonly #db: Database;
  readonly #queue: WriteQueue;
  readonly #definition: CollectionDefinition<T>;
  readonly #table: string;
  readonly #statements = new Map<string, ReturnType<Database['prepare']>>();

  constructor(
    connection: { readonly db: Database; readonly queue: WriteQueue },
    definition: CollectionDefinition<T>,
  ) {
    this.#db = connection.db;
    this.#queue = connection.queue;
    this.#definition = definition;
    this.#table = quoted(tableName(definition.name));
  }

  async insert(doc: T): Promise<void> {
    const text = this.#encode(doc);
    await this.#write(`INSERT INTO ${this.#table} (id, doc, doc_version) VALUES (?, ?, 1)`, [
      doc.id,
      text,
    ]);
  }

  async get(id: string): Promise<Stored<T> | undefined> {
    if (id.includes('\0')) {
      // A request can carry one; no stored id does.
      return undefined;
    }
    const row = this.#prepare(`SELECT doc, doc_version FROM ${this.#table} WHERE id = ?`).get(id);
    return row && this.#decode(row);
  }

  async find(query: FindQuery): Promise<Page<T>> {
    const index = this.#definition.indexes[query.index];
    if (index === undefined) {
      throw new Error(`${this.#definition.name} has no index "${query.index}"`);
    }
    const plan = planFind(query, index);
    // One more than asked for tells whether there is a next page.
    const wanted = query.limit + 1;
    const columns = ['doc', 'doc_version', ...plan.ordering].map(quoted).join(', ');
    const rows: Row[] = [];
    for (const segment of plan.segments) {
      if (rows.length < wanted) {
        const { where, values } = segmentSql(segment);
        const sql = `SELECT ${columns} FROM ${this.#table} WHERE ${where} ORDER BY ${orderSql(plan)} LIMIT ?`;
        rows.push(...this.#prepare(sql).all(...values, wanted - rows.length));
      }
    }
    const page = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? page.at(-1) : undefined;
    return {
      items: page.map((row) => this.#decode(row)),
      nextCursor:
        last === undefined
          ? null
          : plan.cursorAfter({
              id: String(last.id),
              values: plan.ordering.slice(0, -1).map((field) => indexValue(last[field])),
            }),
    };
  }

  async replace(doc: T, version: number): Promise<boolean> {
    const text = this.#encode(doc);
    const changes = await this.#write(
      `UPDATE ${this.#table} SET doc = ?, doc_version = doc_version + 1
       WHERE id = ? AND doc_version = ?`,
      [text, doc.id, version],
    );
    return changes === 1;
  }

  async delete(id: string): Promise<boolean> {
    return (await this.#write(`DELETE FROM ${this.#table} WHERE id = ?`, [id])) === 1;
  }

  #encode(doc: T): string {
    return JSON.stringify(this.#definition.schema.parse(doc));
  }

  #decode(row: Row): Stored<T> {
    // It was checked against the schema when it was written.
    return { doc: JSON.parse(String(row.doc)) as T, version: Number(row.doc_version) };
  }

  #prepare(sql: string): ReturnType<Database['prepare']> {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  async #write(sql: string, values: SqlValue[]): Promise<number> {
    try {
      return await this.#queue.run(() => this.#prepare(sql).run(...values));
    } catch (error) {
      const columns = brokenUnique(error);
      throw columns ? this.#violation(columns) : error;
    }
  }

  /** SQLite names the columns (`table.column`) of the constraint, not the index. */
  #violation(columns: readonly string[]): UniqueViolation {
    const fields = columns.map((column) => column.slice(column.lastIndexOf('.') + 1)).join();
    const found = Object.entries(this.#definition.indexes).find(
      ([, index]) => index.unique && index.fields.join() === fields,
    );
    return new UniqueViolation(this.#definition.name, found?.[0] ?? 'id');
  }
}

function indexValue(value: SqlValue | undefined): IndexValue {
  if (typeof value === 'bigint') {
    return Number(value);
  }
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
