import { afterEach, beforeEach, expect } from 'vitest';
import { Bench, type MakeStore } from './bench.js';

/** Gives each test of a `describe` a fresh bench, and checks every invariant after it. */
export function withBench(makeStore: MakeStore): () => Bench {
  let bench: Bench | undefined;
  beforeEach(async () => {
    bench = await Bench.start(makeStore);
  });
  afterEach(async () => {
    const ended = bench;
    bench = undefined;
    if (ended !== undefined) {
      const problems = await ended.problems();
      await ended.store.close();
      expect(problems).toEqual([]);
    }
  });
  return () => {
    if (bench === undefined) {
      throw new Error('a bench exists only while a test runs');
    }
    return bench;
  };
}
