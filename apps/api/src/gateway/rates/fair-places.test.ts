import { describe, expect, it } from 'vitest';
import { createFairPlaces, type Leave } from './fair-places.js';

const stays = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

function start(places: number, waitMillis = 60_000, waitingMost = 64) {
  const fair = createFairPlaces({ places, waitMillis, waitingMost });
  const running: [string, Leave][] = [];
  const refused: string[] = [];
  const enter = async (name: string, gone = stays) => {
    const leave = await fair.enter(name, gone);
    if (leave === null) {
      refused.push(name);
    } else {
      running.push([name, leave]);
    }
  };
  return {
    ...{ fair, refused, enter },
    /** Asks for so many places. */
    ask(name: string, count: number) {
      for (let one = 0; one < count; one += 1) {
        void enter(name);
      }
      return settled();
    },
    count: (name: string) => running.filter(([one]) => one === name).length,
    /** The oldest call ends. */
    async end() {
      running.shift()?.[1]();
      await settled();
    },
  };
}

describe('places that callers share', () => {
  it('are all for a caller who is alone', async () => {
    const bench = start(10);
    await bench.ask('a', 12);
    expect(bench.count('a')).toBe(10);
  });

  it('go to a newcomer as soon as one call ends, however many a busy caller waits with', async () => {
    const bench = start(10);
    await bench.ask('busy', 60);
    await bench.ask('quiet', 1);
    expect(bench.count('quiet')).toBe(0);
    await bench.end();
    expect([bench.count('quiet'), bench.count('busy')]).toEqual([1, 9]);
  });

  it('are equal in number among callers who all want more, and what one does not want is for the others', async () => {
    const bench = start(12);
    await bench.ask('a', 70);
    await bench.ask('b', 40);
    await bench.ask('c', 40);
    await bench.ask('d', 1);
    for (let ended = 0; ended < 24; ended += 1) {
      await bench.end();
    }
    const counts = ['a', 'b', 'c'].map(bench.count);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    expect(counts.reduce((sum, one) => sum + one, bench.count('d'))).toBe(12);
  });

  it('are waited for within limits only: of time, of number, and while the caller is there', async () => {
    const bench = start(1, 20, 2);
    await bench.ask('a', 1);
    const leaving = new AbortController();
    const left = bench.enter('b', leaving.signal);
    leaving.abort();
    await left;
    expect(bench.refused).toEqual(['b']);
    await bench.ask('c', 3);
    expect(bench.refused).toEqual(['b', 'c']);
    await Promise.all([bench.enter('d')]);
    await expect.poll(() => bench.refused.length).toBe(5);
    await bench.end();
    expect(bench.fair.callers()).toBe(0);
    await bench.ask('e', 1);
    expect(bench.count('e')).toBe(1);
  });
});
