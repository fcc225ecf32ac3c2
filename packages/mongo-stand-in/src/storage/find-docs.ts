import { BSONRegExp } from 'bson';
import { compileFilter, type Matcher } from '../query/match.js';
import { type Doc, fieldOf, isDoc } from '../values/doc.js';
import { keyOf } from '../values/key-of.js';
import type { StoredCollection } from './collection.js';
import { readAll, readDoc } from './store.js';
import type { Unit } from './unit.js';

/** A compiled filter, with the keys by which an index can narrow the search. */
export interface Query {
  readonly matches: Matcher;
  readonly equalities: ReadonlyMap<string, readonly string[]>;
}

export function compileQuery(filter: Doc): Query {
  const equalities = new Map<string, readonly string[]>();
  collectEqualities(filter, equalities);
  return { matches: compileFilter(filter), equalities };
}

function collectEqualities(filter: Doc, into: Map<string, readonly string[]>): void {
  for (const [field, condition] of Object.entries(filter)) {
    if (field === '$and' && Array.isArray(condition)) {
      for (const branch of condition.filter(isDoc)) {
        collectEqualities(branch, into);
      }
    } else if (!field.startsWith('$')) {
      const keys = keysOfCondition(condition);
      if (keys !== undefined) {
        into.set(field, keys);
      }
    }
  }
}

/** Whether an index finds exactly this value; whole arrays and patterns it does not. */
function isPoint(value: unknown): boolean {
  return !Array.isArray(value) && !(value instanceof BSONRegExp);
}

function keysOfCondition(condition: unknown): string[] | undefined {
  if (!isDoc(condition) || !Object.keys(condition)[0]?.startsWith('$')) {
    return isPoint(condition) ? [keyOf(condition)] : undefined;
  }
  if (Object.hasOwn(condition, '$eq') && isPoint(condition.$eq)) {
    return [keyOf(condition.$eq)];
  }
  const { $in: list } = condition;
  return Array.isArray(list) && list.every(isPoint) ? [...new Set(list.map(keyOf))] : undefined;
}

/** The documents that match, as the unit sees them; without a sort in no promised order. */
export function* findDocs(unit: Unit, collection: StoredCollection, query: Query): Generator<Doc> {
  const ids = candidateIds(collection, query);
  if (ids === undefined) {
    for (const doc of readAll(unit, collection)) {
      if (query.matches(doc)) {
        yield doc;
      }
    }
    return;
  }
  for (const id of ids) {
    const doc = readDoc(unit, collection, id);
    if (doc !== undefined && query.matches(doc)) {
      yield doc;
    }
  }
}

function candidateIds(collection: StoredCollection, query: Query): Set<string> | undefined {
  const ids = query.equalities.get('_id');
  if (ids !== undefined) {
    return new Set(ids);
  }
  let best: { keys: string[]; records: Map<string, Set<string>> } | undefined;
  let bestCount = 0;
  for (const index of collection.indexes.values()) {
    const lists = leadingKeys(Object.keys(index.spec.key), query);
    const records = index.records[lists.length - 1];
    if (records !== undefined && lists.length > bestCount) {
      bestCount = lists.length;
      best = { keys: combine(lists), records };
    }
  }
  const found = best;
  return found && new Set(found.keys.flatMap((key) => [...(found.records.get(key) ?? [])]));
}

function leadingKeys(fields: readonly string[], query: Query): (readonly string[])[] {
  const lists: (readonly string[])[] = [];
  for (const field of fields) {
    const keys = query.equalities.get(field);
    if (keys === undefined) {
      break;
    }
    lists.push(keys);
  }
  return lists;
}

function combine(lists: readonly (readonly string[])[]): string[] {
  return lists.reduce<string[]>(
    (keys, list) => keys.flatMap((key) => list.map((own) => `${key}\u0000${own}`)),
    [''],
  );
}

/** The key under which a document is stored. */
export function recordId(doc: Doc): string {
  return keyOf(fieldOf(doc, '_id'));
}
