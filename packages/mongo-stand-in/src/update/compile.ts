import { notImplemented, refuse } from '../errors.js';
import { copyDoc, type Doc, isDoc } from '../values/doc.js';
import { updateOperators } from './operators.js';
import { placeAt, updateParts } from './place.js';

/** A compiled update: gives the new document, and leaves the old one as it was. */
export interface Update {
  readonly isReplacement: boolean;
  /** `inserting` is true for the document that an upsert makes. */
  apply(doc: Doc, inserting: boolean): Doc;
}

interface Change {
  readonly operator: string;
  readonly path: string;
  readonly operand: unknown;
}

/** What MongoDB has and this server has not. */
const missing = new Set(['$rename', '$currentDate', '$bit', '$pullAll']);

/** Compiles the `u` of an update statement: operators, or a whole document. */
export function compileUpdate(source: unknown): Update {
  if (Array.isArray(source)) {
    throw notImplemented('updates with an aggregation pipeline');
  }
  if (!isDoc(source)) {
    throw refuse('FailedToParse', 'Update argument must be either an object or an array');
  }
  return Object.keys(source)[0]?.startsWith('$') ? operatorUpdate(source) : replacement(source);
}

function replacement(source: Doc): Update {
  for (const field of Object.keys(source)) {
    if (field.startsWith('$')) {
      throw refuse(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${field}' in '${field}' is not valid for storage.`,
      );
    }
  }
  return {
    isReplacement: true,
    apply: (doc) => {
      const next = copyDoc(source);
      return '_id' in next || doc._id === undefined ? next : { _id: doc._id, ...next };
    },
  };
}

function operatorUpdate(source: Doc): Update {
  const changes = Object.entries(source).flatMap(([operator, fields]) =>
    changesOf(operator, fields),
  );
  refuseConflicts(changes);
  // MongoDB applies an update in the order of its paths, whatever the order of the operators.
  changes.sort((a, b) => Number(a.path > b.path) - Number(a.path < b.path));
  return {
    isReplacement: false,
    apply: (doc, inserting) => {
      const next = copyDoc(doc);
      for (const change of changes) {
        if (change.operator !== '$setOnInsert' || inserting) {
          applyChange(next, change);
        }
      }
      return next;
    },
  };
}

function changesOf(operator: string, fields: unknown): Change[] {
  if (missing.has(operator)) {
    throw notImplemented(`the update operator ${operator}`);
  }
  if (!Object.hasOwn(updateOperators, operator)) {
    throw refuse(
      'FailedToParse',
      `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  }
  if (!isDoc(fields)) {
    throw refuse(
      'FailedToParse',
      `Modifiers operate on fields but we found another type: ${operator}`,
    );
  }
  return Object.entries(fields).map(([path, operand]) => {
    updateParts(path);
    return { operator, path, operand };
  });
}

/** Two changes may not touch the same path, nor a path and a part of it. */
function refuseConflicts(changes: readonly Change[]): void {
  const seen = new Set<string>();
  for (const { path } of changes) {
    const conflict = [...seen].find(
      (other) => other === path || other.startsWith(`${path}.`) || path.startsWith(`${other}.`),
    );
    if (conflict !== undefined) {
      throw refuse(
        'ConflictingUpdateOperators',
        `Updating the path '${path}' would create a conflict at '${conflict.length < path.length ? conflict : path}'`,
      );
    }
    seen.add(path);
  }
}

function applyChange(doc: Doc, change: Change): void {
  const operator = updateOperators[change.operator];
  if (operator === undefined) {
    return;
  }
  const place = placeAt(doc, change.path, operator.creates);
  if (place !== undefined) {
    operator.apply(place, change.operand, change.path);
  }
}
