import type { Doc } from '../values/doc.js';
import { setField } from '../values/doc.js';
import { crc32c } from './crc32c.js';
import { readDocument, writeDocument } from './documents.js';
import { type Frame, frame, HEADER_BYTES, OP_MSG, ProtocolError } from './frames.js';

const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** The flags of the lower half must be understood by whoever reads the message. */
const REQUIRED_FLAGS = 0xffff;

/** A request in OP_MSG. */
export interface Message {
  readonly body: Doc;
  /** `moreToCome`: the client wants no answer. */
  readonly unanswered: boolean;
}

/**
 * Reads an OP_MSG: one body, and document sequences, which become array fields of it.
 * @see https://github.com/mongodb/specifications/blob/master/source/message/OP_MSG.md
 */
export function readMessage({ bytes }: Frame): Message {
  const flags = bytes.readUInt32LE(HEADER_BYTES);
  if ((flags & REQUIRED_FLAGS & ~(CHECKSUM_PRESENT | MORE_TO_COME)) !== 0) {
    throw new ProtocolError(`OP_MSG flags ${flags}`);
  }
  const end = (flags & CHECKSUM_PRESENT) === 0 ? bytes.length : checked(bytes);
  let position = HEADER_BYTES + 4;
  let body: Doc | undefined;
  const sequences: [string, Doc[]][] = [];
  while (position < end) {
    const kind = bytes[position];
    if (kind === 0 && body === undefined) {
      const section = readDocument(bytes.subarray(0, end), position + 1);
      body = section.doc;
      position = section.end;
    } else if (kind === 1) {
      const section = readSequence(bytes.subarray(0, end), position + 1);
      sequences.push([section.name, section.docs]);
      position = section.end;
    } else {
      throw new ProtocolError(`OP_MSG section ${kind}`);
    }
  }
  if (body === undefined) {
    throw new ProtocolError('OP_MSG without a body');
  }
  for (const [name, docs] of sequences) {
    if (Object.hasOwn(body, name)) {
      throw new ProtocolError(`OP_MSG with ${name} twice`);
    }
    setField(body, name, docs);
  }
  return { body, unanswered: (flags & MORE_TO_COME) !== 0 };
}

/** Checks the checksum and answers where the sections end. */
function checked(bytes: Buffer): number {
  const end = bytes.length - 4;
  if (crc32c(bytes.subarray(0, end)) !== bytes.readUInt32LE(end)) {
    throw new ProtocolError('OP_MSG with a wrong checksum');
  }
  return end;
}

function readSequence(bytes: Buffer, start: number): { name: string; docs: Doc[]; end: number } {
  const end = start + bytes.readInt32LE(start);
  const nameEnd = bytes.indexOf(0, start + 4);
  if (end > bytes.length || nameEnd === -1 || nameEnd >= end) {
    throw new ProtocolError('a document sequence that goes beyond its message');
  }
  const docs: Doc[] = [];
  let position = nameEnd + 1;
  while (position < end) {
    const one = readDocument(bytes.subarray(0, end), position);
    docs.push(one.doc);
    position = one.end;
  }
  return { name: bytes.toString('utf8', start + 4, nameEnd), docs, end };
}

/** The answer to an OP_MSG. */
export function writeMessage(responseTo: number, reply: Doc): Buffer {
  const start = Buffer.alloc(5);
  return frame(OP_MSG, responseTo, Buffer.concat([start, writeDocument(reply)]));
}
