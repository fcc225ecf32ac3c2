import { refuse } from '../errors.js';
import { idIndexSpec, type StoredCollection } from '../storage/collection.js';
import type { IndexSpec } from '../storage/index-keys.js';
import { equalValues } from '../values/compare.js';
import type { Doc } from '../values/doc.js';

/** Key and partial filter tell indexes apart (4.4; since 5.0 also `unique` and `sparse`). */
function sameSignature(a: Doc, b: Doc): boolean {
  return (
    equalValues(a.key, b.key) && equalValues(a.partialFilterExpression, b.partialFilterExpression)
  );
}

function sameOptions(a: Doc, b: Doc): boolean {
  return (
    Boolean(a.unique) === Boolean(b.unique) &&
    Boolean(a.sparse) === Boolean(b.sparse) &&
    Boolean(a.hidden) === Boolean(b.hidden) &&
    equalValues(a.expireAfterSeconds, b.expireAfterSeconds)
  );
}

/**
 * The index that is already there exactly as asked for; throws where one is in the way, as
 * `IndexCatalogImpl::_doesSpecConflictWithExisting` does.
 */
export function findConflict(collection: StoredCollection, spec: IndexSpec): Doc | undefined {
  const all: Doc[] = [idIndexSpec, ...[...collection.indexes.values()].map((index) => index.spec)];
  const named = all.find(({ name }) => name === spec.name);
  if (named !== undefined) {
    refuseSameName(named, spec);
    return named;
  }
  const alike = all.find((other) => sameSignature(other, spec));
  if (alike !== undefined && isIdIndex(alike)) {
    return alike;
  }
  if (alike !== undefined) {
    throw refuse(
      'IndexOptionsConflict',
      sameOptions(alike, spec)
        ? `Index already exists with a different name: ${alike.name}`
        : `An equivalent index already exists with a different name and options. Requested index: ${textOf(spec)}, existing index: ${textOf(alike)}`,
    );
  }
  return undefined;
}

function isIdIndex(spec: Doc): boolean {
  return spec.name === '_id_';
}

function refuseSameName(existing: Doc, spec: IndexSpec): void {
  const specs = `Requested index: ${textOf(spec)}, existing index: ${textOf(existing)}`;
  if (!sameSignature(existing, spec)) {
    throw refuse(
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index. ${specs}`,
    );
  }
  if (!isIdIndex(existing) && !sameOptions(existing, spec)) {
    throw refuse(
      'IndexOptionsConflict',
      `An equivalent index already exists with the same name but different options. ${specs}`,
    );
  }
}

function textOf(spec: Doc): string {
  return JSON.stringify(spec);
}
