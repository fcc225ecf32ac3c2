import { refuse } from '../errors.js';
import { compileQuery, findDocs } from '../storage/find-docs.js';
import { keyOf } from '../values/key-of.js';
import { leavesAt, partsOf } from '../values/paths.js';
import {
  type Command,
  type CommandContext,
  collectionName,
  docField,
  findCollection,
  numberField,
  readUnit,
} from './context.js';

function matching(context: CommandContext) {
  const collection = findCollection(context, collectionName(context));
  const query = compileQuery(docField(context.body, 'query') ?? {});
  return collection ? [...findDocs(readUnit(context), collection, query)] : [];
}

export const count: Command = {
  fields: {
    count: 'string',
    query: 'document',
    limit: 'number',
    skip: 'number',
    hint: 'hint',
    collation: 'document',
  },
  reads: true,
  run(context) {
    const skip = numberField(context.body, 'skip') ?? 0;
    const limit = Math.abs(numberField(context.body, 'limit') ?? 0);
    const found = matching(context).slice(skip, limit === 0 ? undefined : skip + limit);
    return { n: found.length };
  },
};

/** Every value of a field once; of an array each element. */
export const distinct: Command = {
  fields: {
    distinct: 'string',
    key: 'string',
    query: 'document',
    hint: 'hint',
    collation: 'document',
  },
  inTransaction: true,
  reads: true,
  run(context) {
    const { key } = context.body;
    if (typeof key !== 'string') {
      throw refuse('Location40414', "BSON field 'distinct.key' is missing but a required field");
    }
    const parts = partsOf(key);
    const values = new Map<string, unknown>();
    for (const doc of matching(context)) {
      for (const leaf of leavesAt(doc, parts).flat()) {
        if (leaf !== undefined) {
          values.set(keyOf(leaf), leaf);
        }
      }
    }
    return { values: [...values.values()] };
  },
};
