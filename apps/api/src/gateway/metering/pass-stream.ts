import type { ServerResponse } from 'node:http';
import type { RunningReply } from '../upstream/upstreams.js';
import type { StreamExit, StreamMeter } from './stream-meter.js';

/** How long a stream may be silent, and how long a caller may read nothing before it counts as gone. */
export interface StreamLimits {
  readonly idleMillis: number;
  readonly stalledMillis: number;
}

/** One stream on its way to its caller. */
interface Passing {
  readonly res: ServerResponse;
  readonly source: RunningReply;
  readonly meter: StreamMeter;
  readonly limits: StreamLimits;
  /** Before each chunk: keeps the call's credits held. */
  readonly keepHeld: () => Promise<void>;
  /** Hears why a stream broke. */
  readonly onBreak: (error: unknown) => void;
}

/** Waits until the caller has read what was written, or is gone; one who reads nothing is. */
async function drained(res: ServerResponse, stalledMillis: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => res.destroy(), stalledMillis);
    const done = () => {
      clearTimeout(timer);
      res.off('drain', done);
      res.off('close', done);
      resolve();
    };
    res.on('drain', done);
    res.on('close', done);
  });
}

/** Writes at the caller's pace; a caller who is gone is no reason to stop reading. */
async function write({ res, limits }: Passing, chunks: readonly Buffer[]): Promise<void> {
  for (const chunk of chunks) {
    if (!res.destroyed && chunk.length > 0 && !res.write(chunk)) {
      await drained(res, limits.stalledMillis);
    }
  }
}

/** The next chunk; a source that stays silent is broken off, which makes reading it fail. */
async function nextOf(
  chunks: AsyncIterator<Buffer>,
  { source, limits }: Passing,
): Promise<IteratorResult<Buffer>> {
  const timer = setTimeout(source.abort, limits.idleMillis);
  try {
    return await chunks.next();
  } finally {
    clearTimeout(timer);
  }
}

async function passAll(passing: Passing): Promise<'ended' | 'cut'> {
  const { source, meter } = passing;
  const chunks: AsyncIterator<Buffer> = source.rest[Symbol.asyncIterator]();
  const pass = async (chunk: Buffer): Promise<boolean> => {
    await passing.keepHeld();
    const { pass: passed, cut } = await meter.take(chunk);
    await write(passing, passed);
    return cut;
  };
  for (const chunk of source.start) {
    if (await pass(chunk)) {
      return 'cut';
    }
  }
  for (;;) {
    const next = await nextOf(chunks, passing);
    if (next.done === true) {
      await write(passing, await meter.rest());
      return 'ended';
    }
    if (await pass(next.value)) {
      return 'cut';
    }
  }
}

/** How a stream ended, and whether its caller had gone by then. */
interface Passed {
  readonly exit: StreamExit;
  readonly gone: boolean;
}

/**
 * Passes a stream on, chunk by chunk as it comes and at the caller's pace, and says how it ended.
 * Where it did not end by itself, the caller's connection is broken off, so that nobody takes a part
 * for the whole. The head was written before.
 */
export async function passStream(passing: Passing): Promise<Passed> {
  const { res, source, meter } = passing;
  let left = false;
  const leave = () => {
    if (meter.whenCallerLeaves === 'abort' && !res.writableFinished) {
      left = true;
      source.abort();
    }
  };
  const breakOff = (exit: StreamExit): Passed => {
    const gone = res.destroyed;
    source.abort();
    res.destroy();
    return { exit, gone };
  };
  res.on('close', leave);
  try {
    if (res.destroyed) {
      leave();
    }
    if ((await passAll(passing)) === 'cut') {
      return breakOff('cut');
    }
    const gone = res.destroyed;
    res.end();
    return { exit: 'ended', gone };
  } catch (error) {
    passing.onBreak(error);
    if (left) {
      return breakOff('caller_left');
    }
    return breakOff(source.expired() ? 'timed_out' : 'broken');
  } finally {
    res.off('close', leave);
    source.done();
  }
}
