import type { Entry } from '@telex-credits/ledger';

/** Where a wallet was when it was last looked at. */
interface Watched {
  readonly lastSeq: number;
  /** Micro-credits that it owned, held ones included. */
  readonly lastPosted: bigint;
}

/** A fall below a threshold: of several passed at once the lowest. */
export interface Fall {
  readonly seq: number;
  readonly at: string;
  readonly threshold: bigint;
  readonly posted: bigint;
}

/**
 * The falls that a wallet's entries made, in the journal's order: from a threshold or above to below
 * it. Entries that were looked at before count for nothing, so doing it again finds the same falls.
 * What is held counts as owned, because a call that holds and gives back is no fall.
 */
export function fallsIn(
  entries: readonly Pick<Entry, 'seq' | 'at' | 'after'>[],
  thresholds: readonly bigint[],
  from: Watched,
): Watched & { readonly falls: readonly Fall[] } {
  const falls: Fall[] = [];
  let { lastSeq, lastPosted } = from;
  for (const { seq, at, after } of entries) {
    if (seq > lastSeq && after !== null) {
      const { posted } = after;
      const before = lastPosted;
      const passed = thresholds.filter((threshold) => before >= threshold && posted < threshold);
      const [threshold] = passed;
      if (threshold !== undefined) {
        falls.push({ seq, at, threshold, posted });
      }
      lastSeq = seq;
      lastPosted = posted;
    }
  }
  return { falls, lastSeq, lastPosted };
}
