import { refuse } from '../errors.js';
import { compileQuery, findDocs } from '../storage/find-docs.js';
import { compileUpdate, type Update } from '../update/compile.js';
import type { Doc } from '../values/doc.js';
import {
  type Command,
  type CommandContext,
  collectionName,
  docField,
  findCollection,
  readUnit,
  writableCollection,
  writing,
} from './context.js';
import { statementsOf } from './insert.js';
import { checkFields } from './statement-fields.js';
import { batchReply, type Outcome, runStatements } from './statements.js';
import { readAgain, updateDoc, upsertDoc } from './write-docs.js';

/** One update statement, whichever command it came with. */
interface UpdateStatement {
  readonly collection: string;
  readonly filter: Doc;
  readonly update: Update;
  readonly multi: boolean;
  readonly upsert: boolean;
  readonly bypassValidation: boolean;
}

export const update: Command = {
  fields: { update: 'string', updates: 'array', ordered: 'bool', bypassDocumentValidation: 'bool' },
  inTransaction: true,
  writes: true,
  retryable: true,
  async run(context) {
    const name = collectionName(context);
    const statements = statementsOf(context, 'updates');
    for (const statement of statements) {
      checkFields('update.updates', statement, statementFields);
    }
    const batch = await runStatements(context, statements, (statement) =>
      runUpdate(context, parseStatement(context, name, statement)),
    );
    const sum = (field: string) =>
      batch.results.reduce((total, { result }) => total + Number(result[field]), 0);
    const upserted = batch.results.flatMap(({ index, result }) =>
      'upserted' in result ? [{ index, _id: result.upserted }] : [],
    );
    return {
      n: sum('n'),
      nModified: sum('nModified'),
      ...(upserted.length > 0 && { upserted }),
      ...batchReply(batch),
    };
  },
};

const statementFields = {
  q: 'document',
  u: 'any',
  multi: 'bool',
  upsert: 'bool',
  hint: 'hint',
  collation: 'document',
  arrayFilters: 'array',
} as const;

function parseStatement(
  context: CommandContext,
  collection: string,
  statement: Doc,
): UpdateStatement {
  return {
    collection,
    filter: docField(statement, 'q') ?? {},
    update: compileUpdate(statement.u),
    multi: statement.multi === true,
    upsert: statement.upsert === true,
    bypassValidation: context.body.bypassDocumentValidation === true,
  };
}

/** Runs one update statement: `n`, `nModified`, and `upserted` with the new `_id`. */
export async function runUpdate(
  context: CommandContext,
  statement: UpdateStatement,
): Promise<Outcome> {
  if (statement.multi) {
    if (statement.update.isReplacement) {
      throw refuse('FailedToParse', 'multi update is not supported for replacement-style update');
    }
    if (context.retryable !== undefined) {
      throw refuse('InvalidOptions', 'Cannot use (or request) retryable writes with multi=true');
    }
    return updateMany(context, statement);
  }
  return writing(context, (unit) => {
    const query = compileQuery(statement.filter);
    const collection = statement.upsert
      ? writableCollection(context, statement.collection)
      : findCollection(context, statement.collection);
    if (collection === undefined) {
      return { wrote: false, result: { n: 0, nModified: 0 } };
    }
    const target = { unit, collection, bypassValidation: statement.bypassValidation };
    for (const doc of findDocs(unit, collection, query)) {
      const changed = updateDoc(target, doc, statement.update) !== doc;
      return { wrote: changed, result: { n: 1, nModified: Number(changed) } };
    }
    if (!statement.upsert) {
      return { wrote: false, result: { n: 0, nModified: 0 } };
    }
    const made = upsertDoc(target, statement.filter, statement.update);
    return { wrote: true, result: { n: 1, nModified: 0, upserted: made._id } };
  });
}

/** Outside of a transaction each document is updated by itself, so others can come between. */
async function updateMany(context: CommandContext, statement: UpdateStatement): Promise<Outcome> {
  const query = compileQuery(statement.filter);
  const collection = findCollection(context, statement.collection);
  const found = collection ? [...findDocs(readUnit(context), collection, query)] : [];
  let n = 0;
  let nModified = 0;
  for (const doc of found) {
    await writing(context, (unit) => {
      const current = collection && readAgain(unit, collection, doc, query);
      if (collection !== undefined && current !== undefined) {
        const target = { unit, collection, bypassValidation: statement.bypassValidation };
        n += 1;
        nModified += Number(updateDoc(target, current, statement.update) !== current);
      }
    });
  }
  if (found.length === 0 && statement.upsert) {
    return runUpdate(context, { ...statement, multi: false });
  }
  return { wrote: nModified > 0, result: { n, nModified } };
}
