import { refuse } from '../errors.js';
import type { ServerState } from '../server-state.js';
import { beginTransaction, commitUnit } from '../storage/store.js';
import {
  abortTransaction,
  dropTransactionCursors,
  type Session,
  type Transaction,
} from './session.js';

function refuseOlder(session: Session, txnNumber: bigint, what: string): void {
  if (txnNumber < session.txnNumber) {
    throw refuse(
      'TransactionTooOld',
      `${what} with txnNumber ${txnNumber} is prohibited on session ${session.id} because a newer one with txnNumber ${session.txnNumber} has already started on this session.`,
    );
  }
}

/** A new number ends what the session did under the one before. */
function advance(state: ServerState, session: Session, txnNumber: bigint): void {
  abortTransaction(state, session);
  session.txnNumber = txnNumber;
  session.transaction = undefined;
  session.statements.clear();
}

/** `startTransaction: true`: takes the snapshot. */
export function startTransaction(
  state: ServerState,
  session: Session,
  txnNumber: bigint,
): Transaction {
  refuseOlder(session, txnNumber, 'Transaction');
  if (txnNumber === session.txnNumber && session.transaction?.state !== 'aborted') {
    throw refuse(
      'Location50911',
      `Cannot start a transaction with session id ${session.id} and transaction number ${txnNumber} because a transaction with the same transaction number is in state ${session.transaction?.state ?? 'none'}`,
    );
  }
  advance(state, session, txnNumber);
  const transaction: Transaction = {
    state: 'open',
    unit: beginTransaction(state.store),
    expiry: setTimeout(
      () => abortTransaction(state, session),
      state.behaviour.transactionLifetimeMs,
    ).unref(),
  };
  session.transaction = transaction;
  return transaction;
}

/** The transaction that a later statement of it, its commit or its abort belongs to. */
export function continueTransaction(session: Session, txnNumber: bigint): Transaction {
  refuseOlder(session, txnNumber, 'Transaction');
  const { transaction } = session;
  if (txnNumber !== session.txnNumber || transaction === undefined) {
    throw refuse(
      'NoSuchTransaction',
      `Given transaction number ${txnNumber} does not match any in-progress transactions. The active transaction number is ${session.txnNumber}`,
    );
  }
  if (transaction.state === 'aborted') {
    throw refuse(
      'NoSuchTransaction',
      `Transaction with { txnNumber: ${txnNumber} } has been aborted.`,
    );
  }
  return transaction;
}

/** Refuses a statement in a transaction that has ended. */
export function refuseCommitted(transaction: Transaction, txnNumber: bigint): void {
  if (transaction.state === 'committed') {
    throw refuse(
      'TransactionCommitted',
      `Transaction with { txnNumber: ${txnNumber} } has been committed.`,
    );
  }
}

/** Commits; a second commit of the same transaction answers the same. */
export function commitTransaction(state: ServerState, session: Session): void {
  const { transaction } = session;
  if (transaction?.state === 'open') {
    transaction.state = 'committed';
    clearTimeout(transaction.expiry);
    commitUnit(state.store, transaction.unit);
    dropTransactionCursors(state, session);
  }
}

/** A retryable write: its number is new, or the one whose statements are remembered. */
export function beginRetryableWrite(state: ServerState, session: Session, txnNumber: bigint): void {
  refuseOlder(session, txnNumber, 'Retryable write');
  if (txnNumber > session.txnNumber) {
    advance(state, session, txnNumber);
  } else if (session.transaction !== undefined) {
    throw refuse(
      'IncompleteTransactionHistory',
      'Cannot retry a retryable write that has been converted into a transaction',
    );
  }
}
