import type { PricedCall } from '../prices/price-call.js';
import { outputTokens } from '../prices/token-estimate.js';
import { createFrames, type Frame } from '../wire/sse-frames.js';
import type { Verdict } from './call-facts.js';
import { createHoldWatch } from './hold-watch.js';
import type { StreamExit, StreamMeter, Taken } from './stream-meter.js';

/** No text has tokens that long: what is cut by this measure is beyond the hold for certain. */
const mostBytesPerToken = 16;

/** Tokens as an upstream reported them. Zero is a report; a missing one is undefined. */
export interface Usage {
  readonly prompt: bigint;
  readonly cached: bigint;
  readonly completion: bigint;
}

/** What one frame of a model's stream says. */
export interface TokenFrame {
  readonly usage: Usage | undefined;
  /** Bytes that the model put out. */
  readonly bytes: number;
  /** An error in place of an answer. */
  readonly failed: boolean;
  /** The model says that it is finished. */
  readonly finished: boolean;
  /** Not for the caller. */
  readonly hidden: boolean;
}

/** How a model's stream is read and priced. */
export interface TokenStream {
  readonly quote: {
    readonly perToken: boolean;
    readonly worst: PricedCall;
    /** By what was reported; by the estimate of what was put out where nothing was. */
    readonly priceOf: (usage: Usage | undefined, output: bigint) => PricedCall;
  };
  /** Reads the data of a frame. */
  readonly read: (data: string) => TokenFrame;
  /** Whether a model says that it is finished: then a stream that stops without it is broken. */
  readonly saysItsEnd: boolean;
  /** Whether a frame with output is one token at least. */
  readonly countsFrames: boolean;
  readonly upstreamStatus: number;
}

/** What the frames of a stream said so far. */
interface Seen {
  usage: Usage | undefined;
  bytes: number;
  /** Frames that held output. */
  frames: number;
  failed: boolean;
  finished: boolean;
}

/** How a stream ended for its charge. */
function outcomeOf(exit: StreamExit, seen: Seen, finished: boolean): Verdict['outcome'] {
  switch (exit) {
    case 'caller_left':
      return 'caller_went_away';
    case 'timed_out':
      return 'timed_out';
    case 'broken':
    case 'cut':
      return 'cut_short';
    case 'ended':
      if (seen.failed) {
        return 'upstream_error';
      }
      return finished ? 'success' : 'cut_short';
  }
}

/**
 * Meters a model's stream. Reported usage counts, the last report where there are several; without
 * one the estimate. Frames pass byte for byte, but for hidden ones.
 */
export function createTokenMeter(stream: TokenStream): StreamMeter {
  const { quote, upstreamStatus } = stream;
  const frames = createFrames();
  const seen: Seen = { usage: undefined, bytes: 0, frames: 0, failed: false, finished: false };
  const isBeyond = createHoldWatch(quote);
  const tokenFrames = () => (stream.countsFrames ? seen.frames : 0);

  /** Whether it costs more than the hold at the very least by now. */
  function beyondHold(): boolean {
    const sure = BigInt(Math.max(tokenFrames(), Math.floor(seen.bytes / mostBytesPerToken)));
    return isBeyond(seen.usage, sure);
  }

  function passes({ bytes, data }: Frame): Buffer[] {
    const frame = stream.read(data);
    seen.usage = frame.usage ?? seen.usage;
    seen.bytes += frame.bytes;
    seen.frames += frame.bytes > 0 ? 1 : 0;
    seen.failed ||= frame.failed;
    seen.finished ||= frame.finished;
    return frame.hidden ? [] : [bytes];
  }

  function takeAll(taken: readonly Frame[]): Taken {
    const pass: Buffer[] = [];
    for (const frame of taken) {
      const passed = passes(frame);
      if (quote.perToken && beyondHold() && !seen.finished) {
        return { pass, cut: true };
      }
      pass.push(...passed);
    }
    return { pass, cut: false };
  }

  return {
    whenCallerLeaves: quote.perToken ? 'abort' : 'run_on',
    take: (chunk) => takeAll(frames.take(chunk)),
    rest: () => takeAll(frames.rest()).pass,
    async settle(exit) {
      const output = seen.bytes > 0;
      const finished = seen.finished || (!stream.saysItsEnd && output);
      const outcome = outcomeOf(exit, seen, finished);
      // Nothing was put out, and the upstream did not say that it is finished: nothing to pay.
      const priced =
        output || outcome === 'success'
          ? quote.priceOf(seen.usage, outputTokens(seen.bytes, tokenFrames()))
          : null;
      return { outcome, priced, upstreamStatus };
    },
  };
}
