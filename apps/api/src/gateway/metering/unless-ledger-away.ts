import { AppError } from '../../foundation/app-error.js';

/**
 * What was worked, or undefined where the ledger gave no answer: then the metering layer keeps the
 * call, and a job settles it with the same ids. Other errors are thrown on.
 */
export async function unlessLedgerAway<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AppError && error.code === 'ledger_unavailable') {
      return undefined;
    }
    throw error;
  }
}
