import type { PricedCall } from '../prices/price-call.js';

const firstStep = 64n;

/**
 * Tells whether an output is beyond a hold, without pricing every frame: prices only rise with
 * tokens, so what covers more covers less. Looks ahead in steps that grow while they are covered and
 * shrink near the hold's end.
 */
export function createHoldWatch<Usage>(quote: {
  readonly worst: Pick<PricedCall, 'credits'>;
  readonly priceOf: (usage: Usage | undefined, output: bigint) => Pick<PricedCall, 'credits'>;
}): (usage: Usage | undefined, output: bigint) => boolean {
  let covered = -1n;
  let coveredUsage: Usage | undefined;
  let step = firstStep;
  const covers = (usage: Usage | undefined, output: bigint) =>
    quote.priceOf(usage, output).credits <= quote.worst.credits;

  return (usage, output) => {
    if (usage === coveredUsage && output <= covered) {
      return false;
    }
    if (!covers(usage, output)) {
      return true;
    }
    coveredUsage = usage;
    covered = output;
    if (step > 0n && covers(usage, output + step)) {
      covered = output + step;
      step *= 2n;
    } else {
      step /= 4n;
    }
    return false;
  };
}
