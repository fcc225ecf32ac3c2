import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createCalendar } from './periods.js';

const at = (zone: string, time: string) => createCalendar()(zone, new Date(time));

it.each([
  // zone, instant, day, its end, month, its end
  [
    'UTC',
    '2026-11-24T10:00:00Z',
    '2026-11-24',
    '2026-11-25T00:00:00.000Z',
    '2026-11',
    '2026-12-01T00:00:00.000Z',
  ],
  [
    'UTC',
    '2026-12-31T23:59:59.999Z',
    '2026-12-31',
    '2027-01-01T00:00:00.000Z',
    '2026-12',
    '2027-01-01T00:00:00.000Z',
  ],
  // 5:45 ahead of UTC.
  [
    'Asia/Kathmandu',
    '2026-11-24T18:14:59Z',
    '2026-11-24',
    '2026-11-24T18:15:00.000Z',
    '2026-11',
    '2026-11-30T18:15:00.000Z',
  ],
  [
    'Asia/Kathmandu',
    '2026-11-24T18:15:00Z',
    '2026-11-25',
    '2026-11-25T18:15:00.000Z',
    '2026-11',
    '2026-11-30T18:15:00.000Z',
  ],
  [
    'Africa/Lagos',
    '2026-11-30T23:30:00Z',
    '2026-12-01',
    '2026-12-01T23:00:00.000Z',
    '2026-12',
    '2026-12-31T23:00:00.000Z',
  ],
  // Clocks go forward: a day of 23 hours.
  [
    'Europe/Berlin',
    '2026-03-29T12:00:00Z',
    '2026-03-29',
    '2026-03-29T22:00:00.000Z',
    '2026-03',
    '2026-03-31T22:00:00.000Z',
  ],
  // Clocks go back: a day of 25 hours.
  [
    'America/New_York',
    '2026-11-01T04:00:00Z',
    '2026-11-01',
    '2026-11-02T05:00:00.000Z',
    '2026-11',
    '2026-12-01T05:00:00.000Z',
  ],
  [
    'America/New_York',
    '2026-10-31T20:00:00Z',
    '2026-10-31',
    '2026-11-01T04:00:00.000Z',
    '2026-10',
    '2026-11-01T04:00:00.000Z',
  ],
  // Half an hour of summer time, the other half of the year.
  [
    'Australia/Lord_Howe',
    '2026-04-04T20:00:00Z',
    '2026-04-05',
    '2026-04-05T13:30:00.000Z',
    '2026-04',
    '2026-04-30T13:30:00.000Z',
  ],
  // Midnight does not exist on the day clocks go forward.
  [
    'Africa/Cairo',
    '2026-04-23T12:00:00Z',
    '2026-04-23',
    '2026-04-23T22:00:00.000Z',
    '2026-04',
    '2026-04-30T21:00:00.000Z',
  ],
  // The furthest ahead.
  [
    'Pacific/Kiritimati',
    '2026-01-31T09:59:59Z',
    '2026-01-31',
    '2026-01-31T10:00:00.000Z',
    '2026-01',
    '2026-01-31T10:00:00.000Z',
  ],
  // A whole day was skipped here.
  [
    'Pacific/Apia',
    '2011-12-29T12:00:00Z',
    '2011-12-29',
    '2011-12-30T10:00:00.000Z',
    '2011-12',
    '2011-12-31T10:00:00.000Z',
  ],
])('knows the day and month of %s at %s', (zone, time, day, dayEnd, month, monthEnd) => {
  expect(at(zone, time)).toEqual({
    day: { name: day, endsAt: dayEnd },
    month: { name: month, endsAt: monthEnd },
  });
});

const zones = [
  'Asia/Kathmandu',
  'Europe/London',
  'America/St_Johns',
  'Asia/Kolkata',
  'Africa/Cairo',
];

it('ends a day exactly where the next one begins, in any zone at any time', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
      (zone, now) => {
        const calendar = createCalendar();
        const { day, month } = calendar(zone, now);
        const end = new Date(day.endsAt);
        expect(end > now).toBe(true);
        expect(calendar(zone, new Date(end.getTime() - 1)).day).toEqual(day);
        expect(calendar(zone, end).day.name > day.name).toBe(true);
        expect(createCalendar()(zone, new Date(Date.parse(month.endsAt) - 1)).month).toEqual(month);
        expect(day.name.startsWith(month.name)).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});

it('answers the same from memory as anew', () => {
  const calendar = createCalendar();
  for (const minutes of [0, 1, 900, 1439, 1440, 1441, 100, 5000]) {
    const now = new Date(Date.parse('2026-10-24T00:00:00Z') + minutes * 60_000);
    expect(calendar('Europe/Berlin', now)).toEqual(createCalendar()('Europe/Berlin', now));
  }
});
