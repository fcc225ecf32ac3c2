/** The dashboard speaks English; dates are day first, on the 24-hour clock. */
const LOCALE = 'en-GB';

/** The viewer's own IANA time zone. */
export function viewerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

const dateTime = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const date = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const clock = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' });
const dayOfMonth = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
const utcDate = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const zoneName = new Intl.DateTimeFormat(LOCALE, { timeZoneName: 'short' });

/** A moment in the viewer's zone, to the minute. */
export function dateTimeText(iso: string): string {
  return dateTime.format(new Date(iso));
}

/** The day of a moment in the viewer's zone. */
export function dateText(iso: string): string {
  return date.format(new Date(iso));
}

/** The time of day of a moment in the viewer's zone. */
export function clockText(iso: string): string {
  return clock.format(new Date(iso));
}

/** A calendar day such as `2026-11-24`, short: `24 Nov`. */
export function dayText(day: string): string {
  return dayOfMonth.format(new Date(`${day}T00:00:00Z`));
}

/** A calendar day such as `2026-11-24`, whole: `24 Nov 2026`. A text that is none stays as it is. */
export function utcDayText(day: string): string {
  const moment = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(moment.getTime()) ? day : utcDate.format(moment);
}

/** The viewer's zone as people write it, such as `CET`. */
export function zoneText(): string {
  const parts = zoneName.formatToParts(new Date());
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? viewerZone();
}

const steps = [
  { unit: 'year', from: 730 * 86_400_000, ms: 365 * 86_400_000 },
  { unit: 'month', from: 60 * 86_400_000, ms: 30 * 86_400_000 },
  { unit: 'day', from: 86_400_000, ms: 86_400_000 },
  { unit: 'hour', from: 3_600_000, ms: 3_600_000 },
  { unit: 'minute', from: 60_000, ms: 60_000 },
] as const;
const FAR_OFF_MS = 730 * 86_400_000;

/** Whether a moment is so far ahead (two years) that a forecast of it says nothing. */
export function isFarOff(iso: string, now: Date = new Date()): boolean {
  return new Date(iso).getTime() - now.getTime() > FAR_OFF_MS;
}

const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });

/** How far a moment is from `now`: `3 minutes ago`, `in 12 days`, `just now`. */
export function agoText(iso: string, now: Date = new Date()): string {
  const distance = new Date(iso).getTime() - now.getTime();
  const step = steps.find(({ from }) => Math.abs(distance) >= from);
  return step === undefined
    ? 'just now'
    : relative.format(Math.trunc(distance / step.ms), step.unit);
}
