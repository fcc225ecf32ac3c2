import { notImplemented, refuse } from '../errors.js';
import { type Doc, isDoc } from '../values/doc.js';
import { isNumeric } from '../values/kinds.js';
import type { FieldKind } from './context.js';

const fits: { readonly [K in FieldKind]: (value: unknown) => boolean } = {
  document: isDoc,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  number: isNumeric,
  bool: (value) => typeof value === 'boolean' || isNumeric(value),
  hint: (value) => typeof value === 'string' || isDoc(value),
  any: () => true,
};

/** Refuses a field that is not known, and one of the wrong type, as MongoDB's IDL parser does. */
export function checkFields(
  owner: string,
  body: Doc,
  fields: Readonly<Record<string, FieldKind>>,
): void {
  for (const [field, value] of Object.entries(body)) {
    const kind = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (kind === undefined) {
      throw refuse('Location40415', `BSON field '${owner}.${field}' is an unknown field.`);
    }
    if (value !== null && !fits[kind](value)) {
      throw refuse(
        'TypeMismatch',
        `BSON field '${owner}.${field}' is the wrong type, expected type '${kind}'`,
      );
    }
  }
  refuseCollation(body);
}

function refuseCollation(body: Doc): void {
  const { collation, arrayFilters } = body;
  if (isDoc(collation) && collation.locale !== 'simple') {
    throw notImplemented('collations');
  }
  if (Array.isArray(arrayFilters) && arrayFilters.length > 0) {
    throw notImplemented('arrayFilters');
  }
}
