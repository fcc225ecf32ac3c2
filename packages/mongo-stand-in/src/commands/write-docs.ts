import { BSONRegExp, calculateObjectSize, ObjectId, serialize } from 'bson';
import { refuse } from '../errors.js';
import { idIndexSpec, type StoredCollection } from '../storage/collection.js';
import { type Query, recordId } from '../storage/find-docs.js';
import { readDoc, writeDoc } from '../storage/store.js';
import { duplicateKey } from '../storage/unique.js';
import type { Unit } from '../storage/unit.js';
import type { Update } from '../update/compile.js';
import { documentOfFilter } from '../update/upsert.js';
import { equalValues } from '../values/compare.js';
import type { Doc } from '../values/doc.js';

/** `maxBsonObjectSize` */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** Where a write goes, and whether the collection's validator is asked. */
export interface Target {
  readonly unit: Unit;
  readonly collection: StoredCollection;
  readonly bypassValidation: boolean;
}

/** Inserts a document; one without an `_id` gets an ObjectId. Answers the `_id`. */
export function insertDoc(target: Target, source: Doc): unknown {
  const { _id: id = new ObjectId(), ...rest } = source;
  const doc = { _id: id, ...rest };
  refuseInvalid(doc);
  const size = calculateObjectSize(doc);
  if (size > MAX_DOCUMENT_BYTES) {
    throw refuse(
      'BadValue',
      `object to insert too large. size in bytes: ${size}, max size: ${MAX_DOCUMENT_BYTES}`,
    );
  }
  validate(target, doc, undefined);
  const key = recordId(doc);
  if (readDoc(target.unit, target.collection, key) !== undefined) {
    throw duplicateKey(target.collection, idIndexSpec, { _id: id });
  }
  writeDoc(target.unit, target.collection, key, doc);
  return id;
}

function refuseInvalid(doc: Doc): void {
  if (Array.isArray(doc._id) || doc._id instanceof BSONRegExp) {
    throw refuse('InvalidIdField', "The '_id' value cannot be of type array or regex");
  }
  const dollar = Object.keys(doc).find((field) => field.startsWith('$'));
  if (dollar !== undefined) {
    // 4.4; since 5.0 a server takes such a field.
    throw refuse('BadValue', `Document can't have $ prefixed field names: ${dollar}`);
  }
}

/** `moderate` leaves documents alone that did not fit before either. */
function validate(target: Target, doc: Doc, before: Doc | undefined): void {
  const { validation } = target.collection;
  if (validation === undefined || target.bypassValidation || validation.matches(doc)) {
    return;
  }
  if (validation.level === 'moderate' && before !== undefined && !validation.matches(before)) {
    return;
  }
  throw refuse('DocumentValidationFailure', 'Document failed validation', {
    errInfo: { failingDocumentId: doc._id },
  });
}

/** Whether two documents have the same bytes, types of numbers and order of fields included. */
function identical(a: Doc, b: Doc): boolean {
  return Buffer.compare(serialize(a), serialize(b)) === 0;
}

/** Updates one document that was found; answers the new one, the same where nothing changed. */
export function updateDoc(target: Target, before: Doc, update: Update): Doc {
  const after = update.apply(before, false);
  if (!equalValues(after._id, before._id) || !('_id' in after)) {
    throw refuse('ImmutableField', immutableId(update));
  }
  if (identical(before, after)) {
    return before;
  }
  const size = calculateObjectSize(after);
  if (size > MAX_DOCUMENT_BYTES) {
    throw refuse(
      'Location17419',
      `Resulting document after update is larger than ${MAX_DOCUMENT_BYTES}`,
    );
  }
  validate(target, after, before);
  writeDoc(target.unit, target.collection, recordId(before), after);
  return after;
}

function immutableId(update: Update): string {
  return update.isReplacement
    ? "After applying the update, the (immutable) field '_id' was found to have been altered"
    : "Performing an update on the path '_id' would modify the immutable field '_id'";
}

/** Inserts what an upsert makes of its filter and its update; answers the document. */
export function upsertDoc(target: Target, filter: Doc, update: Update): Doc {
  const start = documentOfFilter(filter);
  const made = update.isReplacement
    ? update.apply('_id' in start ? { _id: start._id } : {}, true)
    : update.apply(start, true);
  if ('_id' in start && !equalValues(start._id, made._id)) {
    throw refuse('ImmutableField', immutableId(update));
  }
  const id = insertDoc(target, made);
  return { ...made, _id: id };
}

export function deleteDoc(target: Target, doc: Doc): void {
  writeDoc(target.unit, target.collection, recordId(doc), null);
}

/** The document again, where it still matches: another may have changed it in the meantime. */
export function readAgain(
  unit: Unit,
  collection: StoredCollection,
  doc: Doc,
  query: Query,
): Doc | undefined {
  const now = readDoc(unit, collection, recordId(doc));
  return now !== undefined && query.matches(now) ? now : undefined;
}
