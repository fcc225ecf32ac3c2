import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';

/** Any JSON Schema of an OpenAPI 3.0 document, before or after `toJsonSchema`. */
export type Schema = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema?: Schema;
}

/** One operation, as far as requests go. */
export interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema?: Schema }>>;
  };
}

/** A provider's own OpenAPI 3.0 description of its API. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Reads a description from a YAML or JSON file. */
export function loadDescription(path: string | URL): Description {
  return load(readFileSync(path, 'utf8')) as Description;
}

/** What one `#/…` reference of the document names; throws when there is nothing. */
export function resolveReference(description: Description, reference: string): unknown {
  const names = reference.replace(/^#\//, '').split('/');
  let found: unknown = description;
  for (const name of names) {
    found = (found as Record<string, unknown> | undefined)?.[
      name.replaceAll('~1', '/').replaceAll('~0', '~')
    ];
  }
  if (found === undefined) {
    throw new Error(`the description has no ${reference}`);
  }
  return found;
}

/**
 * Only the named operations (`POST /v1/refunds`), with every reference of their requests put in and
 * without responses and prose: small enough to be kept beside the stand-in.
 */
export function reduceDescription(
  description: Description,
  operations: readonly string[],
): Description {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const name of operations) {
    const [method = '', path = ''] = name.split(' ');
    const operation = description.paths[path]?.[method.toLowerCase()];
    if (operation === undefined) {
      throw new Error(`the description has no operation ${name}`);
    }
    const { parameters, requestBody } = operation;
    const kept = inlined(description, {
      ...(parameters === undefined ? {} : { parameters }),
      ...(requestBody === undefined ? {} : { requestBody }),
    });
    paths[path] = { ...paths[path], [method.toLowerCase()]: kept as Operation };
  }
  return { paths, components: { schemas: {} } };
}

/** Prose and hints that check nothing. A property of that name stays: see `inlined`. */
const prose = new Set(['description', 'summary', 'example', 'examples', 'title', 'deprecated']);

function inlined(description: Description, node: unknown, isMap = false): unknown {
  if (Array.isArray(node)) {
    return node.map((item) => inlined(description, item));
  }
  if (node === null || typeof node !== 'object') {
    return node;
  }
  if (!isMap && '$ref' in node && typeof node.$ref === 'string') {
    return inlined(description, resolveReference(description, node.$ref));
  }
  const entries = Object.entries(node)
    .filter(([key]) => isMap || !(prose.has(key) || key.startsWith('x-')))
    // Below `properties` the keys are names of fields, not words of the schema language.
    .map(([key, value]) => [key, inlined(description, value, !isMap && key === 'properties')]);
  return Object.fromEntries(entries);
}
