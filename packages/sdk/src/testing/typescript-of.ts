import type { z } from 'zod';

type Schema = z.core.JSONSchema.BaseSchema;

/** The TypeScript type of a JSON schema, as it stands behind a `:`. */
export function typescriptOf(schema: Schema, indent = ''): string {
  if (typeof schema.$ref === 'string') {
    return schema.$ref.replace('#/$defs/', '');
  }
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) {
    return unionOf(alternatives.map((one) => typescriptOf(asSchema(one), indent)));
  }
  if (schema.const !== undefined) {
    return literal(schema.const);
  }
  if (schema.enum !== undefined) {
    return unionOf(schema.enum.map(literal));
  }
  if (Array.isArray(schema.type)) {
    return unionOf(schema.type.map((type) => typescriptOf({ ...schema, type }, indent)));
  }
  return simple(schema, indent);
}

function simple(schema: Schema, indent: string): string {
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      return arrayOf(typescriptOf(asSchema(schema.items), indent));
    case 'object':
      return objectOf(schema, indent);
    case undefined:
      return 'unknown';
    default:
      throw new Error(`no type is known for ${JSON.stringify(schema)}`);
  }
}

function arrayOf(item: string): string {
  return `readonly ${item.includes(' | ') ? `(${item})` : item}[]`;
}

function objectOf(schema: Schema, indent: string): string {
  const inner = `${indent}  `;
  const required = new Set(schema.required);
  const members = Object.entries(schema.properties ?? {}).map(([name, member]) => {
    const type = typescriptOf(asSchema(member), inner);
    return required.has(name)
      ? `${inner}readonly ${name}: ${type};`
      : `${inner}readonly ${name}?: ${type} | undefined;`;
  });
  const more = schema.additionalProperties;
  if (typeof more === 'object') {
    const type = Object.keys(more).length === 0 ? 'unknown' : typescriptOf(more, inner);
    members.push(`${inner}readonly [key: string]: ${type};`);
  }
  return members.length === 0 ? 'Empty' : `{\n${members.join('\n')}\n${indent}}`;
}

function unionOf(types: readonly string[]): string {
  return [...new Set(types)].join(' | ');
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}

function asSchema(schema: unknown): Schema {
  return typeof schema === 'object' ? { ...schema } : {};
}
