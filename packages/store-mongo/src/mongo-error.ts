import { MongoError, MongoServerError } from 'mongodb';

const duplicateKey = 11_000;
const namespaceExists = 48;
const illegalOperation = 20;

/**
 * Whether the whole transaction may be tried again: nothing of it was done. Write conflicts, a change
 * of primary and lost connections carry this label.
 */
export function isTransient(error: unknown): boolean {
  return hasLabel(error, 'TransientTransactionError');
}

/** Whether a commit may or may not have happened. */
export function isCommitUnknown(error: unknown): boolean {
  return hasLabel(error, 'UnknownTransactionCommitResult');
}

function hasLabel(error: unknown, label: string): boolean {
  return error instanceof MongoError && error.hasErrorLabel(label);
}

/** The index whose unique value exists already; undefined for any other error. */
export function brokenUniqueIndex(error: unknown): string | undefined {
  if (!(error instanceof MongoServerError) || error.code !== duplicateKey) {
    return undefined;
  }
  return /index: (\S+) dup key/.exec(error.message)?.[1] ?? '_id_';
}

/** Whether the server is a single one, which has no transactions. */
export function hasNoTransactions(error: unknown): boolean {
  return (
    error instanceof MongoServerError &&
    error.code === illegalOperation &&
    error.message.startsWith('Transaction numbers')
  );
}

/** Whether somebody else made the collection first. */
export function isNamespaceExists(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === namespaceExists;
}
