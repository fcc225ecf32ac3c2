import { expect, test } from 'vitest';
import { daysBetween, endOfDay, isDay, startOfDay } from './days.js';
import { agoText } from './format.js';

test('a range from a day to the same day is that whole day', () => {
  const length = Date.parse(endOfDay('2026-11-24')) - Date.parse(startOfDay('2026-11-24'));
  expect(length).toBe(24 * 3_600_000);
});

test('every day between two is there once, over the end of a month', () => {
  expect(daysBetween('2026-02-27', '2026-03-02')).toEqual([
    '2026-02-27',
    '2026-02-28',
    '2026-03-01',
    '2026-03-02',
  ]);
});

test('only real days are days', () => {
  expect(isDay('2026-11-24')).toBe(true);
  expect(isDay('24.11.2026')).toBe(false);
  expect(isDay('2026-13-01')).toBe(false);
});

test('how long ago is said in the largest unit that fits', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  expect(agoText('2026-11-24T11:59:30Z', now)).toBe('just now');
  expect(agoText('2026-11-24T11:55:00Z', now)).toBe('5 minutes ago');
  expect(agoText('2026-12-06T12:00:00Z', now)).toBe('in 12 days');
  expect(agoText('2047-12-20T12:00:00Z', now)).toBe('in 21 years');
});
