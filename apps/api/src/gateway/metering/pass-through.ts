import type { ServerResponse } from 'node:http';
import type { UpstreamResult } from '../upstream/upstreams.js';
import type { WholeReply } from '../wire/reply.js';

/** Waits until the caller has read what was written, or is gone. */
async function drained(res: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      res.off('drain', done);
      res.off('close', done);
      resolve();
    };
    res.on('drain', done);
    res.on('close', done);
  });
}

/** Writes at the caller's pace; a caller who is gone is no reason to stop reading. */
async function write(res: ServerResponse, chunk: Buffer): Promise<void> {
  if (!res.destroyed && !res.write(chunk)) {
    await drained(res);
  }
}

/**
 * Sends a reply that is too large to be read whole. Reads it to its end, within the module's time
 * limit, even when the caller goes away. Answers whether it was complete; where it was not, the
 * caller's connection is broken off, so that nobody takes a part for the whole.
 */
export async function passThrough(
  res: ServerResponse,
  head: WholeReply,
  result: UpstreamResult & { kind: 'large' },
): Promise<boolean> {
  const length = result.headers['content-length'];
  const known = typeof length === 'string' ? { 'content-length': length } : {};
  if (!res.destroyed) {
    res.writeHead(head.status, { ...head.headers, ...known });
  }
  try {
    for (const chunk of result.start) {
      await write(res, chunk);
    }
    for await (const chunk of result.rest) {
      await write(res, chunk);
    }
    res.end();
    return true;
  } catch {
    res.destroy();
    return false;
  } finally {
    result.done();
  }
}
