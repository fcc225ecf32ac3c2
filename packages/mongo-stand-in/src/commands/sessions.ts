import { refuse } from '../errors.js';
import {
  abortTransaction as abort,
  endSession,
  sessionId,
  useSession,
} from '../sessions/session.js';
import {
  commitTransaction as commit,
  continueTransaction,
  refuseCommitted,
} from '../sessions/transactions.js';
import type { Command, CommandContext } from './context.js';

function idsOf(context: CommandContext): string[] {
  const ids = context.body[context.name];
  if (!Array.isArray(ids)) {
    throw refuse('TypeMismatch', `BSON field '${context.name}' must be an array`);
  }
  return ids.map(sessionId);
}

export const endSessions: Command = {
  fields: { endSessions: 'array' },
  run(context) {
    for (const id of idsOf(context)) {
      endSession(context.state, id);
    }
    return {};
  },
};

export const refreshSessions: Command = {
  fields: { refreshSessions: 'array' },
  run(context) {
    for (const id of idsOf(context)) {
      useSession(context.state, id);
    }
    return {};
  },
};

function ofTransaction(context: CommandContext) {
  const { session, txnNumber } = context;
  if (context.db !== 'admin') {
    throw refuse('Unauthorized', `${context.name} may only be run against the admin database.`);
  }
  if (session === undefined || txnNumber === undefined || context.body.autocommit !== false) {
    throw refuse('InvalidOptions', `${context.name} must be run within a transaction`);
  }
  return { session, txnNumber, transaction: continueTransaction(session, txnNumber) };
}

export const commitTransaction: Command = {
  fields: { commitTransaction: 'any', recoveryToken: 'document' },
  inTransaction: true,
  writes: true,
  run(context) {
    commit(context.state, ofTransaction(context).session);
    return {};
  },
};

export const abortTransaction: Command = {
  fields: { abortTransaction: 'any', recoveryToken: 'document' },
  inTransaction: true,
  writes: true,
  run(context) {
    const { session, transaction, txnNumber } = ofTransaction(context);
    refuseCommitted(transaction, txnNumber);
    abort(context.state, session);
    return {};
  },
};
