import type { Micros } from '@telex-credits/money';
import type { LimitRef } from './operations.js';
import type { Refusal } from './results.js';
import type { LimitCounter } from './state.js';

/** The order in which levels are checked, and therefore which limit a refusal names. */
const levels: readonly LimitRef['level'][] = [
  'call',
  'key',
  'connection',
  'authorisation',
  'module',
  'wallet',
];

/**
 * How long an ended period's counter is kept: a hold whose period was fixed just before its end may
 * be worked just after it, and must still meet what the period has used.
 */
const graceMillis = 5 * 60_000;

const isOf = (limit: { id: string; period: string }) => (counter: LimitCounter) =>
  counter.id === limit.id && counter.period === limit.period;

/**
 * The first limit that `needed` credits would break, or null: levels in the order call, key,
 * connection, authorisation, module, wallet, and as given within a level. A limit is broken when
 * used + held + needed > cap; one per call has no counter.
 */
export function brokenLimit(
  counters: readonly LimitCounter[],
  limits: readonly LimitRef[],
  needed: Micros,
): Refusal | null {
  for (const level of levels) {
    for (const limit of limits) {
      const counter = level === 'call' ? undefined : counters.find(isOf(limit));
      const used = counter?.used ?? 0n;
      const held = counter?.held ?? 0n;
      if (limit.level === level && used + held + needed > limit.cap) {
        return { code: 'limit_reached', limit, used, held, needed };
      }
    }
  }
  return null;
}

/**
 * What the limits leave for one more spend, never below zero; null where there are none. A spend of
 * so much breaks no limit (`brokenLimit`), and one of a micro-credit more does.
 */
export function leftOf(
  counters: readonly LimitCounter[],
  limits: readonly LimitRef[],
): Micros | null {
  const room = limits.map((limit) => {
    const counter = limit.level === 'call' ? undefined : counters.find(isOf(limit));
    const left = limit.cap - (counter?.used ?? 0n) - (counter?.held ?? 0n);
    return left > 0n ? left : 0n;
  });
  return room.reduce<Micros | null>(
    (least, left) => (least === null || left < least ? left : least),
    null,
  );
}

/** Adds to what each limit has used and held in its period; starts counters that are missing. */
export function count(
  counters: readonly LimitCounter[],
  limits: readonly LimitRef[],
  add: { readonly used: Micros; readonly held: Micros },
): LimitCounter[] {
  const counted = [...counters];
  for (const { id, level, period, periodEndsAt } of limits) {
    if (level === 'call') {
      continue;
    }
    const index = counted.findIndex(isOf({ id, period }));
    const before = counted[index] ?? { id, period, periodEndsAt, used: 0n, held: 0n };
    const after = { ...before, used: before.used + add.used, held: before.held + add.held };
    if (after.held < 0n) {
      throw new Error(`limit ${id} of ${period} would hold ${after.held}`);
    }
    counted.splice(index < 0 ? counted.length : index, 1, after);
  }
  return counted;
}

/** The counters that are still needed: ended periods go once no hold counts in them. */
export function dropEnded(counters: readonly LimitCounter[], now: string): LimitCounter[] {
  if (counters.length === 0) {
    return [];
  }
  const since = new Date(Date.parse(now) - graceMillis).toISOString();
  return counters.filter(
    ({ periodEndsAt, held }) => held > 0n || periodEndsAt === null || periodEndsAt > since,
  );
}
