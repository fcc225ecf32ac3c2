import type { Verdict } from './call-facts.js';

/**
 * How a stream ended: by itself, broken by its upstream (or silent for too long), at the module's
 * time limit, aborted because its caller left, or cut because it metered more than was held.
 */
export type StreamExit = 'ended' | 'broken' | 'timed_out' | 'caller_left' | 'cut';

/** What passes on of a chunk, and whether the stream is to be cut before any more of it. */
export interface Taken {
  readonly pass: readonly Buffer[];
  readonly cut: boolean;
}

/** Counts what a stream brings. One stream, one meter. */
export interface StreamMeter {
  /** What happens when the caller goes away: a price per token aborts, everything else runs on. */
  readonly whenCallerLeaves: 'abort' | 'run_on';
  /** Reads a chunk in passing. */
  take(chunk: Buffer): Taken | Promise<Taken>;
  /** What was kept back of a stream that ended by itself. */
  rest(): readonly Buffer[] | Promise<readonly Buffer[]>;
  /**
   * The one exit: called once, whichever way the stream ended. Answers what the call costs, or null
   * where it is settled by somebody else: a task that goes on, or one that was settled already.
   * `gone` says that the caller had left before a stream that ran on to its end.
   */
  settle(exit: StreamExit, gone: boolean): Promise<Verdict | null>;
}

/** What a success is called whose caller had left before its end: the charge is the same. */
export function seenBy(gone: boolean, verdict: Verdict): Verdict {
  return gone && verdict.outcome === 'success'
    ? { ...verdict, outcome: 'caller_went_away' }
    : verdict;
}
