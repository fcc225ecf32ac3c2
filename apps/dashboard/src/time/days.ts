/** A calendar day of the viewer's zone, as a date field writes it: `2026-11-24`. */
export type Day = string;

const plainDay = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is a day that a date field could have written. */
export function isDay(text: unknown): text is Day {
  return typeof text === 'string' && plainDay.test(text) && !Number.isNaN(Date.parse(text));
}

/** The day on which a moment falls for the viewer. */
export function dayOf(moment: Date): Day {
  const month = String(moment.getMonth() + 1).padStart(2, '0');
  return `${moment.getFullYear()}-${month}-${String(moment.getDate()).padStart(2, '0')}`;
}

/** The day that lies `count` days before `moment`'s. */
export function daysBefore(moment: Date, count: number): Day {
  return dayOf(new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() - count));
}

/** The first moment of a day in the viewer's zone, for `from`. */
export function startOfDay(day: Day): string {
  return partsToDate(day, 0).toISOString();
}

/** The first moment after a day in the viewer's zone, for a `to` that includes the day. */
export function endOfDay(day: Day): string {
  return partsToDate(day, 1).toISOString();
}

/** The last day that is whole before a moment, as `endOfDay` takes it. */
export function lastDayBefore(iso: string): Day {
  return dayOf(new Date(new Date(iso).getTime() - 1));
}

/** Every day from `from` to `to`, both included; at most 400. */
export function daysBetween(from: Day, to: Day): Day[] {
  const days: Day[] = [];
  for (let count = 0; count < 400; count += 1) {
    const day = dayOf(partsToDate(from, count));
    if (day > to) {
      break;
    }
    days.push(day);
  }
  return days;
}

// Months and days are counted by the calendar, so a day of 23 or 25 hours is one day.
function partsToDate(day: Day, plusDays: number): Date {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + plusDays);
}
