import type { Long } from 'bson';
import { notImplemented, refuse } from '../errors.js';
import { compileProjection } from '../query/project.js';
import { compileSort } from '../query/sort.js';
import { compileQuery, findDocs } from '../storage/find-docs.js';
import type { Doc } from '../values/doc.js';
import {
  type Command,
  type CommandContext,
  collectionName,
  docField,
  findCollection,
  numberField,
  readUnit,
} from './context.js';
import { keepCursor, takeBatch } from './cursor-store.js';

export const find: Command = {
  fields: {
    find: 'string',
    filter: 'document',
    sort: 'document',
    projection: 'document',
    hint: 'hint',
    skip: 'number',
    limit: 'number',
    batchSize: 'number',
    singleBatch: 'bool',
    noCursorTimeout: 'bool',
    allowPartialResults: 'bool',
    allowDiskUse: 'bool',
    collation: 'document',
    let: 'document',
    tailable: 'bool',
    awaitData: 'bool',
    min: 'document',
    max: 'document',
    returnKey: 'bool',
    showRecordId: 'bool',
  },
  inTransaction: true,
  reads: true,
  run(context) {
    const { body } = context;
    refuseUnsupported(body);
    const query = compileQuery(docField(body, 'filter') ?? {});
    const sort = compileSort(docField(body, 'sort') ?? {});
    const project = compileProjection(docField(body, 'projection') ?? {});
    const name = collectionName(context);
    const collection = findCollection(context, name);
    const found = collection ? [...findDocs(readUnit(context), collection, query)] : [];
    const skip = atLeastZero(body, 'skip') ?? 0;
    const limit = atLeastZero(body, 'limit') ?? 0;
    const page = sort(found).slice(skip, limit === 0 ? undefined : skip + limit);
    return openCursor(context, {
      ns: `${context.db}.${name}`,
      docs: page.map((doc) => project(doc)),
      batchSize: numberField(body, 'batchSize'),
      single: body.singleBatch === true,
    });
  },
};

function refuseUnsupported(body: Doc): void {
  for (const option of ['tailable', 'awaitData', 'returnKey', 'showRecordId']) {
    if (body[option] === true) {
      throw notImplemented(`the find option ${option}`);
    }
  }
  for (const option of ['let', 'min', 'max']) {
    if (Object.keys(docField(body, option) ?? {}).length > 0) {
      throw notImplemented(`the find option ${option}`);
    }
  }
}

function atLeastZero(body: Doc, field: string): number | undefined {
  const value = numberField(body, field);
  if (value !== undefined && value < 0) {
    throw refuse('BadValue', `BSON field '${field}' value must be >= 0, actual value '${value}'`);
  }
  return value;
}

interface Result {
  readonly ns: string;
  readonly docs: Doc[];
  readonly batchSize: number | undefined;
  readonly single?: boolean;
}

/** The first batch, and a cursor for what is left; the batch has 101 documents unless told. */
export function openCursor(context: CommandContext, result: Result): Doc {
  const rest = [...result.docs];
  const firstBatch = takeBatch(rest, result.batchSize ?? 101);
  const id: Long = keepCursor(context.state, {
    ns: result.ns,
    rest: result.single === true ? [] : rest,
    sessionId: context.session?.id,
    txnNumber: context.unit === undefined ? undefined : context.txnNumber,
  });
  return { cursor: { firstBatch, id, ns: result.ns } };
}
