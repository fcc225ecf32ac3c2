import { MAX_MESSAGE_BYTES } from '../commands/hello.js';

/** A message whole, with its header read. */
export interface Frame {
  readonly requestId: number;
  readonly opCode: number;
  readonly bytes: Buffer;
}

export const HEADER_BYTES = 16;
export const OP_REPLY = 1;
export const OP_QUERY = 2004;
export const OP_MSG = 2013;

/** What a client sent cannot be read as MongoDB's protocol; the connection is closed. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** Cuts a stream of bytes into messages. */
export function createFrameReader(): (chunk: Buffer) => Frame[] {
  let chunks: Buffer[] = [];
  let held = 0;
  return (chunk) => {
    chunks.push(chunk);
    held += chunk.length;
    const frames: Frame[] = [];
    for (;;) {
      const length = nextLength(chunks, held);
      if (length === undefined || held < length) {
        return frames;
      }
      const all = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, held);
      const bytes = all.subarray(0, length);
      held -= length;
      chunks = held === 0 ? [] : [all.subarray(length)];
      frames.push({ requestId: bytes.readInt32LE(4), opCode: bytes.readInt32LE(12), bytes });
    }
  };
}

function nextLength(chunks: Buffer[], held: number): number | undefined {
  if (held < HEADER_BYTES) {
    return undefined;
  }
  const [first] = chunks;
  const start = first && first.length >= 4 ? first : Buffer.concat(chunks, held);
  const length = start.readInt32LE(0);
  if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES) {
    throw new ProtocolError(`a message of ${length} bytes`);
  }
  return length;
}

let lastRequestId = 0;

/** A message with its header. */
export function frame(opCode: number, responseTo: number, body: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  lastRequestId = (lastRequestId + 1) & 0x7fffffff;
  header.writeInt32LE(HEADER_BYTES + body.length, 0);
  header.writeInt32LE(lastRequestId, 4);
  header.writeInt32LE(responseTo, 8);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, body]);
}
