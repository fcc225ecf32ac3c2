import { deserialize, serialize } from 'bson';
import type { Doc } from '../values/doc.js';
import { ProtocolError } from './frames.js';

/** Reads one BSON document with every number in its own class. Answers where it ends, too. */
export function readDocument(bytes: Buffer, start: number): { doc: Doc; end: number } {
  const length = start + 4 <= bytes.length ? bytes.readInt32LE(start) : 0;
  const end = start + length;
  if (length < 5 || end > bytes.length) {
    throw new ProtocolError('a document that goes beyond its message');
  }
  const doc = deserialize(bytes.subarray(start, end), {
    promoteValues: false,
    promoteLongs: false,
    promoteBuffers: false,
    bsonRegExp: true,
  });
  return { doc, end };
}

/** Writes a document; fields that are undefined are left out. */
export function writeDocument(doc: Doc): Buffer {
  return Buffer.from(serialize(doc, { ignoreUndefined: true }));
}
