import { UUID } from 'bson';
import { compileFilter, type Matcher } from '../query/match.js';
import { type Doc, isDoc } from '../values/doc.js';
import type { Index } from './index-keys.js';
import type { Unit } from './unit.js';

/** One committed state of a record; null where it was deleted. */
interface Version {
  readonly at: number;
  readonly doc: Doc | null;
}

/** A record with the versions that somebody may still read, the newest first. */
export interface Slot {
  versions: Version[];
  /** The open unit that has written it, and what. */
  owner: Unit | undefined;
  pending: Doc | null;
}

/** How documents are checked on insert and update. */
export interface Validation {
  readonly matches: Matcher;
  readonly level: 'strict' | 'moderate';
}

export interface StoredCollection {
  readonly db: string;
  readonly name: string;
  readonly uuid: UUID;
  /** As given to `create` and `collMod`, for `listCollections`. */
  options: Doc;
  validation: Validation | undefined;
  readonly slots: Map<string, Slot>;
  /** All but the one on `_id`, which is the map of slots. */
  readonly indexes: Map<string, Index>;
  /** The open transaction that makes it; nobody else sees it yet. */
  maker: Unit | undefined;
}

export function namespaceOf(collection: { db: string; name: string }): string {
  return `${collection.db}.${collection.name}`;
}

export function createCollection(db: string, name: string, options: Doc): StoredCollection {
  return {
    db,
    name,
    uuid: new UUID(),
    options,
    validation: validationOf(options),
    slots: new Map(),
    indexes: new Map(),
    maker: undefined,
  };
}

/** The check that a collection's options ask for; none with `off` or `warn`. */
export function validationOf(options: Doc): Validation | undefined {
  const { validator, validationLevel, validationAction } = options;
  if (!isDoc(validator) || Object.keys(validator).length === 0) {
    return undefined;
  }
  const matches = compileFilter(validator);
  if (validationLevel === 'off' || validationAction === 'warn') {
    return undefined;
  }
  return { matches, level: validationLevel === 'moderate' ? 'moderate' : 'strict' };
}

/** The spec of the index that every collection has. */
export const idIndexSpec: Doc = { v: 2, key: { _id: 1 }, name: '_id_' };
