import type { z } from 'zod';

/** Any document: plain JSON (amounts as decimal strings, times as ISO 8601) with an id. */
export interface Document {
  readonly id: string;
}

/** An index over one to four top-level fields (strings, numbers, booleans or null). */
export interface IndexDefinition {
  readonly fields: readonly string[];
  /** At most one document per value; documents in which any of the fields is null are exempt. */
  readonly unique?: boolean;
}

/** A collection's shape; both engines make their tables or models from it. */
export interface CollectionDefinition<T extends Document> {
  readonly name: string;
  /** Checked on every write: a document that does not fit is a bug and throws. */
  readonly schema: z.ZodType<T>;
  readonly indexes: Readonly<Record<string, IndexDefinition>>;
  /**
   * Made from the journal, and made again where it is missing: when the machine loses its power, the
   * newest writes may be lost, always together with every later write to such collections.
   */
  readonly derived?: true;
}

/** Declares a collection; types only, no I/O. */
export function defineCollection<T extends Document>(
  definition: CollectionDefinition<T>,
): CollectionDefinition<T> {
  return definition;
}

/** A document with its version; `replace` succeeds only on the version that was read. */
export interface Stored<T> {
  readonly doc: T;
  readonly version: number;
}

export type IndexValue = string | number | boolean | null;

/** A find by one declared index: equality on leading fields, then a range or order on the next. */
export interface FindQuery {
  readonly index: string;
  /** Values of the index's leading fields, in its order. */
  readonly equals: readonly IndexValue[];
  /** A range on the field after the equals ones; a null is in no range. */
  readonly range?: {
    readonly from?: IndexValue;
    readonly after?: IndexValue;
    readonly before?: IndexValue;
  };
  /** By the remaining index fields, then id; nulls are the smallest. Ascending unless told. */
  readonly order?: 'ascending' | 'descending';
  /** 1..1000. */
  readonly limit: number;
  /** `nextCursor` of the page before; opaque. */
  readonly cursor?: string | null;
}

export interface Page<T> {
  readonly items: Stored<T>[];
  readonly nextCursor: string | null;
}

/** A second document with a value that a unique index (or the id) allows once. */
export class UniqueViolation extends Error {
  override readonly name = 'UniqueViolation';
  constructor(
    readonly collection: string,
    /** The index's name, or `id`. */
    readonly index: string,
  ) {
    super(`${collection}: the value of "${index}" exists already`);
  }
}

/** A cursor that this find did not make; a person's request for a page can carry one. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
  constructor() {
    super('the cursor does not belong to this list');
  }
}

/** Documents of one kind. Every write is durable when it resolves, but for `derived` ones. */
export interface Collection<T extends Document> {
  /** Throws `UniqueViolation`. */
  insert(doc: T): Promise<void>;
  get(id: string): Promise<Stored<T> | undefined>;
  /** Throws `InvalidCursor`. */
  find(query: FindQuery): Promise<Page<T>>;
  /** Writes when the stored version is still `version`; false when it is not, or is gone. Throws `UniqueViolation`. */
  replace(doc: T, version: number): Promise<boolean>;
  /** Deletes; false when there was none. */
  delete(id: string): Promise<boolean>;
}

/** The application's documents: one collection per definition. */
export interface DocumentStore {
  collection<T extends Document>(definition: CollectionDefinition<T>): Collection<T>;
  close(): Promise<void>;
}

/**
 * Reads, changes and writes one document until nobody came between, at most 20 times.
 * `change` returns the new document, or `undefined` to leave it; the last document is returned.
 */
export async function update<T extends Document>(
  collection: Collection<T>,
  id: string,
  change: (doc: T) => T | undefined,
): Promise<T | undefined> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const stored = await collection.get(id);
    if (stored === undefined) {
      return undefined;
    }
    const next = change(stored.doc);
    if (next === undefined) {
      return stored.doc;
    }
    if (await collection.replace(next, stored.version)) {
      return next;
    }
  }
  throw new Error(`document ${id} was changed by others 20 times in a row`);
}
