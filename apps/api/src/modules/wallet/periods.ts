/** A calendar day or month of a wallet's zone: its name, and the instant at which the next begins. */
export interface Period {
  /** `2026-11-24` or `2026-11`. */
  readonly name: string;
  /** ISO 8601 UTC. */
  readonly endsAt: string;
}

/** The day and the month that an instant belongs to. */
export interface Periods {
  readonly day: Period;
  readonly month: Period;
}

const second = 1000;
const hour = 3600 * second;
/** No day is as long, not even where clocks go back or a whole day is skipped. */
const longestDay = 49 * hour;
const longestMonth = 31 * 24 * hour + longestDay;

/** Makes the local date (`2026-11-24`) of an instant, in one zone. */
function dateIn(zone: string): (milliseconds: number) => string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (milliseconds) => {
    const parts = new Map(
      format.formatToParts(milliseconds).map((part) => [part.type, part.value]),
    );
    return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
  };
}

/** The first whole second after `from` at which `isNext` holds; it holds at `from + span`. */
function firstSecond(from: number, span: number, isNext: (at: number) => boolean): number {
  let before = Math.floor(from / second);
  let after = Math.ceil((from + span) / second);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isNext(middle * second)) {
      after = middle;
    } else {
      before = middle;
    }
  }
  return after * second;
}

function compute(dateOf: (at: number) => string, now: number): Periods {
  const day = dateOf(now);
  const month = day.slice(0, 7);
  // Asked of the zone's own calendar, never by adding 24 hours: days have 23 to 25, or are skipped.
  const dayEnd = firstSecond(now, longestDay, (at) => dateOf(at) > day);
  const monthEnd = firstSecond(now, longestMonth, (at) => dateOf(at).slice(0, 7) > month);
  return {
    day: { name: day, endsAt: new Date(dayEnd).toISOString() },
    month: { name: month, endsAt: new Date(monthEnd).toISOString() },
  };
}

/**
 * Makes a calendar that answers the periods of an instant in any IANA zone. It remembers the current
 * day of each zone, so that a call of the gateway costs one look-up.
 */
export function createCalendar(): (zone: string, now: Date) => Periods {
  const zones = new Map<
    string,
    { dateOf: (at: number) => string; from: number; until: number; periods: Periods }
  >();
  return (zone, now) => {
    const time = now.getTime();
    const known = zones.get(zone);
    if (known !== undefined && time >= known.from && time < known.until) {
      return known.periods;
    }
    const dateOf = known?.dateOf ?? dateIn(zone);
    const periods = compute(dateOf, time);
    zones.set(zone, { dateOf, from: time, until: Date.parse(periods.day.endsAt), periods });
    return periods;
  };
}
