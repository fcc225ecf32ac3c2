const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Pauses before the second, third … attempt: the schedule that Standard Webhooks suggests. */
const pauses = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];
const longestRetryAfter = 24 * hour;
/** Up to a tenth longer, so that what failed together does not come back together. */
const jitterShare = 0.1;

/**
 * Milliseconds until the next attempt after so many; undefined when that was the last. `Retry-After`
 * makes it longer, never shorter, and at most a day.
 */
export function pauseAfter(
  attempts: number,
  how: {
    readonly retryAfterMs: number | null;
    /** From 0 up to 1. */
    readonly jitter: number;
  },
): number | undefined {
  const pause = pauses[attempts - 1];
  if (pause === undefined) {
    return undefined;
  }
  const asked = Math.min(how.retryAfterMs ?? 0, longestRetryAfter);
  return Math.max(Math.trunc(pause * (1 + jitterShare * how.jitter)), asked);
}

/** `Retry-After` in milliseconds from now: seconds, or a date. Null where there is none to be read. */
export function retryAfterOf(header: string | string[] | undefined, now: Date): number | null {
  if (typeof header !== 'string') {
    return null;
  }
  const text = header.trim();
  const until = /^\d{1,9}$/.test(text) ? Number(text) * second : Date.parse(text) - now.getTime();
  return Number.isFinite(until) && until > 0 ? until : null;
}
