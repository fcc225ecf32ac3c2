import { bodyLimit } from './read-body.js';

/** A frame of server-sent events: its exact bytes, blank line included, and its data. */
export interface Frame {
  readonly bytes: Buffer;
  readonly data: string;
}

/** Longer frames are not waited for: what has come is handed on as one. */
const longestFrame = bodyLimit;

function dataOf(bytes: Buffer): string {
  return bytes
    .toString('utf8')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length).replace(/^ /, ''))
    .join('\n');
}

const lineFeed = 10;
const carriageReturn = 13;

/** Just after the blank line that ends the first frame; -1 while there is none. */
function frameEnd(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length - 1; at += 1) {
    const here = bytes[at];
    const next = bytes[at + 1];
    const blankAfterFeed = here === lineFeed && next === lineFeed;
    const blankAfterReturn = here === carriageReturn && next === carriageReturn;
    if (blankAfterFeed || blankAfterReturn) {
      return at + 2;
    }
    if (here === lineFeed && next === carriageReturn && bytes[at + 2] === lineFeed) {
      return at + 3;
    }
  }
  return -1;
}

/** Cuts a stream of server-sent events into its frames; together they are the stream, byte for byte. */
export function createFrames() {
  let pending: Buffer = Buffer.alloc(0);
  return {
    /** The frames that this chunk completes. */
    take(chunk: Buffer): Frame[] {
      // What was looked through before needs no second look, but for the start of a blank line.
      const from = Math.max(0, pending.length - 2);
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const frames: Frame[] = [];
      for (let end = frameEnd(pending, from); end > 0; end = frameEnd(pending, 0)) {
        const bytes = pending.subarray(0, end);
        frames.push({ bytes, data: dataOf(bytes) });
        pending = pending.subarray(end);
      }
      if (pending.length > longestFrame) {
        frames.push({ bytes: pending, data: dataOf(pending) });
        pending = Buffer.alloc(0);
      }
      return frames;
    },
    /** What is left of a stream that ended in the middle of a frame. */
    rest(): Frame[] {
      const bytes = pending;
      pending = Buffer.alloc(0);
      return bytes.length === 0 ? [] : [{ bytes, data: dataOf(bytes) }];
    },
  };
}
