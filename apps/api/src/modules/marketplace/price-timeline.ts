import type { Price } from '@telex-credits/contracts';
import { parseCredits } from '@telex-credits/money';
import type { PriceDoc } from './schemas.js';
import { risesForSomeQuantity } from './unit-price-rise.js';

const noticeMs = 14 * 86_400_000;

/** Whether `next` asks more than `current` in anything that the publisher sets. */
export function isRise(current: Price, next: Price): boolean {
  if (next.model === 'free') {
    return false;
  }
  if (next.model === 'per_call' && current.model === 'per_call') {
    return (
      parseCredits(next.credits) > parseCredits(current.credits) ||
      (next.errorsBillable && !current.errorsBillable)
    );
  }
  if (next.model === 'per_token' && current.model === 'per_token') {
    return (
      next.markupBps > current.markupBps ||
      parseCredits(next.minimum) > parseCredits(current.minimum)
    );
  }
  if (next.model === 'per_unit' && current.model === 'per_unit') {
    return risesForSomeQuantity(current, next);
  }
  // Prices of different models cannot be compared, so a change between them needs the notice.
  return true;
}

/**
 * The versions that are, were or will be in force, by their start. A version that is made later
 * replaces all that would start with or after it: what is announced can be taken back.
 */
export function timelineOf(versions: readonly PriceDoc[]): PriceDoc[] {
  const timeline: PriceDoc[] = [];
  for (const version of [...versions].sort((a, b) => a.number - b.number)) {
    while ((timeline.at(-1)?.effectiveAt ?? '') >= version.effectiveAt) {
      timeline.pop();
    }
    timeline.push(version);
  }
  return timeline;
}

/** The version in force at a time; `undefined` before the first. */
export function priceAt(timeline: readonly PriceDoc[], at: string): PriceDoc | undefined {
  return timeline.findLast((version) => version.effectiveAt <= at);
}

/** The next version that is announced. */
export function priceAfter(timeline: readonly PriceDoc[], at: string): PriceDoc | undefined {
  return timeline.find((version) => version.effectiveAt > at);
}

/**
 * When a published module's `price` may take effect at the earliest: now unless it is a rise; a rise
 * 14 days from now, and a calendar month (UTC) after the rise before it.
 */
export function earliestFor(
  timeline: readonly PriceDoc[],
  change: { readonly price: Price; readonly now: string; readonly publishedAt: string },
): string {
  if (!risesAt(timeline, change.price, change.now)) {
    return change.now;
  }
  let earliest = new Date(Date.parse(change.now) + noticeMs).toISOString();
  for (;;) {
    const last = lastRiseBefore(timeline, earliest, change.publishedAt);
    const after = last === undefined ? earliest : monthAfter(last.effectiveAt);
    if (after <= earliest) {
      return earliest;
    }
    earliest = after;
  }
}

/** Whether `price`, starting at `at`, would be a rise over what is in force right before. */
export function risesAt(timeline: readonly PriceDoc[], price: Price, at: string): boolean {
  const before = timeline.findLast((version) => version.effectiveAt < at) ?? timeline[0];
  return before !== undefined && isRise(before.price, price);
}

/** Whether a rise may start at `at`. */
export function riseAllowedAt(
  timeline: readonly PriceDoc[],
  change: { readonly at: string; readonly now: string; readonly publishedAt: string },
): boolean {
  const last = lastRiseBefore(timeline, change.at, change.publishedAt);
  const noticed = Date.parse(change.at) - Date.parse(change.now) >= noticeMs;
  return noticed && (last === undefined || monthAfter(last.effectiveAt) <= change.at);
}

/** Rises of a draft bind nobody, so they do not count. */
function lastRiseBefore(
  timeline: readonly PriceDoc[],
  at: string,
  publishedAt: string,
): PriceDoc | undefined {
  return timeline.findLast((version, index) => {
    const before = timeline[index - 1];
    return (
      version.effectiveAt < at &&
      version.effectiveAt > publishedAt &&
      before !== undefined &&
      isRise(before.price, version.price)
    );
  });
}

/** The same moment of the next calendar month, or that month's last day. */
function monthAfter(at: string): string {
  const from = new Date(at);
  const to = new Date(from);
  to.setUTCMonth(from.getUTCMonth() + 1);
  if (to.getUTCDate() !== from.getUTCDate()) {
    to.setUTCDate(0);
  }
  return to.toISOString();
}
