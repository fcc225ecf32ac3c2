import type { Price } from '@telex-credits/contracts';
import { printCredits } from '@telex-credits/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  earliestFor,
  isRise,
  priceAt,
  riseAllowedAt,
  risesAt,
  timelineOf,
} from './price-timeline.js';
import type { PriceDoc } from './schemas.js';

const dayMs = 86_400_000;
const start = Date.parse('2026-01-31T12:00:00.000Z');
const day = (days: number) => new Date(start + days * dayMs).toISOString();
const perCall = (credits: string, errorsBillable = false): Price => ({
  model: 'per_call',
  credits,
  errorsBillable,
});

function versions(...list: (readonly [string, string])[]): PriceDoc[] {
  return list.map(([credits, effectiveAt], index) => ({
    id: `prc_${index}`,
    moduleId: 'mod_1',
    number: index + 1,
    price: perCall(credits),
    effectiveAt,
    createdAt: day(0),
  }));
}

describe('a price', () => {
  it('is a rise when anything that the publisher sets goes up, or the model changes', () => {
    const token: Price = { model: 'per_token', markupBps: 100, minimum: '0.1' };
    expect(isRise(perCall('1'), perCall('1.000001'))).toBe(true);
    expect(isRise(perCall('10'), perCall('9'))).toBe(false);
    expect(isRise(perCall('1'), perCall('0.5', true))).toBe(true);
    expect(isRise({ model: 'free' }, perCall('0.000001'))).toBe(true);
    expect(isRise(perCall('1'), { model: 'free' })).toBe(false);
    expect(isRise(token, { ...token, markupBps: 101 })).toBe(true);
    expect(isRise(token, { ...token, minimum: '0.2' })).toBe(true);
    expect(isRise(token, { ...token, minimum: '0', markupBps: 0 })).toBe(false);
    expect(isRise(token, perCall('0.000001'))).toBe(true);
  });

  it('is in force from its time on, until the next', () => {
    const timeline = timelineOf(versions(['1', day(0)], ['2', day(14)]));
    expect(priceAt(timeline, day(-1))).toBeUndefined();
    expect(priceAt(timeline, day(13.9))?.id).toBe('prc_0');
    expect(priceAt(timeline, day(14))?.id).toBe('prc_1');
  });

  it('that is announced is taken back by one that starts earlier', () => {
    const timeline = timelineOf(versions(['1', day(0)], ['2', day(14)], ['0.5', day(3)]));
    expect(timeline.map((version) => version.id)).toEqual(['prc_0', 'prc_2']);
  });
});

describe('a rise', () => {
  const publishedAt = day(-1);
  it('starts 14 days after it is announced, to the millisecond', () => {
    const timeline = timelineOf(versions(['1', day(-2)]));
    const rise = { price: perCall('2'), now: day(0), publishedAt };
    expect(earliestFor(timeline, rise)).toBe(day(14));
    expect(riseAllowedAt(timeline, { at: day(14), now: day(0), publishedAt })).toBe(true);
    const early = new Date(Date.parse(day(14)) - 1).toISOString();
    expect(riseAllowedAt(timeline, { at: early, now: day(0), publishedAt })).toBe(false);
  });

  it('comes a calendar month after the rise before it, clamped to the month that is shorter', () => {
    const timeline = timelineOf(versions(['1', day(-20)], ['2', day(0)]));
    const rise = { price: perCall('3'), now: day(1), publishedAt: day(-19) };
    expect(earliestFor(timeline, rise)).toBe('2026-02-28T12:00:00.000Z');
  });

  it('of a draft does not count', () => {
    const timeline = timelineOf(versions(['1', day(-3)], ['2', day(-2)]));
    const rise = { price: perCall('3'), now: day(0), publishedAt };
    expect(earliestFor(timeline, rise)).toBe(day(14));
  });

  it('never comes sooner than its notice or twice in a month, whatever is asked for when', () => {
    const request = fc.record({
      wait: fc.integer({ min: 0, max: 20 * 24 }),
      ahead: fc.option(fc.integer({ min: 0, max: 60 * 24 })),
      micros: fc.bigInt({ min: 1n, max: 5n }),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 25 }), (requests) => {
        const all = versions(['0.000002', day(-1)]);
        let hour = 0;
        for (const { wait, ahead, micros } of requests) {
          hour += wait;
          const now = day(hour / 24);
          const price = perCall(printCredits(micros));
          const timeline = timelineOf(all);
          const at =
            ahead === null
              ? earliestFor(timeline, { price, now, publishedAt })
              : day((hour + ahead) / 24);
          if (!risesAt(timeline, price, at) || riseAllowedAt(timeline, { at, now, publishedAt })) {
            const base = { id: `prc_${all.length}`, moduleId: 'mod_1', number: all.length + 1 };
            all.push({ ...base, price, effectiveAt: at, createdAt: now });
          } else {
            expect(ahead).not.toBeNull();
          }
        }
        expectRulesHold(timelineOf(all));
      }),
    );
  });
});

function expectRulesHold(timeline: readonly PriceDoc[]): void {
  let lastRise: string | undefined;
  for (const [index, version] of timeline.entries()) {
    const before = timeline[index - 1];
    if (before === undefined || !isRise(before.price, version.price)) {
      continue;
    }
    const notice = Date.parse(version.effectiveAt) - Date.parse(version.createdAt);
    expect(notice).toBeGreaterThanOrEqual(14 * dayMs);
    if (lastRise !== undefined) {
      // The shortest month has 28 days.
      expect(Date.parse(version.effectiveAt) - Date.parse(lastRise)).toBeGreaterThanOrEqual(
        28 * dayMs,
      );
    }
    lastRise = version.effectiveAt;
  }
}
