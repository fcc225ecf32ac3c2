import { calculateObjectSize, Long } from 'bson';
import type { ServerState } from '../server-state.js';
import type { Doc } from '../values/doc.js';

/** What is left of a result. */
export interface Cursor {
  readonly ns: string;
  readonly rest: Doc[];
  readonly sessionId: string | undefined;
  readonly txnNumber: bigint | undefined;
}

/** A reply holds at most this many bytes of documents, but always one document. */
const BATCH_BYTES = 16 * 1024 * 1024;

/** Takes the next batch off a result. */
export function takeBatch(rest: Doc[], batchSize: number | undefined): Doc[] {
  let count = 0;
  let bytes = 0;
  for (const doc of rest) {
    bytes += calculateObjectSize(doc);
    if (count === batchSize || (count > 0 && bytes > BATCH_BYTES)) {
      break;
    }
    count += 1;
  }
  return rest.splice(0, count);
}

/** Keeps the rest for `getMore`, and answers the cursor's id; 0 where nothing is left. */
export function keepCursor(state: ServerState, cursor: Cursor): Long {
  if (cursor.rest.length === 0) {
    return Long.ZERO;
  }
  const id = Long.fromNumber(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER) + 1);
  state.cursors.set(id.toString(), cursor);
  return id;
}
