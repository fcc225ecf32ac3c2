import type { CollectionDefinition, Document, IndexDefinition } from '@telex-credits/store';
import type { Database } from '../database.js';

const collectionName = /^[a-z][a-z0-9_-]*$/;
const fieldName = /^[A-Za-z][A-Za-z0-9_]*$/;
/** Columns of our own; a document's field of that name cannot be indexed. */
const ownColumns = new Set(['doc', 'doc_version']);

/** Quotes an identifier. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The table of a collection; the prefix keeps it apart from better-auth's `user`, `session` … */
export function tableName(collection: string): string {
  return `doc_${collection}`;
}

/**
 * Makes or completes a collection's table: one JSON document a row, and one virtual column for each
 * indexed field, so that an index can be added later without touching a document. An index whose
 * fields changed is made anew. Throws when stored documents break a new unique index.
 */
export function ensureTable<T extends Document>(
  db: Database,
  definition: CollectionDefinition<T>,
): void {
  const table = tableName(definition.name);
  const indexes = Object.entries(definition.indexes);
  checkNames(definition.name, indexes);
  if (isComplete(db, table, indexes)) {
    return;
  }
  db.immediate(() => {
    db.exec(
      `CREATE TABLE IF NOT EXISTS ${quoted(table)} (
        id TEXT NOT NULL PRIMARY KEY, doc TEXT NOT NULL, doc_version INTEGER NOT NULL
      ) STRICT`,
    );
    const columns = columnsOf(db, table);
    for (const field of new Set(indexes.flatMap(([, index]) => index.fields))) {
      if (!columns.has(field)) {
        db.exec(
          `ALTER TABLE ${quoted(table)} ADD COLUMN ${quoted(field)} ANY
           AS (json_extract(doc, '$.${field}')) VIRTUAL`,
        );
      }
    }
    for (const [name, index] of indexes) {
      ensureIndex(db, table, name, index);
    }
  });
}

function checkNames(collection: string, indexes: readonly [string, IndexDefinition][]): void {
  const fields = indexes.flatMap(([, index]) => [...index.fields]);
  const bad = fields.find((field) => !fieldName.test(field) || ownColumns.has(field));
  if (bad !== undefined || !collectionName.test(collection)) {
    throw new Error(`collection "${collection}": "${bad ?? collection}" cannot be used as a name`);
  }
  if (indexes.some(([, index]) => index.fields.length < 1 || index.fields.length > 4)) {
    throw new Error(`collection "${collection}": an index has one to four fields`);
  }
}

function columnsOf(db: Database, table: string): Set<unknown> {
  const rows = db.prepare('SELECT name FROM pragma_table_xinfo(?)').all(table);
  return new Set(rows.map((row) => row.name));
}

function indexName(table: string, name: string): string {
  return `${table}__${name}`;
}

/** SQLite exempts nulls from unique indexes by itself; the id in the others makes paging cheap. */
function indexSql(table: string, name: string, index: IndexDefinition): string {
  const columns = index.unique ? index.fields : [...new Set([...index.fields, 'id'])];
  return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quoted(indexName(table, name))} ON ${quoted(table)} (${columns.map(quoted).join(', ')})`;
}

function storedIndexSql(db: Database, table: string, name: string): unknown {
  return db
    .prepare("SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?")
    .get(indexName(table, name))?.sql;
}

/** Without a write lock, so that opening a collection that is in use never waits. */
function isComplete(
  db: Database,
  table: string,
  indexes: readonly [string, IndexDefinition][],
): boolean {
  return (
    columnsOf(db, table).size > 0 &&
    indexes.every(
      ([name, index]) => storedIndexSql(db, table, name) === indexSql(table, name, index),
    )
  );
}

function ensureIndex(db: Database, table: string, name: string, index: IndexDefinition): void {
  const sql = indexSql(table, name, index);
  const stored = storedIndexSql(db, table, name);
  if (stored === sql) {
    return;
  }
  if (stored !== undefined) {
    db.exec(`DROP INDEX ${quoted(indexName(table, name))}`);
  }
  db.exec(sql);
}
