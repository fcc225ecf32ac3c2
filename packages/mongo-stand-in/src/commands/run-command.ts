import { Binary, Double, Long, Timestamp } from 'bson';
import { CommandError, refuse } from '../errors.js';
import type { ServerState } from '../server-state.js';
import { abortTransaction, type Session, sessionId, useSession } from '../sessions/session.js';
import {
  beginRetryableWrite,
  continueTransaction,
  refuseCommitted,
  startTransaction,
} from '../sessions/transactions.js';
import type { Unit } from '../storage/unit.js';
import { WriteConflict } from '../storage/unit.js';
import type { Doc } from '../values/doc.js';
import type { Command, CommandContext } from './context.js';
import { errorLabels } from './error-labels.js';
import { checkArguments, txnNumberOf, writeConcernError } from './generic-arguments.js';
import { commandNamed } from './registry.js';

/** A command as it came over the wire. */
export interface Request {
  readonly name: string;
  readonly db: string;
  readonly body: Doc;
  readonly connectionId: number;
}

/** Runs a command and gives its answer; an error is an answer too. */
export async function runCommand(state: ServerState, request: Request): Promise<Doc> {
  try {
    return succeed(state, request, await execute(state, request));
  } catch (error) {
    return failure(state, request, error);
  }
}

async function execute(state: ServerState, request: Request): Promise<Doc> {
  const found = commandNamed(request.name, state.behaviour.wireVersion);
  if (found === undefined) {
    throw refuse('CommandNotFound', `no such command: '${request.name}'`);
  }
  const { name, command } = found;
  const body = renamed(request, name);
  if (name === 'hello' || name === 'isMaster') {
    return command.run(outsideSession(state, { ...request, name, body }));
  }
  checkArguments(name, command, body);
  const context = enterSession(state, { ...request, name, body }, command);
  try {
    const reply = await command.run(context);
    // An error of a statement ends its transaction, although the command itself answers `ok: 1`.
    if (context.unit !== undefined && hasWriteErrors(reply)) {
      abortOf(state, context);
    }
    return reply;
  } catch (error) {
    if (context.unit !== undefined) {
      abortOf(state, context);
    }
    throw error;
  }
}

function hasWriteErrors({ writeErrors, nErrors }: Doc): boolean {
  return writeErrors !== undefined || Number(nErrors ?? 0) > 0;
}

function abortOf(state: ServerState, { session }: CommandContext): void {
  if (session !== undefined) {
    abortTransaction(state, session);
  }
}

/** The body with the command's own spelling of its name. */
function renamed(request: Request, name: string): Doc {
  if (request.name === name) {
    return request.body;
  }
  const { [request.name]: operand, ...rest } = request.body;
  return { [name]: operand, ...rest };
}

function outsideSession(state: ServerState, request: Request): CommandContext {
  return {
    ...request,
    state,
    session: undefined,
    txnNumber: undefined,
    unit: undefined,
    retryable: undefined,
  };
}

function enterSession(state: ServerState, request: Request, command: Command): CommandContext {
  const { body, name } = request;
  const txnNumber = txnNumberOf(body);
  refuseContradictions(body, txnNumber);
  const session = body.lsid === undefined ? undefined : useSession(state, sessionId(body.lsid));
  const context = { ...outsideSession(state, request), session, txnNumber };
  if (session === undefined || txnNumber === undefined) {
    return context;
  }
  if (body.autocommit === undefined) {
    if (command.retryable !== true) {
      throw refuse(
        'Location50768',
        'txnNumber may only be provided for multi-document transactions and retryable write commands',
      );
    }
    beginRetryableWrite(state, session, txnNumber);
    return { ...context, retryable: session };
  }
  if (command.inTransaction !== true) {
    throw refuse(
      'OperationNotSupportedInTransaction',
      `Cannot run '${name}' in a multi-document transaction.`,
    );
  }
  if (name === 'commitTransaction' || name === 'abortTransaction') {
    return context;
  }
  return { ...context, unit: transactionUnit(state, session, body, txnNumber) };
}

function transactionUnit(state: ServerState, session: Session, body: Doc, txnNumber: bigint): Unit {
  const transaction =
    body.startTransaction === true
      ? startTransaction(state, session, txnNumber)
      : continueTransaction(session, txnNumber);
  refuseCommitted(transaction, txnNumber);
  return transaction.unit;
}

/** The rules between the session fields of a command; see `OperationSessionInfoFromClient`. */
function refuseContradictions(body: Doc, txnNumber: bigint | undefined): void {
  const { lsid, autocommit, startTransaction: starts } = body;
  if (txnNumber !== undefined && lsid === undefined) {
    throw refuse('InvalidOptions', 'Transaction number requires a session ID to also be specified');
  }
  if (autocommit !== undefined && autocommit !== false) {
    throw refuse('InvalidOptions', 'Specifying autocommit=true is not allowed.');
  }
  if (autocommit !== undefined && txnNumber === undefined) {
    throw refuse(
      'InvalidOptions',
      "'autocommit' field requires a transaction number to also be specified",
    );
  }
  if (starts !== undefined && starts !== true) {
    throw refuse('InvalidOptions', 'Specifying startTransaction=false is not allowed.');
  }
  if (starts !== undefined && autocommit === undefined) {
    throw refuse(
      'InvalidOptions',
      "'startTransaction' field requires 'autocommit' field to also be specified",
    );
  }
}

function succeed(state: ServerState, request: Request, reply: Doc): Doc {
  const concern = writeConcernError(request.body, state.behaviour.members);
  return {
    ...reply,
    ...(concern !== undefined && { writeConcernError: concern }),
    ok: new Double(1),
    ...times(state, request),
  };
}

/** The answer for an error; one that this server did not foresee is a defect of it, and says so. */
export function failure(state: ServerState, request: Request, thrown: unknown): Doc {
  const error = asCommandError(thrown);
  const labels = error.labels ?? errorLabels(request, error.code);
  return {
    ok: new Double(0),
    errmsg: error.message,
    code: error.code,
    codeName: error.codeName,
    ...error.extra,
    ...(labels.length > 0 && { errorLabels: labels }),
    ...times(state, request),
  };
}

function asCommandError(thrown: unknown): CommandError {
  if (thrown instanceof CommandError) {
    return thrown;
  }
  if (thrown instanceof WriteConflict) {
    return refuse('WriteConflict', thrown.message);
  }
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return refuse('UnknownError', `mongo-stand-in failed: ${text}`);
}

/** The logical time, which drivers hand on from reply to request. */
function times(state: ServerState, request: Request): Doc {
  if (/^(hello|isMaster|ismaster)$/.test(request.name)) {
    return {};
  }
  const time = new Timestamp({ t: state.term, i: state.store.now + 1 });
  return {
    $clusterTime: {
      clusterTime: time,
      signature: { hash: new Binary(Buffer.alloc(20)), keyId: Long.ZERO },
    },
    operationTime: time,
  };
}
