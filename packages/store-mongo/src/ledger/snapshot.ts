import type { ClientSession, Connection } from 'mongoose';
import { inTransaction, mayTryAgain } from './batch-session.js';

/** A read that meets a change of primary is made again this often. */
const readsMax = 5;
const commitTimeoutMs = 10_000;

/** Runs reads that must all be of one moment. The server ends them after its own limit, 60 seconds. */
export async function inSnapshot<T>(
  connection: Connection,
  read: (session: ClientSession) => Promise<T>,
): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await inTransaction(connection, { commitTimeoutMs }, async (session) => ({
        commit: true,
        value: await read(session),
      }));
    } catch (error) {
      if (!mayTryAgain(error) || count === readsMax) {
        throw error;
      }
    }
  }
}
