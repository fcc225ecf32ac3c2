import { compilePipeline } from '../aggregate/pipeline.js';
import { refuse } from '../errors.js';
import { compileQuery, findDocs } from '../storage/find-docs.js';
import { type Doc, isDoc } from '../values/doc.js';
import {
  type Command,
  collectionName,
  docField,
  findCollection,
  numberField,
  readUnit,
} from './context.js';
import { openCursor } from './find.js';
import { checkFields } from './statement-fields.js';

export const aggregate: Command = {
  fields: {
    aggregate: 'any',
    pipeline: 'array',
    cursor: 'document',
    allowDiskUse: 'bool',
    bypassDocumentValidation: 'bool',
    hint: 'hint',
    let: 'document',
    collation: 'document',
  },
  inTransaction: true,
  reads: true,
  run(context) {
    const { pipeline } = context.body;
    const cursor = docField(context.body, 'cursor');
    if (cursor === undefined) {
      throw refuse(
        'FailedToParse',
        "The 'cursor' option is required, except for aggregate with the explain argument",
      );
    }
    checkFields('aggregate.cursor', cursor, { batchSize: 'number' });
    const name = collectionName(context);
    const run = compilePipeline(pipeline);
    const unit = readUnit(context);
    const read = (collection: string, filter: Doc) => {
      const stored = findCollection(context, collection);
      return stored ? [...findDocs(unit, stored, compileQuery(filter))] : [];
    };
    const docs = run(read(name, leadingFilter(pipeline)), {
      read,
      variables: docField(context.body, 'let') ?? {},
    });
    const batchSize = numberField(cursor, 'batchSize');
    return openCursor(context, { ns: `${context.db}.${name}`, docs, batchSize });
  },
};

/** The filter with which a pipeline begins, so that an index can help. */
function leadingFilter(pipeline: unknown): Doc {
  const first: unknown = Array.isArray(pipeline) ? pipeline[0] : undefined;
  return isDoc(first) && isDoc(first.$match) ? first.$match : {};
}
