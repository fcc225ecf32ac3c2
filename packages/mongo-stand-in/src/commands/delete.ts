import { refuse } from '../errors.js';
import { compileQuery, findDocs } from '../storage/find-docs.js';
import type { Doc } from '../values/doc.js';
import { isNumeric } from '../values/kinds.js';
import {
  type Command,
  type CommandContext,
  collectionName,
  docField,
  findCollection,
  readUnit,
  writing,
} from './context.js';
import { statementsOf } from './insert.js';
import { checkFields } from './statement-fields.js';
import { batchReply, type Outcome, runStatements } from './statements.js';
import { deleteDoc, readAgain } from './write-docs.js';

/** One delete statement, whichever command it came with. */
interface DeleteStatement {
  readonly collection: string;
  readonly filter: Doc;
  readonly multi: boolean;
}

export const deleteCommand: Command = {
  fields: { delete: 'string', deletes: 'array', ordered: 'bool' },
  inTransaction: true,
  writes: true,
  retryable: true,
  async run(context) {
    const collection = collectionName(context);
    const statements = statementsOf(context, 'deletes').map((statement): DeleteStatement => {
      checkFields('delete.deletes', statement, {
        q: 'document',
        limit: 'number',
        hint: 'hint',
        collation: 'document',
      });
      return {
        collection,
        filter: docField(statement, 'q') ?? {},
        multi: isMulti(statement.limit),
      };
    });
    const batch = await runStatements(context, statements, (statement) =>
      runDelete(context, statement),
    );
    return {
      n: batch.results.reduce((total, { result }) => total + Number(result.n), 0),
      ...batchReply(batch),
    };
  },
};

function isMulti(limit: unknown): boolean {
  const value = isNumeric(limit) ? Number(limit) : Number.NaN;
  if (value !== 0 && value !== 1) {
    throw refuse('FailedToParse', 'The limit field in delete objects must be 0 or 1.');
  }
  return value === 0;
}

/** Runs one delete statement: `n`. */
export async function runDelete(
  context: CommandContext,
  statement: DeleteStatement,
): Promise<Outcome> {
  if (statement.multi && context.retryable !== undefined) {
    throw refuse('InvalidOptions', 'Cannot use (or request) retryable writes with limit=0');
  }
  const query = compileQuery(statement.filter);
  const collection = findCollection(context, statement.collection);
  if (collection === undefined) {
    return { wrote: false, result: { n: 0 } };
  }
  let n = 0;
  if (statement.multi) {
    for (const doc of [...findDocs(readUnit(context), collection, query)]) {
      n += await writing(context, (unit) => {
        const current = readAgain(unit, collection, doc, query);
        if (current !== undefined) {
          deleteDoc({ unit, collection, bypassValidation: true }, current);
        }
        return Number(current !== undefined);
      });
    }
  } else {
    n = await writing(context, (unit) => {
      for (const doc of findDocs(unit, collection, query)) {
        deleteDoc({ unit, collection, bypassValidation: true }, doc);
        return 1;
      }
      return 0;
    });
  }
  return { wrote: n > 0, result: { n } };
}
