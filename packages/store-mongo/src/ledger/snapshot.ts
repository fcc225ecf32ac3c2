import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientSession, Connection } from 'mongoose';
import { inTransaction, mayTryAgain } from './batch-session.js';

/** A read that meets a change of primary, or of the catalogue just before, is made again this often. */
const readsMax = 6;
/** After the first such read; each next one waits twice as long. */
const waitMs = 10;
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
      await sleep(waitMs * 2 ** (count - 1));
    }
  }
}
