import { Int32, Long } from 'bson';
import { refuse } from '../errors.js';
import { compileUpdate } from '../update/compile.js';
import { type Doc, isDoc } from '../values/doc.js';
import { isNumeric } from '../values/kinds.js';
import { type Command, type CommandContext, writableCollection, writing } from './context.js';
import { runDelete } from './delete.js';
import { statementsOf } from './insert.js';
import { checkFields } from './statement-fields.js';
import { type Batch, type Outcome, runStatements } from './statements.js';
import { runUpdate } from './update.js';
import { insertDoc } from './write-docs.js';

/** One command with writes to many collections; MongoDB has it from 8.0 on. */
export const bulkWrite: Command = {
  fields: {
    bulkWrite: 'any',
    ops: 'array',
    nsInfo: 'array',
    ordered: 'bool',
    errorsOnly: 'bool',
    bypassDocumentValidation: 'bool',
    cursor: 'document',
    let: 'document',
  },
  inTransaction: true,
  writes: true,
  retryable: true,
  minWireVersion: 25,
  async run(context) {
    if (context.db !== 'admin') {
      throw refuse('Unauthorized', 'bulkWrite may only be run against the admin database.');
    }
    const namespaces = statementsOf(context, 'nsInfo').map(({ ns }) => String(ns));
    const batch = await runStatements(context, statementsOf(context, 'ops'), (op) =>
      runOp(context, namespaces, op),
    );
    return reply(context, batch);
  },
};

function runOp(context: CommandContext, namespaces: readonly string[], op: Doc): Promise<Outcome> {
  const [kind = ''] = Object.keys(op);
  const index = op[kind];
  const namespace = isNumeric(index) ? namespaces[Number(index)] : undefined;
  const dot = namespace?.indexOf('.') ?? -1;
  if (namespace === undefined || dot < 1) {
    throw refuse('BadValue', `BulkWrite ops entry has an invalid nsInfo index`);
  }
  const at = { ...context, db: namespace.slice(0, dot) };
  const collection = namespace.slice(dot + 1);
  const run = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (run === undefined) {
    throw refuse('Location40415', `BSON field 'bulkWrite.ops.${kind}' is an unknown field.`);
  }
  return run(at, collection, op);
}

type RunOp = (context: CommandContext, collection: string, op: Doc) => Promise<Outcome>;

const kinds: Readonly<Record<string, RunOp>> = {
  async insert(context, name, op) {
    checkFields('bulkWrite.ops', op, { insert: 'number', document: 'document' });
    const { document } = op;
    if (!isDoc(document)) {
      throw refuse('Location40414', "BSON field 'bulkWrite.ops.document' is missing");
    }
    const bypassValidation = context.body.bypassDocumentValidation === true;
    await writing(context, (unit) => {
      const collection = writableCollection(context, name);
      insertDoc({ unit, collection, bypassValidation }, document);
    });
    return { wrote: true, result: { n: 1, inserted: 1 } };
  },
  async update(context, collection, op) {
    checkFields('bulkWrite.ops', op, {
      update: 'number',
      filter: 'document',
      updateMods: 'any',
      multi: 'bool',
      upsert: 'bool',
      hint: 'hint',
      collation: 'document',
      arrayFilters: 'array',
    });
    return runUpdate(context, {
      collection,
      filter: isDoc(op.filter) ? op.filter : {},
      update: compileUpdate(op.updateMods),
      multi: op.multi === true,
      upsert: op.upsert === true,
      bypassValidation: context.body.bypassDocumentValidation === true,
    });
  },
  async delete(context, collection, op) {
    checkFields('bulkWrite.ops', op, {
      delete: 'number',
      filter: 'document',
      multi: 'bool',
      hint: 'hint',
      collation: 'document',
    });
    const filter = isDoc(op.filter) ? op.filter : {};
    const { wrote, result } = await runDelete(context, {
      collection,
      filter,
      multi: op.multi === true,
    });
    return { wrote, result: { ...result, deleted: result.n } };
  },
};

/** The sums, and a cursor over the single results: only the errors unless all are asked for. */
function reply(context: CommandContext, batch: Batch): Doc {
  const sum = (count: (result: Doc) => number) =>
    new Int32(batch.results.reduce((total, { result }) => total + count(result), 0));
  const isUpdate = (result: Doc) => 'nModified' in result;
  const single = batch.results.map(
    ({ index, result }): Doc => ({
      ok: 1,
      idx: new Int32(index),
      n: result.n,
      ...(isUpdate(result) && { nModified: result.nModified }),
      ...('upserted' in result && { upserted: { _id: result.upserted } }),
    }),
  );
  const failed = batch.errors.map(
    ({ index, ...error }): Doc => ({ ok: 0, idx: index, n: 0, ...error }),
  );
  const listed = context.body.errorsOnly === true ? failed : [...single, ...failed];
  return {
    cursor: {
      id: Long.ZERO,
      firstBatch: listed.sort((a, b) => Number(a.idx) - Number(b.idx)),
      ns: 'admin.$cmd.bulkWrite',
    },
    nErrors: new Int32(batch.errors.length),
    nInserted: sum((result) => Number(result.inserted ?? 0)),
    nMatched: sum((result) => (isUpdate(result) && !('upserted' in result) ? Number(result.n) : 0)),
    nModified: sum((result) => Number(result.nModified ?? 0)),
    nUpserted: sum((result) => Number('upserted' in result)),
    nDeleted: sum((result) => Number(result.deleted ?? 0)),
    ...(batch.retried.length > 0 && { retriedStmtIds: batch.retried }),
  };
}
