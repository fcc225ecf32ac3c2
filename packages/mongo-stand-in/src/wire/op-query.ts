import type { Doc } from '../values/doc.js';
import { readDocument, writeDocument } from './documents.js';
import { type Frame, frame, HEADER_BYTES, OP_REPLY, ProtocolError } from './frames.js';

/** Reads the query of an OP_QUERY; only a handshake still comes this way. */
export function readQuery({ bytes }: Frame): { db: string; body: Doc } {
  const nameEnd = bytes.indexOf(0, HEADER_BYTES + 4);
  if (nameEnd === -1) {
    throw new ProtocolError('OP_QUERY without a namespace');
  }
  const namespace = bytes.toString('utf8', HEADER_BYTES + 4, nameEnd);
  const { doc } = readDocument(bytes, nameEnd + 9);
  return { db: namespace.replace(/\.\$cmd$/, ''), body: doc };
}

/** The answer to an OP_QUERY: OP_REPLY with one document. */
export function writeReply(responseTo: number, reply: Doc): Buffer {
  const start = Buffer.alloc(20);
  start.writeInt32LE(8, 0);
  start.writeInt32LE(1, 16);
  return frame(OP_REPLY, responseTo, Buffer.concat([start, writeDocument(reply)]));
}
