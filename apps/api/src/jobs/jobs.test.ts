import { defineCollection } from '@telex-credits/store';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { workLeased } from './leased-work.js';
import { createScheduler } from './scheduler.js';

/** Timers that fire when the test says so. */
function handTimers() {
  const waiting = new Map<object, { work: () => void; milliseconds: number }>();
  return {
    timers: {
      setTimeout(work: () => void, milliseconds: number) {
        const timer = { unref: () => undefined };
        waiting.set(timer, { work, milliseconds });
        return timer;
      },
      clearTimeout: (timer: object) => {
        waiting.delete(timer);
      },
    },
    waits: () => [...waiting.values()].map(({ milliseconds }) => milliseconds),
    fire() {
      const due = [...waiting.values()];
      waiting.clear();
      for (const { work } of due) {
        work();
      }
    },
  };
}

function scheduler() {
  const lines: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line) => lines.push(line) });
  const hand = handTimers();
  return { ...hand, lines, jobs: createScheduler({ logger, timers: hand.timers }) };
}

describe('the scheduler', () => {
  test('runs a job every so many seconds, but only once started', async () => {
    const { jobs, waits, fire } = scheduler();
    const work = vi.fn(async () => undefined);
    jobs.every('count', 5, work);
    expect(waits()).toEqual([]);
    jobs.start();
    expect(waits()).toEqual([5000]);
    fire();
    await expect.poll(waits).toEqual([5000]);
    fire();
    await expect.poll(() => work.mock.calls.length).toBe(2);
  });

  test('logs a failure and goes on', async () => {
    const { jobs, waits, fire, lines } = scheduler();
    jobs.every('broken', 1, async () => {
      throw new Error('out of paper');
    });
    jobs.start();
    fire();
    await expect.poll(waits).toEqual([1000]);
    expect(lines.join('')).toContain('out of paper');
    await expect(jobs.runNow('broken')).rejects.toThrow('out of paper');
  });

  test('never runs a job twice at once, and stopping waits for it and starts no more', async () => {
    const { jobs, waits, fire } = scheduler();
    let finish: () => void = () => undefined;
    let runs = 0;
    jobs.every('slow', 1, () => {
      runs += 1;
      return new Promise((resolve) => {
        finish = resolve;
      });
    });
    jobs.start();
    fire();
    const second = jobs.runNow('slow');
    expect(runs).toBe(1);
    let stopped = false;
    const stopping = jobs.stop().then(() => {
      stopped = true;
    });
    await Promise.resolve();
    expect(stopped).toBe(false);
    finish();
    await Promise.all([stopping, second]);
    expect(waits()).toEqual([]);
  });
});

describe('leased work', () => {
  const rows = defineCollection({
    name: 'rows',
    schema: z.strictObject({ id: z.string(), leaseUntil: z.string().nullable(), due: z.string() }),
    indexes: { due: { fields: ['due'] } },
  });
  const start = Date.parse('2026-11-24T10:00:00Z');

  async function bench() {
    const collection = openSqliteDocuments(':memory:').collection(rows);
    for (const id of ['a', 'b', 'c']) {
      await collection.insert({ id, leaseUntil: null, due: 'now' });
    }
    let now = start;
    const worked: string[] = [];
    const failed: string[] = [];
    const run = (work?: (id: string) => Promise<void>) =>
      workLeased({
        ...{ collection, now: () => new Date(now), leaseSeconds: 60 },
        due: { index: 'due', equals: ['now'], limit: 10 },
        async work({ id }) {
          worked.push(id);
          await work?.(id);
        },
        async failed({ id }) {
          failed.push(id);
        },
      });
    const advance = (seconds: number) => {
      now += seconds * 1000;
    };
    return { worked, failed, run, advance };
  }

  test('is never done by two workers at once', async () => {
    const { worked, run } = await bench();
    const counts = await Promise.all([run(), run(), run()]);
    expect(worked.sort()).toEqual(['a', 'b', 'c']);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
  });

  test('of a worker that died is taken again when the lease ends, not before', async () => {
    const { worked, run, advance } = await bench();
    await run();
    advance(59);
    expect(await run()).toBe(0);
    advance(2);
    expect(await run()).toBe(3);
    expect(worked).toHaveLength(6);
  });

  test('that fails does not keep the rest from being done', async () => {
    const { worked, failed, run } = await bench();
    await run(async (id) => {
      if (id === 'b') {
        throw new Error('no');
      }
    });
    expect(worked).toEqual(['a', 'b', 'c']);
    expect(failed).toEqual(['b']);
  });
});
