import { type CodeName, refuse } from '../errors.js';
import type { ServerState } from '../server-state.js';
import type { Session } from '../sessions/session.js';
import { createCollection, namespaceOf, type StoredCollection } from '../storage/collection.js';
import { abortUnit, beginStatement, commitUnit } from '../storage/store.js';
import { type Unit, WriteConflict } from '../storage/unit.js';
import { type Doc, isDoc } from '../values/doc.js';
import { isNumeric } from '../values/kinds.js';

/** One command while it runs. */
export interface CommandContext {
  readonly state: ServerState;
  readonly name: string;
  readonly db: string;
  readonly body: Doc;
  readonly session: Session | undefined;
  readonly txnNumber: bigint | undefined;
  /** The open transaction that the command is part of. */
  readonly unit: Unit | undefined;
  /** Set for a retryable write. */
  readonly retryable: Session | undefined;
  /** Which connection it came over. */
  readonly connectionId: number;
}

/** What a field of a command may be. */
export type FieldKind = 'document' | 'array' | 'string' | 'number' | 'bool' | 'hint' | 'any';

export interface Command {
  /** Its own fields; any other is refused, as MongoDB's parser does. */
  readonly fields: Readonly<Record<string, FieldKind>>;
  /** Whether it may run in a transaction. */
  readonly inTransaction?: boolean;
  /** Whether it changes data: takes a write concern, and only a primary does it. */
  readonly writes?: boolean;
  /** Whether a transaction number without a transaction makes it a retryable write. */
  readonly retryable?: boolean;
  /** Whether it takes a read concern. */
  readonly reads?: boolean;
  /** The wire version from which servers have it. */
  readonly minWireVersion?: number;
  run(context: CommandContext): Promise<Doc> | Doc;
}

/** The collection that the command names. */
export function collectionName(context: CommandContext): string {
  const name = context.body[context.name];
  if (typeof name !== 'string') {
    throw refuse('BadValue', `collection name has invalid type`);
  }
  return checkedName(context.db, name);
}

/** Refuses names that MongoDB does not allow. */
function checkedName(db: string, name: string): string {
  if (name === '' || name.includes('\0') || name.startsWith('.') || name.endsWith('.')) {
    throw refuse('InvalidNamespace', `Invalid namespace specified '${db}.${name}'`);
  }
  if (name.includes('$') || name.startsWith('system.')) {
    throw refuse('InvalidNamespace', `Invalid collection name: ${name}`);
  }
  return name;
}

/** The collection as the command sees it; undefined where it does not exist. */
export function findCollection(
  context: CommandContext,
  name: string,
): StoredCollection | undefined {
  const collection = context.state.store.collections.get(`${context.db}.${name}`);
  const isHidden = collection?.maker !== undefined && collection.maker !== context.unit;
  return isHidden ? undefined : collection;
}

export function existingCollection(
  context: CommandContext,
  name: string,
  codeName: CodeName = 'NamespaceNotFound',
): StoredCollection {
  const collection = findCollection(context, name);
  if (collection === undefined) {
    throw refuse(codeName, `ns does not exist: ${context.db}.${name}`);
  }
  return collection;
}

/** Makes a collection; in a transaction it is seen by others after the commit only. */
export function makeCollection(
  context: CommandContext,
  name: string,
  options: Doc,
): StoredCollection {
  const { store, behaviour } = context.state;
  if (context.unit !== undefined && !behaviour.implicitCreationInTransaction) {
    throw refuse(
      'OperationNotSupportedInTransaction',
      `Cannot create namespace ${context.db}.${name} in multi-document transaction.`,
    );
  }
  const other = store.collections.get(`${context.db}.${name}`);
  if (other !== undefined) {
    throw new WriteConflict(other.maker);
  }
  const collection = createCollection(context.db, name, options);
  store.collections.set(namespaceOf(collection), collection);
  if (context.unit !== undefined) {
    collection.maker = context.unit;
    context.unit.created.push(collection);
  }
  return collection;
}

/** The collection to write to, which the first write makes. */
export function writableCollection(context: CommandContext, name: string): StoredCollection {
  return findCollection(context, name) ?? makeCollection(context, name, {});
}

/** What a read sees: its transaction's snapshot, else the newest commit. */
export function readUnit(context: CommandContext): Unit {
  return context.unit ?? beginStatement(context.state.store);
}

/**
 * Runs one write. In a transaction a conflict goes to the caller at once. Outside it waits for the
 * transaction that is in its way, as MongoDB does, and tries again; at most `maxTimeMS`.
 */
export async function writing<T>(context: CommandContext, work: (unit: Unit) => T): Promise<T> {
  if (context.unit !== undefined) {
    return work(context.unit);
  }
  const { store } = context.state;
  for (;;) {
    const unit = beginStatement(store);
    try {
      const result = work(unit);
      commitUnit(store, unit);
      return result;
    } catch (error) {
      abortUnit(store, unit);
      if (!(error instanceof WriteConflict) || error.blocker === undefined) {
        throw error;
      }
      await waitFor(error.blocker, context.body.maxTimeMS);
    }
  }
}

/** What changes a collection itself waits until no other open transaction has written to it. */
export async function waitForWriters(
  context: CommandContext,
  collection: StoredCollection,
): Promise<void> {
  for (;;) {
    const writer = [...context.state.store.open].find(
      (unit) => unit !== context.unit && unit.writes.has(collection),
    );
    if (writer === undefined) {
      return;
    }
    await waitFor(writer, context.body.maxTimeMS);
  }
}

async function waitFor(blocker: Unit, maxTimeMS: unknown): Promise<void> {
  const limit = isNumeric(maxTimeMS) ? Number(maxTimeMS) : 0;
  if (limit === 0) {
    return blocker.ended;
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(refuse('MaxTimeMSExpired', 'operation exceeded time limit')),
      limit,
    );
  });
  try {
    await Promise.race([blocker.ended, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A field that is a document. */
export function docField(body: Doc, field: string): Doc | undefined {
  const value = body[field];
  return isDoc(value) ? value : undefined;
}

/** A field that is a whole number. */
export function numberField(body: Doc, field: string): number | undefined {
  const value = body[field];
  if (!isNumeric(value)) {
    return undefined;
  }
  const number = Number(value.toString());
  if (!Number.isInteger(number)) {
    throw refuse('FailedToParse', `BSON field '${field}' must be a whole number`);
  }
  return number;
}
