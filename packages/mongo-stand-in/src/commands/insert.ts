import { refuse } from '../errors.js';
import { type Doc, isDoc } from '../values/doc.js';
import {
  type Command,
  type CommandContext,
  collectionName,
  writableCollection,
  writing,
} from './context.js';
import { batchReply, runStatements } from './statements.js';
import { insertDoc } from './write-docs.js';

/** `maxWriteBatchSize` */
export const MAX_BATCH = 100_000;

/** The statements of a write command. */
export function statementsOf(context: CommandContext, field: string): Doc[] {
  const statements = context.body[field];
  if (!Array.isArray(statements) || !statements.every(isDoc)) {
    throw refuse(
      'TypeMismatch',
      `BSON field '${context.name}.${field}' must be an array of objects`,
    );
  }
  if (statements.length === 0 || statements.length > MAX_BATCH) {
    throw refuse(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${statements.length} operations.`,
    );
  }
  return statements;
}

export const insert: Command = {
  fields: {
    insert: 'string',
    documents: 'array',
    ordered: 'bool',
    bypassDocumentValidation: 'bool',
  },
  inTransaction: true,
  writes: true,
  retryable: true,
  async run(context) {
    const name = collectionName(context);
    const bypassValidation = context.body.bypassDocumentValidation === true;
    const batch = await runStatements(context, statementsOf(context, 'documents'), async (doc) => {
      await writing(context, (unit) => {
        const collection = writableCollection(context, name);
        insertDoc({ unit, collection, bypassValidation }, doc);
      });
      return { wrote: true, result: { n: 1 } };
    });
    return { n: batch.results.length, ...batchReply(batch) };
  },
};
