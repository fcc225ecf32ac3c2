import { BSONRegExp } from 'bson';
import { copyDoc, type Doc, isDoc } from '../values/doc.js';
import { placeAt } from './place.js';

/**
 * The document from which an upsert starts: what the filter says by equality (also inside `$and`,
 * and inside an `$or` or `$in` of one).
 */
export function documentOfFilter(filter: Doc): Doc {
  const doc: Doc = {};
  addEqualities(doc, filter);
  return doc;
}

function addEqualities(doc: Doc, filter: Doc): void {
  for (const [field, condition] of Object.entries(filter)) {
    if (
      field === '$and' ||
      (field === '$or' && Array.isArray(condition) && condition.length === 1)
    ) {
      for (const branch of Array.isArray(condition) ? condition.filter(isDoc) : []) {
        addEqualities(doc, branch);
      }
    } else if (!field.startsWith('$')) {
      addEquality(doc, field, condition);
    }
  }
}

function addEquality(doc: Doc, field: string, condition: unknown): void {
  const value = equalityOf(condition);
  if (value !== undefined) {
    placeAt(doc, field, true)?.set(copyDoc(value));
  }
}

function equalityOf(condition: unknown): unknown {
  if (condition instanceof BSONRegExp) {
    return undefined;
  }
  if (!isDoc(condition) || !Object.keys(condition)[0]?.startsWith('$')) {
    return condition;
  }
  if ('$eq' in condition) {
    return condition.$eq;
  }
  const { $in: list } = condition;
  return Array.isArray(list) && list.length === 1 ? list[0] : undefined;
}
