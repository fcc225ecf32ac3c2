const quarterMs = 15 * 60_000;

/** Start of the UTC quarter-hour that a time lies in; every zone's days begin at one. */
export function quarterOf(at: string): string {
  return new Date(Math.floor(Date.parse(at) / quarterMs) * quarterMs).toISOString();
}

/** The first quarter-hour that starts at or after a time. */
function quarterFrom(at: string): string {
  return new Date(Math.ceil(Date.parse(at) / quarterMs) * quarterMs).toISOString();
}

/** From (included) and to (excluded), ISO 8601 UTC; what is left out has no end. */
export interface TimeRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A range as whole quarter-hours and the parts of quarters at its ends. */
export interface SplitRange {
  readonly quarters: TimeRange | null;
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** Splits a range so that sums of quarters plus the entries of its edges are exact. */
export function splitRange({ from, to }: TimeRange): SplitRange {
  if (from !== undefined && to !== undefined && from >= to) {
    return { quarters: null, edges: [] };
  }
  const first = from === undefined ? undefined : quarterFrom(from);
  const end = to === undefined ? undefined : quarterOf(to);
  if (
    from !== undefined &&
    to !== undefined &&
    first !== undefined &&
    end !== undefined &&
    first > end
  ) {
    return { quarters: null, edges: [{ from, to }] };
  }
  const head =
    from !== undefined && first !== undefined && from < first ? [{ from, to: first }] : [];
  const tail = to !== undefined && end !== undefined && end < to ? [{ from: end, to }] : [];
  return { quarters: { from: first, to: end }, edges: [...head, ...tail] };
}

/** Tells the local day (`2026-11-24`) of a time in an IANA zone. */
export function dayIn(zone: string): (at: string) => string {
  const format = new Intl.DateTimeFormat('en-CA-u-ca-gregory-nu-latn', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const known = new Map<string, string>();
  return (at) => {
    const quarter = quarterOf(at);
    const day = known.get(quarter) ?? format.format(new Date(quarter));
    known.set(quarter, day);
    return day;
  };
}
