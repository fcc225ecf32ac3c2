import type { Verdict } from './call-facts.js';
import type { StreamExit, StreamMeter } from './stream-meter.js';

/**
 * The verdict on a stream whose price does not depend on it: broken before its first output it costs
 * nothing, broken later the price, like one that ended.
 */
function fixedPriceVerdict(exit: StreamExit, output: boolean, whole: Verdict): Verdict {
  if (exit === 'ended') {
    return whole;
  }
  const outcome = exit === 'timed_out' ? 'timed_out' : 'cut_short';
  return { ...whole, outcome, priced: output ? whole.priced : null };
}

/**
 * Meters a reply at a fixed price, its bytes untouched. `whole` is what it costs when it ends;
 * a reply that only is large (`streams` false) costs nothing unless it is complete.
 */
export function fixedPriceMeter(whole: Verdict, streams: boolean): StreamMeter {
  let output = false;
  return {
    whenCallerLeaves: 'run_on',
    take(chunk) {
      output ||= streams && chunk.length > 0;
      return { pass: [chunk], cut: false };
    },
    rest: () => [],
    settle: async (exit) => fixedPriceVerdict(exit, output, whole),
  };
}
