/**
 * A document as it came over the wire: numbers keep their BSON classes (Int32, Long, Double,
 * Decimal128). What is stored is never changed, only replaced. A JavaScript object keeps the order
 * of its fields except for names that look like array indexes; the driver has the same limit.
 */
export interface Doc {
  [field: string]: unknown;
}

/** True for an embedded document, and false for BSON's own classes, dates and arrays. */
export function isDoc(value: unknown): value is Doc {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !('_bsontype' in value)
  );
}

/** A copy that may be changed; leaves are shared, since they never change. */
export function copyDoc<T>(value: T): T {
  if (Array.isArray(value)) {
    return value.map(copyDoc) as T;
  }
  if (isDoc(value)) {
    const copy: Doc = {};
    for (const [field, inner] of Object.entries(value)) {
      setField(copy, field, copyDoc(inner));
    }
    return copy as T;
  }
  return value;
}

/** Sets a field that may have any name, `__proto__` too. */
export function setField(doc: Doc, field: string, value: unknown): void {
  if (field === '__proto__') {
    Object.defineProperty(doc, field, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  } else {
    doc[field] = value;
  }
}

/** The field's value, or undefined; never what every object inherits. */
export function fieldOf(doc: Doc, field: string): unknown {
  return Object.hasOwn(doc, field) ? doc[field] : undefined;
}
