import { refuse } from '../errors.js';
import { compileProjection } from '../query/project.js';
import { compileSort } from '../query/sort.js';
import type { StoredCollection } from '../storage/collection.js';
import { compileQuery, findDocs } from '../storage/find-docs.js';
import type { Unit } from '../storage/unit.js';
import { compileUpdate } from '../update/compile.js';
import type { Doc } from '../values/doc.js';
import {
  type Command,
  type CommandContext,
  collectionName,
  docField,
  findCollection,
  writableCollection,
  writing,
} from './context.js';
import { deleteDoc, updateDoc, upsertDoc } from './write-docs.js';

export const findAndModify: Command = {
  fields: {
    findAndModify: 'string',
    query: 'document',
    sort: 'document',
    remove: 'bool',
    update: 'any',
    new: 'bool',
    fields: 'document',
    upsert: 'bool',
    bypassDocumentValidation: 'bool',
    hint: 'hint',
    collation: 'document',
    arrayFilters: 'array',
  },
  inTransaction: true,
  writes: true,
  retryable: true,
  async run(context) {
    const done = context.retryable?.statements.get(0) as Doc | undefined;
    if (done !== undefined) {
      return { ...done, retriedStmtId: 0 };
    }
    const reply = await writing(context, (unit) => modify(context, unit));
    if (Number((reply.lastErrorObject as Doc).n) > 0) {
      context.retryable?.statements.set(0, reply);
    }
    return reply;
  },
};

function refuseContradictions(body: Doc): void {
  const { remove, update } = body;
  if (remove === true && (update !== undefined || body.upsert === true || body.new === true)) {
    throw refuse(
      'FailedToParse',
      'Cannot specify both remove and update, upsert or new; remove always returns the deleted document',
    );
  }
  if (remove !== true && update === undefined) {
    throw refuse('FailedToParse', "Either an update or 'remove'=true must be specified");
  }
}

function modify(context: CommandContext, unit: Unit): Doc {
  const { body } = context;
  refuseContradictions(body);
  const name = collectionName(context);
  const collection =
    body.upsert === true ? writableCollection(context, name) : findCollection(context, name);
  const found = collection && firstMatch(unit, collection, body);
  if (body.remove === true) {
    if (collection !== undefined && found !== undefined) {
      deleteDoc({ unit, collection, bypassValidation: true }, found);
    }
    return answer(body, { n: Number(found !== undefined) }, found);
  }
  const update = compileUpdate(body.update);
  if (collection === undefined || (found === undefined && body.upsert !== true)) {
    return answer(body, { n: 0, updatedExisting: false }, undefined);
  }
  const target = { unit, collection, bypassValidation: body.bypassDocumentValidation === true };
  if (found === undefined) {
    const made = upsertDoc(target, docField(body, 'query') ?? {}, update);
    const summary = { n: 1, updatedExisting: false, upserted: made._id };
    return answer(body, summary, body.new === true ? made : undefined);
  }
  const after = updateDoc(target, found, update);
  return answer(body, { n: 1, updatedExisting: true }, body.new === true ? after : found);
}

function firstMatch(unit: Unit, collection: StoredCollection, body: Doc): Doc | undefined {
  const sort = compileSort(docField(body, 'sort') ?? {});
  const query = compileQuery(docField(body, 'query') ?? {});
  return sort([...findDocs(unit, collection, query)])[0];
}

function answer(body: Doc, lastErrorObject: Doc, value: Doc | undefined): Doc {
  const project = compileProjection(docField(body, 'fields') ?? {});
  return { lastErrorObject, value: value === undefined ? null : project(value) };
}
