import { Long } from 'bson';
import { refuse } from '../errors.js';
import { type Command, type CommandContext, numberField } from './context.js';
import { type Cursor, takeBatch } from './cursor-store.js';

export const getMore: Command = {
  fields: { getMore: 'number', collection: 'string', batchSize: 'number' },
  inTransaction: true,
  run(context) {
    const { getMore: given, collection } = context.body;
    const id = cursorId(given, 'getMore.getMore').toString();
    const cursor = context.state.cursors.get(id);
    if (cursor === undefined || cursor.ns !== `${context.db}.${collection}`) {
      throw refuse('CursorNotFound', `cursor id ${id} not found`);
    }
    refuseStranger(context, cursor, id);
    const size = numberField(context.body, 'batchSize');
    const nextBatch = takeBatch(cursor.rest, size === 0 ? undefined : size);
    if (cursor.rest.length === 0) {
      context.state.cursors.delete(id);
    }
    const left = cursor.rest.length === 0 ? Long.ZERO : Long.fromString(id);
    return { cursor: { nextBatch, id: left, ns: cursor.ns } };
  },
};

/** A cursor's id is a long, and nothing that looks like one. */
function cursorId(value: unknown, field: string): Long {
  if (!(value instanceof Long)) {
    throw refuse('TypeMismatch', `BSON field '${field}' is the wrong type, expected type 'long'`);
  }
  return value;
}

/** A cursor is used in the session and in the transaction in which it was opened. */
function refuseStranger(context: CommandContext, cursor: Cursor, id: string): void {
  const what = `Cannot run getMore on cursor ${id}, which was`;
  if (cursor.sessionId !== context.session?.id) {
    throw cursor.sessionId === undefined
      ? refuse(
          'Location50736',
          `${what} not created in a session, in session ${context.session?.id}`,
        )
      : refuse('Location50738', `${what} created in session ${cursor.sessionId}, in another one`);
  }
  const txnNumber = context.unit === undefined ? undefined : context.txnNumber;
  if (cursor.txnNumber !== txnNumber) {
    throw cursor.txnNumber === undefined
      ? refuse('Location50739', `${what} not created in a transaction, in transaction ${txnNumber}`)
      : refuse(
          'Location50740',
          `${what} created in transaction ${cursor.txnNumber}, without a txnNumber`,
        );
  }
}

export const killCursors: Command = {
  fields: { killCursors: 'string', cursors: 'array' },
  inTransaction: true,
  run(context) {
    const cursors = context.body.cursors;
    const ids = Array.isArray(cursors)
      ? cursors.map((id) => cursorId(id, 'killCursors.cursors'))
      : [];
    const cursorsKilled = ids.filter((id) => context.state.cursors.delete(id.toString()));
    const cursorsNotFound = ids.filter((id) => !cursorsKilled.includes(id));
    return { cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [] };
  },
};
