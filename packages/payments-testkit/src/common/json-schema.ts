import { type Description, resolveReference, type Schema } from './description.js';

interface Options {
  /** References are put in rather than kept; only for schemas that do not contain themselves. */
  readonly inline: boolean;
  /** Refuses what the schema does not name, unless it says that more may come. */
  readonly sealed: boolean;
}

/** Words whose value is one schema. */
const ofOne = new Set(['items', 'not', 'additionalProperties']);
const ofMany = new Set(['allOf', 'anyOf', 'oneOf']);

/**
 * Turns a schema of OpenAPI 3.0 into JSON Schema 2019-09: `nullable` becomes a type, and a sealed
 * object takes no fields that nothing describes.
 */
export function toJsonSchema(description: Description, schema: Schema, options: Options): Schema {
  const reference = schema.$ref;
  if (typeof reference === 'string') {
    return options.inline
      ? toJsonSchema(description, resolveReference(description, reference) as Schema, options)
      : { $ref: reference };
  }
  const { nullable, ...rest } = schema;
  const converted: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) {
    converted[key] = convertWord(description, { key, value }, options);
  }
  const describes = 'properties' in converted || 'allOf' in converted;
  if (options.sealed && describes && converted.additionalProperties === undefined) {
    converted.unevaluatedProperties = false;
  }
  if (!options.sealed && converted.additionalProperties === false) {
    // Something else judges the fields: the whole that this is a part of, or a newer description.
    delete converted.additionalProperties;
  }
  return nullable === true ? { anyOf: [converted, { type: 'null' }] } : converted;
}

function convertWord(
  description: Description,
  { key, value }: { readonly key: string; readonly value: unknown },
  options: Options,
): unknown {
  if (ofOne.has(key) && typeof value === 'object' && value !== null) {
    return toJsonSchema(description, value as Schema, options);
  }
  if (ofMany.has(key)) {
    // The members of an allOf are one object together: the whole is sealed, not each part.
    const within = key === 'allOf' ? { ...options, sealed: false } : options;
    return (value as Schema[]).map((one) => toJsonSchema(description, one, within));
  }
  if (key === 'properties') {
    const fields = Object.entries(value as Record<string, Schema>);
    return Object.fromEntries(
      fields.map(([name, field]) => [name, toJsonSchema(description, field, options)]),
    );
  }
  return value;
}
