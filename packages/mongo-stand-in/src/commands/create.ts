import { notImplemented, refuse } from '../errors.js';
import { namespaceOf, type StoredCollection, validationOf } from '../storage/collection.js';
import { equalValues } from '../values/compare.js';
import type { Doc } from '../values/doc.js';
import {
  type Command,
  type CommandContext,
  collectionName,
  existingCollection,
  findCollection,
  makeCollection,
  waitForWriters,
} from './context.js';

const unsupported = ['capped', 'timeseries', 'viewOn', 'pipeline', 'clusteredIndex'] as const;
const kept = ['validator', 'validationLevel', 'validationAction'] as const;

function refuseBadValidation(options: Doc): void {
  const { validationLevel: level, validationAction: action } = options;
  if (level !== undefined && !['off', 'strict', 'moderate'].includes(String(level))) {
    throw refuse(
      'BadValue',
      `Enumeration value '${level}' for field 'validationLevel' is not a valid value.`,
    );
  }
  if (action !== undefined && !['error', 'warn'].includes(String(action))) {
    throw refuse(
      'BadValue',
      `Enumeration value '${action}' for field 'validationAction' is not a valid value.`,
    );
  }
}

/** The options that a collection keeps. */
function optionsOf(body: Doc): Doc {
  refuseBadValidation(body);
  return Object.fromEntries(
    kept.filter((field) => body[field] !== undefined).map((field) => [field, body[field]]),
  );
}

export const create: Command = {
  fields: {
    create: 'string',
    validator: 'document',
    validationLevel: 'string',
    validationAction: 'string',
    capped: 'bool',
    size: 'number',
    max: 'number',
    timeseries: 'document',
    viewOn: 'string',
    pipeline: 'array',
    clusteredIndex: 'any',
    collation: 'document',
    storageEngine: 'document',
    indexOptionDefaults: 'document',
    autoIndexId: 'bool',
  },
  inTransaction: true,
  writes: true,
  run(context) {
    for (const option of unsupported) {
      if (context.body[option] !== undefined && context.body[option] !== false) {
        throw notImplemented(`the create option ${option}`);
      }
    }
    const name = collectionName(context);
    const options = optionsOf(context.body);
    const existing = findCollection(context, name);
    if (existing === undefined) {
      makeCollection(context, name, options);
    } else if (context.unit !== undefined || !equalValues(existing.options, options)) {
      throw refuse('NamespaceExists', `Collection ${namespaceOf(existing)} already exists.`);
    } else if (context.state.behaviour.wireVersion < 21) {
      // Since 7.0 creating it again with the same options is no error.
      throw refuse('NamespaceExists', `Collection already exists. NS: ${namespaceOf(existing)}`);
    }
    return {};
  },
};

export const collMod: Command = {
  fields: {
    collMod: 'string',
    validator: 'document',
    validationLevel: 'string',
    validationAction: 'string',
  },
  writes: true,
  async run(context) {
    const collection = existingCollection(context, collectionName(context));
    await waitForWriters(context, collection);
    const options = { ...collection.options, ...optionsOf(context.body) };
    collection.validation = validationOf(options);
    collection.options = options;
    return {};
  },
};

/** Drops a collection when no open transaction has written to it. */
async function dropCollection(
  context: CommandContext,
  collection: StoredCollection,
): Promise<void> {
  await waitForWriters(context, collection);
  context.state.store.collections.delete(namespaceOf(collection));
  for (const [id, cursor] of context.state.cursors) {
    if (cursor.ns === namespaceOf(collection)) {
      context.state.cursors.delete(id);
    }
  }
}

export const drop: Command = {
  fields: { drop: 'string' },
  writes: true,
  async run(context) {
    const name = collectionName(context);
    const existing = findCollection(context, name);
    if (existing === undefined) {
      // Since 7.0 dropping what is not there is no error.
      if (context.state.behaviour.wireVersion >= 21) {
        return {};
      }
      throw refuse('NamespaceNotFound', 'ns not found');
    }
    await dropCollection(context, existing);
    return { nIndexesWas: existing.indexes.size + 1, ns: namespaceOf(existing) };
  },
};

export const dropDatabase: Command = {
  fields: { dropDatabase: 'number' },
  writes: true,
  async run(context) {
    const mine = [...context.state.store.collections.values()].filter(
      ({ db }) => db === context.db,
    );
    for (const collection of mine) {
      await dropCollection(context, collection);
    }
    return mine.length === 0 ? {} : { dropped: context.db };
  },
};
