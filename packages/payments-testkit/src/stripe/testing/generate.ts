import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';
import { loadDescription, reduceDescription } from '../../common/description.js';
import { stripeOperations, stripeResources } from '../operations.js';
import type { StripeReference } from '../reference.js';

/**
 * Makes the committed reference anew from Stripe's OpenAPI document, its example of each resource
 * and the types of the installed SDK. Takes some seconds.
 */
export function generateStripeReference(files: {
  readonly description: string | URL;
  readonly fixtures: string | URL;
}): StripeReference {
  const description = reduceDescription(loadDescription(files.description), stripeOperations);
  const { resources } = JSON.parse(readFileSync(files.fixtures, 'utf8'));
  const fixtures = Object.fromEntries(stripeResources.map((name) => [name, resources[name]]));
  return { description, params: paramSchemas(), fixtures };
}

function paramSchemas(): StripeReference['params'] {
  const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const generator = createGenerator({
    path: here('../params.ts'),
    tsconfig: here('../../../tsconfig.json'),
    ...{ skipTypeCheck: true, jsDoc: 'none', expose: 'none', topRef: false },
    additionalProperties: false,
  });
  const { properties } = generator.createSchema('StripeParams');
  return Object.fromEntries(
    Object.entries(properties ?? {}).map(([name, schema]) => [name, closed(schema) as object]),
  );
}

const isText = (schema: unknown) =>
  JSON.stringify(schema) === '{"type":"string"}' || JSON.stringify(schema) === '{}';

/** A list of words, and not just the empty text that clears a field. */
function isWords(schema: unknown): boolean {
  const { enum: words, const: word } = schema as { enum?: unknown[]; const?: unknown };
  return (words ?? [word]).some((text) => typeof text === 'string' && text !== '');
}

/** The SDK's lists of words are open (`| OtherString`), which would let every typing error through. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) {
    return node.map(closed);
  }
  if (node === null || typeof node !== 'object') {
    return node;
  }
  const { anyOf, ...rest } = node as { anyOf?: unknown[] };
  const entries = Object.entries(rest).map(([key, value]) => [key, closed(value)]);
  if (anyOf !== undefined) {
    const kept = anyOf.some(isWords) ? anyOf.filter((one) => !isText(one)) : anyOf;
    entries.push(['anyOf', kept.map(closed)]);
  }
  return Object.fromEntries(entries);
}
