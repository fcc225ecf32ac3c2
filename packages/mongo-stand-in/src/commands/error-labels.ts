import type { Doc } from '../values/doc.js';

/** `RetriableError` of error_codes.yml: the server stepped down, shut down or was not reached. */
const retriable = new Set([6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);
/** WriteConflict, LockTimeout, PreparedTransactionInProgress, and the snapshot errors. */
const transient = new Set([112, 24, 267, 239, 246]);
const NO_SUCH_TRANSACTION = 251;

/**
 * The labels that a server gives an error, by `isTransientTransactionError` and
 * `ErrorLabelBuilder::isRetryableWriteError` of mongo/db/error_labels.cpp. (Drivers add
 * `UnknownTransactionCommitResult` themselves.)
 */
export function errorLabels(
  request: { readonly name: string; readonly body: Doc },
  code: number,
): string[] {
  const { txnNumber, autocommit } = request.body;
  if (txnNumber === undefined) {
    return [];
  }
  const ends = /^(commit|abort)Transaction$/.test(request.name);
  const inTransaction = autocommit === false;
  const labels: string[] = [];
  if (inTransaction && isTransient(code, ends)) {
    labels.push('TransientTransactionError');
  }
  if ((!inTransaction || ends) && retriable.has(code)) {
    labels.push('RetryableWriteError');
  }
  return labels;
}

function isTransient(code: number, ends: boolean): boolean {
  return transient.has(code) || code === NO_SUCH_TRANSACTION || (!ends && retriable.has(code));
}
