import type { Rate, RateState } from './rate.js';

interface Bucket {
  tokens: number;
  at: number;
  rate: Rate;
}

const perMilli = ({ requests, seconds }: Rate) => requests / (seconds * 1000);

/**
 * Token buckets by name: each fills at its rate up to `requests`. One that is full again is forgotten,
 * so that no more are kept than names were used in the last window; and never more than `most`.
 */
export function createBuckets(now: () => number, most = 100_000) {
  // Least recently used first.
  const buckets = new Map<string, Bucket>();

  function filled(bucket: Bucket, time: number): number {
    const passed = Math.max(0, time - bucket.at);
    return Math.min(bucket.rate.requests, bucket.tokens + passed * perMilli(bucket.rate));
  }

  /** Two for each that may be added: what can be forgotten is, without ever looking through all. */
  function forget(time: number): void {
    let looks = 2;
    for (const [name, bucket] of buckets) {
      const full = filled(bucket, time) >= bucket.rate.requests;
      if (looks === 0 || (!full && buckets.size <= most)) {
        return;
      }
      buckets.delete(name);
      looks -= 1;
    }
  }

  function stateOf(tokens: number, rate: Rate, allowed: boolean): RateState {
    const waitSeconds = allowed ? 0 : Math.max(0, 1 - tokens) / perMilli(rate) / 1000;
    return { allowed, rate, remaining: Math.max(0, Math.floor(tokens)), waitSeconds };
  }

  return {
    /** Takes one, if there is one. */
    take(name: string, rate: Rate): RateState {
      const time = now();
      const before = buckets.get(name);
      const tokens = before === undefined ? rate.requests : filled({ ...before, rate }, time);
      const allowed = tokens >= 1;
      const left = allowed ? tokens - 1 : tokens;
      buckets.delete(name);
      buckets.set(name, { tokens: left, at: Math.max(time, before?.at ?? time), rate });
      forget(time);
      return stateOf(left, rate, allowed);
    },
    /** Whether there is one, without taking it. */
    peek(name: string, rate: Rate): RateState {
      const bucket = buckets.get(name);
      const tokens = bucket === undefined ? rate.requests : filled(bucket, now());
      return stateOf(tokens, rate, tokens >= 1);
    },
    size: () => buckets.size,
  };
}
