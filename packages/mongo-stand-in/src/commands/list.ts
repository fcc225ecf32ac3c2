import { Binary, Long } from 'bson';
import { refuse } from '../errors.js';
import { compileFilter } from '../query/match.js';
import { idIndexSpec } from '../storage/collection.js';
import type { Doc } from '../values/doc.js';
import {
  type Command,
  type CommandContext,
  collectionName,
  docField,
  existingCollection,
  numberField,
} from './context.js';
import { openCursor } from './find.js';

function visibleCollections(context: CommandContext) {
  return [...context.state.store.collections.values()].filter(({ maker }) => maker === undefined);
}

export const listCollections: Command = {
  fields: {
    listCollections: 'number',
    filter: 'document',
    nameOnly: 'bool',
    authorizedCollections: 'bool',
    cursor: 'document',
  },
  reads: true,
  run(context) {
    const matches = compileFilter(docField(context.body, 'filter') ?? {});
    const docs = visibleCollections(context)
      .filter(({ db }) => db === context.db)
      .map(({ name, options, uuid }): Doc => {
        const named = { name, type: 'collection' };
        return context.body.nameOnly === true
          ? named
          : {
              ...named,
              options,
              info: { readOnly: false, uuid: new Binary(uuid.buffer, 4) },
              idIndex: idIndexSpec,
            };
      })
      .filter((doc) => matches(doc));
    return openCursor(context, {
      ns: `${context.db}.$cmd.listCollections`,
      docs,
      batchSize: numberField(docField(context.body, 'cursor') ?? {}, 'batchSize'),
    });
  },
};

export const listIndexes: Command = {
  fields: { listIndexes: 'string', cursor: 'document' },
  reads: true,
  run(context) {
    const name = collectionName(context);
    const collection = existingCollection(context, name);
    const docs = [idIndexSpec, ...[...collection.indexes.values()].map(({ spec }) => spec)];
    return openCursor(context, {
      ns: `${context.db}.${name}`,
      docs,
      batchSize: numberField(docField(context.body, 'cursor') ?? {}, 'batchSize'),
    });
  },
};

export const listDatabases: Command = {
  fields: {
    listDatabases: 'number',
    filter: 'document',
    nameOnly: 'bool',
    authorizedDatabases: 'bool',
  },
  reads: true,
  run(context) {
    if (context.db !== 'admin') {
      throw refuse('Unauthorized', 'listDatabases may only be run against the admin database.');
    }
    const matches = compileFilter(docField(context.body, 'filter') ?? {});
    const names = new Set(visibleCollections(context).map(({ db }) => db));
    const databases = [...names]
      .map((name): Doc => ({ name, sizeOnDisk: Long.ZERO, empty: false }))
      .filter((doc) => matches(doc));
    return { databases, totalSize: Long.ZERO };
  },
};
