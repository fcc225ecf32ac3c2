import type { Verdict } from '../metering/call-facts.js';
import type { StreamExit, StreamMeter, Taken } from '../metering/stream-meter.js';
import { createFrames, type Frame } from '../wire/sse-frames.js';
import type { OpenAiQuote } from './openai-pricing.js';
import { isLoose, outputBytes, outputTokens, readUsage, type Usage } from './usage.js';

/** No text has tokens that long: what is cut by this measure is beyond the hold for certain. */
const mostBytesPerToken = 16;

/** What the frames of a stream said so far. */
interface Seen {
  usage: Usage | undefined;
  /** Bytes that the model put out, and frames that held some. */
  bytes: number;
  frames: number;
  failed: boolean;
  /** A reason to finish, or `[DONE]`. */
  finished: boolean;
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

function hasFinish(reply: unknown): boolean {
  const choices = isLoose(reply) && Array.isArray(reply.choices) ? reply.choices : [];
  return choices.some((choice) => isLoose(choice) && typeof choice.finish_reason === 'string');
}

/** The frame that `include_usage` adds: usage, and an empty list of choices. */
function isUsageFrame(reply: unknown): boolean {
  return (
    isLoose(reply) &&
    Array.isArray(reply.choices) &&
    reply.choices.length === 0 &&
    isLoose(reply.usage)
  );
}

function look(seen: Seen, reply: unknown): void {
  const bytes = outputBytes(reply);
  seen.usage = readUsage(reply) ?? seen.usage;
  seen.bytes += bytes;
  seen.frames += bytes > 0 ? 1 : 0;
  seen.failed ||= isLoose(reply) && isLoose(reply.error);
  seen.finished ||= hasFinish(reply);
}

/** How a stream ended for its charge: one that stops without saying that it is finished is broken. */
function outcomeOf(exit: StreamExit, seen: Seen): Verdict['outcome'] {
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
      return seen.finished ? 'success' : 'cut_short';
  }
}

/**
 * Meters a stream of chat completions. Reported usage counts, the last report where there are
 * several; without one the estimate. Frames pass byte for byte, but for the usage frame where the
 * caller did not ask for it (`hidesUsage`).
 */
export function createTokenMeter(options: {
  readonly quote: OpenAiQuote;
  readonly hidesUsage: boolean;
  readonly upstreamStatus: number;
}): StreamMeter {
  const { quote, hidesUsage, upstreamStatus } = options;
  const frames = createFrames();
  const seen: Seen = { usage: undefined, bytes: 0, frames: 0, failed: false, finished: false };
  /** What it costs at the very least by now. */
  function beyondHold(): boolean {
    const sure = BigInt(Math.max(seen.frames, Math.floor(seen.bytes / mostBytesPerToken)));
    return quote.priceOf(seen.usage, sure).credits > quote.worst.credits;
  }

  function passes({ bytes, data }: Frame): Buffer[] {
    if (data.trim() === '[DONE]') {
      seen.finished = true;
      return [bytes];
    }
    const reply = parse(data);
    look(seen, reply);
    return hidesUsage && isUsageFrame(reply) ? [] : [bytes];
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
      const outcome = outcomeOf(exit, seen);
      const output = seen.bytes > 0;
      // Nothing was put out, and the upstream did not say that it is finished: nothing to pay.
      const priced =
        output || outcome === 'success'
          ? quote.priceOf(seen.usage, outputTokens(seen.bytes, seen.frames))
          : null;
      return { outcome, priced, upstreamStatus };
    },
  };
}
