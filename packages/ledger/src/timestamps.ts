const timestamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const day = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Whether a text is a real moment written as `Date.prototype.toISOString` does. The ledger takes no
 * other spelling, because it compares moments as texts.
 */
export function isTimestamp(text: string): boolean {
  if (!timestamp.test(text)) {
    return false;
  }
  const millis = Date.parse(text);
  return !Number.isNaN(millis) && new Date(millis).toISOString() === text;
}

/** Whether a text is a real UTC day such as `2026-11-24`. */
export function isDay(text: string): boolean {
  return day.test(text) && isTimestamp(`${text}T00:00:00.000Z`);
}

/** The UTC day of a moment; names the account in which earnings wait. */
export function utcDay(at: string): string {
  return at.slice(0, 10);
}
