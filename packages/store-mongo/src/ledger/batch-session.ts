import { MongoNetworkError, MongoServerSelectionError } from 'mongodb';
import type { ClientSession, Connection } from 'mongoose';
import { brokenUniqueIndex, isCommitUnknown, isTransient } from '../mongo-error.js';
import { Conflict } from './batch-writes.js';

/** A commit that is in doubt is sent again this often; it does what it did the first time. */
const commitsMax = 3;

/**
 * Runs one transaction: everything in it is of one moment, and counts only when a majority has
 * journalled it. `work` answers whether there is something to commit. Throws what went wrong.
 */
export async function inTransaction<T>(
  connection: Connection,
  options: { readonly commitTimeoutMs: number },
  work: (session: ClientSession) => Promise<{ readonly commit: boolean; readonly value: T }>,
): Promise<T> {
  const session = await connection.startSession();
  try {
    session.startTransaction({
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority', journal: true },
      readPreference: 'primary',
      maxCommitTimeMS: options.commitTimeoutMs,
    });
    const { commit, value } = await work(session);
    if (commit) {
      await commitTransaction(session);
    } else {
      await session.abortTransaction();
    }
    return value;
  } finally {
    // Aborts what is still open.
    await session.endSession();
  }
}

async function commitTransaction(session: ClientSession): Promise<void> {
  for (let count = 1; ; count += 1) {
    try {
      await session.commitTransaction();
      return;
    } catch (error) {
      if (!isCommitUnknown(error) || count === commitsMax) {
        throw error;
      }
    }
  }
}

/**
 * Whether a batch may be tried again with the same ids. What a commit in doubt did is then found by
 * its ids.
 */
export function mayTryAgain(error: unknown): boolean {
  return (
    isTransient(error) ||
    isCommitUnknown(error) ||
    error instanceof Conflict ||
    // An id or a journal position that somebody else has taken since the snapshot.
    brokenUniqueIndex(error) !== undefined ||
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError
  );
}
