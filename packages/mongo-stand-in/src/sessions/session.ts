import type { Binary } from 'bson';
import { refuse } from '../errors.js';
import type { ServerState } from '../server-state.js';
import { abortUnit } from '../storage/store.js';
import type { Unit } from '../storage/unit.js';
import { type Doc, isDoc } from '../values/doc.js';

/** A multi-document transaction of a session. */
export interface Transaction {
  state: 'open' | 'committed' | 'aborted';
  readonly unit: Unit;
  readonly expiry: ReturnType<typeof setTimeout>;
}

/** A logical session: what it did under its newest transaction number. */
export interface Session {
  readonly id: string;
  lastUsedAt: number;
  /** The newest number that was used, for a transaction or a retryable write; -1 before any. */
  txnNumber: bigint;
  transaction: Transaction | undefined;
  /** Results of the statements of the newest retryable write, by statement id. */
  readonly statements: Map<number, unknown>;
}

/** The id of a session, from an `lsid`. */
export function sessionId(lsid: unknown): string {
  const id = isDoc(lsid) ? (lsid as { id?: Binary }).id : undefined;
  if (id === undefined || id._bsontype !== 'Binary' || id.sub_type !== 4) {
    throw refuse('TypeMismatch', "BSON field 'OperationSessionInfo.lsid.id' must be a UUID");
  }
  const unknown = Object.keys(lsid as Doc).find((field) => field !== 'id');
  if (unknown !== undefined) {
    throw refuse('Location40415', `BSON field 'lsid.${unknown}' is an unknown field.`);
  }
  return id.toString('hex');
}

/** The session of an `lsid`, which is made on its first use. */
export function useSession(state: ServerState, id: string): Session {
  const now = state.behaviour.clock();
  expireSessions(state, now);
  const session = state.sessions.get(id) ?? {
    id,
    lastUsedAt: now,
    txnNumber: -1n,
    transaction: undefined,
    statements: new Map(),
  };
  session.lastUsedAt = now;
  state.sessions.set(id, session);
  return session;
}

function expireSessions(state: ServerState, now: number): void {
  for (const session of state.sessions.values()) {
    if (now - session.lastUsedAt > state.behaviour.sessionTimeoutMs) {
      endSession(state, session.id);
    }
  }
}

/** Forgets a session, its open transaction and its cursors. */
export function endSession(state: ServerState, id: string): void {
  const session = state.sessions.get(id);
  if (session !== undefined) {
    abortTransaction(state, session);
    state.sessions.delete(id);
  }
  for (const [cursorId, cursor] of state.cursors) {
    if (cursor.sessionId === id) {
      state.cursors.delete(cursorId);
    }
  }
}

/** Aborts the session's transaction where one is open. */
export function abortTransaction(state: ServerState, session: Session): void {
  const { transaction } = session;
  if (transaction?.state === 'open') {
    transaction.state = 'aborted';
    clearTimeout(transaction.expiry);
    abortUnit(state.store, transaction.unit);
    dropTransactionCursors(state, session);
  }
}

/** A cursor that a transaction opened ends with it. */
export function dropTransactionCursors(state: ServerState, session: Session): void {
  for (const [cursorId, cursor] of state.cursors) {
    if (cursor.sessionId === session.id && cursor.txnNumber !== undefined) {
      state.cursors.delete(cursorId);
    }
  }
}

/** Aborts every open transaction, as a primary does that steps down or is killed. */
export function abortAllTransactions(state: ServerState): void {
  for (const session of state.sessions.values()) {
    abortTransaction(state, session);
  }
}
