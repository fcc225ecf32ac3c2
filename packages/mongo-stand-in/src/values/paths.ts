import { type Doc, fieldOf, isDoc } from './doc.js';

/** Splits a dotted path; `a.b` names field b of the document (or of every document in the array) a. */
export function partsOf(path: string): string[] {
  return path.split('.');
}

const ARRAY_INDEX = /^(0|[1-9]\d*)$/;

/**
 * Every value that a query's path reaches: documents in arrays are looked into, and a numeric part
 * also names an array's element. A missing field is `undefined`; scalars in an array reach nothing.
 */
export function leavesAt(value: unknown, parts: readonly string[], depth = 0): unknown[] {
  const part = parts[depth];
  if (part === undefined) {
    return [value];
  }
  if (isDoc(value)) {
    return leavesAt(fieldOf(value, part), parts, depth + 1);
  }
  if (!Array.isArray(value)) {
    return [undefined];
  }
  const inDocuments = value.filter(isDoc).flatMap((inner: Doc) => leavesAt(inner, parts, depth));
  if (ARRAY_INDEX.test(part) && Number(part) < value.length) {
    return [...leavesAt(value[Number(part)], parts, depth + 1), ...inDocuments];
  }
  return inDocuments;
}

/** The value that an expression's path (`$a.b`) has: arrays of documents give an array of values. */
export function valueAt(value: unknown, parts: readonly string[], depth = 0): unknown {
  const part = parts[depth];
  if (part === undefined) {
    return value;
  }
  if (Array.isArray(value)) {
    return value
      .map((inner) =>
        isDoc(inner) || Array.isArray(inner) ? valueAt(inner, parts, depth) : undefined,
      )
      .filter((inner) => inner !== undefined);
  }
  return isDoc(value) ? valueAt(fieldOf(value, part), parts, depth + 1) : undefined;
}
