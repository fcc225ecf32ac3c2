import { allRoutes, type RouteContract } from '@telex-credits/contracts';
import { z } from 'zod';
import { leftOut } from './left-out.js';
import { typescriptOf } from './typescript-of.js';

const head = `// Made from packages/contracts by src/testing/generate.ts; change nothing here.
// \`npx vitest run packages/sdk -u\` writes it again.
`;

const covered = allRoutes.filter(({ operationId }) => leftOut[operationId] === undefined);

/** The schemas of a route, as a client sends and reads them. */
function operationSchema(route: RouteContract): z.ZodType {
  const parts = { params: route.params, query: route.query, body: route.body, reply: route.reply };
  return z.object(
    Object.fromEntries(
      Object.entries(parts).filter(([, schema]) => !isEmpty(schema) && schema.type !== 'any'),
    ),
  );
}

function isEmpty(schema: z.ZodType): boolean {
  return (
    schema.type === 'undefined' ||
    (schema instanceof z.ZodObject && Object.keys(schema.shape).length === 0)
  );
}

/** `types.ts`: every named schema, and what each operation sends and answers. */
export function generateTypes(): string {
  const operations = z.object(
    Object.fromEntries(covered.map((route) => [route.operationId, operationSchema(route)])),
  );
  const { $defs = {}, ...document } = z.toJSONSchema(operations, { io: 'input' });
  const named = Object.entries($defs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => {
      const comment = schema.description === undefined ? '' : `/** ${schema.description}. */\n`;
      return `${comment}export type ${name} = ${typescriptOf(schema)};\n`;
    });
  const table = covered.map(({ operationId, summary }) => {
    const schema = document.properties?.[operationId];
    const type = typescriptOf(typeof schema === 'object' ? schema : {}, '  ');
    return `  /** ${summary}. */\n  readonly ${operationId}: ${type};\n`;
  });
  const empty = '/** An object without members. */\nexport type Empty = Record<string, never>;\n';
  return `${head}\n${[empty, ...named].join('\n')}\nexport interface Operations {\n${table.join('')}}\n`;
}

/** `operations.ts`: where each operation is, and whether it takes an Idempotency-Key. */
export function generateOperations(): string {
  const rows = covered.map(({ operationId, method, path, idempotent }) => {
    return `  ${operationId}: ['${method.toUpperCase()}', '${path}', ${idempotent}],\n`;
  });
  return `${head}
/** Method, path and whether an Idempotency-Key is sent. */
export type OperationRow = readonly [method: string, path: string, idempotent: boolean];

export const operations = {
${rows.join('')}} as const satisfies Record<string, OperationRow>;
`;
}
