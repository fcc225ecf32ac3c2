import { type IndexValue, InvalidCursor } from '../collection.js';

/** Where a page ended: the values of the ordering fields, then the id. */
export interface Position {
  readonly values: readonly IndexValue[];
  readonly id: string;
}

/** Writes a position as opaque text, bound to the index and order that it was made with. */
export function encodeCursor(scope: string, position: Position): string {
  const text = JSON.stringify([scope, position.id, ...position.values]);
  return Buffer.from(text, 'utf8').toString('base64url');
}

/** Reads a cursor of the same scope; throws `InvalidCursor` on anything else. */
export function decodeCursor(scope: string, valuesCount: number, cursor: string): Position {
  const parts = parse(cursor);
  const [madeFor, id, ...values] = parts;
  if (madeFor !== scope || typeof id !== 'string' || values.length !== valuesCount) {
    throw new InvalidCursor();
  }
  return { id, values: values.map(indexValue) };
}

function parse(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parsed)) {
      return parsed;
    }
  } catch {
    // Not ours: falls through to the one answer for every text that is no cursor.
  }
  throw new InvalidCursor();
}

function indexValue(value: unknown): IndexValue {
  const kind = typeof value;
  if (value === null || kind === 'string' || kind === 'number' || kind === 'boolean') {
    return value as IndexValue;
  }
  throw new InvalidCursor();
}
