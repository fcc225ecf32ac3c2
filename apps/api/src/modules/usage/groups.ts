import type { usageGroupSchema } from '@telex-credits/contracts';
import { type Micros, parseCredits, printCredits } from '@telex-credits/money';
import { InvalidCursor } from '@telex-credits/store';
import type { z } from 'zod';
import { dayIn } from '../../projector/quarters.js';
import type { UsageBucket, UsageDoc } from './schemas.js';

export type UsageGroup = z.infer<typeof usageGroupSchema>;
export type Dimension = 'module' | 'key' | 'day';

interface Sum {
  readonly place: string;
  readonly group: Omit<UsageGroup, 'calls' | 'credits'>;
  calls: number;
  credits: Micros;
}

/** Sums by group, newest day first, with the sum of all of them. */
export interface Grouped {
  readonly groups: readonly { readonly place: string; readonly group: UsageGroup }[];
  readonly total: { readonly calls: number; readonly credits: string };
}

/** Adds parts up by the dimensions; days are those of the zone. */
export async function sumUp(
  parts: AsyncIterable<UsageBucket | UsageDoc>,
  by: { readonly dimensions: readonly Dimension[]; readonly timezone: string },
): Promise<Grouped> {
  const dayOf = dayIn(by.timezone);
  const sums = new Map<string, Sum>();
  const total = { calls: 0, credits: 0n };
  for await (const part of parts) {
    const calls = 'calls' in part ? part.calls : 1;
    const credits = parseCredits(part.credits);
    const group = groupOf(part, by.dimensions, dayOf);
    const place = JSON.stringify([group.day ?? '', group.moduleId ?? '', group.keyId ?? '']);
    const sum = sums.get(place) ?? { place, group, calls: 0, credits: 0n };
    sums.set(place, { ...sum, calls: sum.calls + calls, credits: sum.credits + credits });
    total.calls += calls;
    total.credits += credits;
  }
  return {
    groups: [...sums.values()]
      .sort((a, b) => compare(a.place, b.place))
      .map(({ place, group, calls, credits }) => ({
        place,
        group: { ...group, calls, credits: printCredits(credits) },
      })),
    total: { calls: total.calls, credits: printCredits(total.credits) },
  };
}

/** Groups behind the cursor, which is the place of the last one shown. */
export function pageOfGroups(
  { groups }: Grouped,
  page: { readonly limit: number; readonly cursor: string | undefined },
): { data: UsageGroup[]; nextCursor: string | null } {
  const after = page.cursor === undefined ? undefined : placeOf(page.cursor);
  const rest = after === undefined ? groups : groups.filter((one) => compare(one.place, after) > 0);
  const shown = rest.slice(0, page.limit);
  const last = rest.length > shown.length ? shown.at(-1) : undefined;
  return {
    data: shown.map((one) => one.group),
    nextCursor: last === undefined ? null : Buffer.from(last.place).toString('base64url'),
  };
}

function groupOf(
  part: UsageBucket | UsageDoc,
  dimensions: readonly Dimension[],
  dayOf: (at: string) => string,
): Sum['group'] {
  const { moduleId, moduleName, keyId } = part;
  return {
    ...(dimensions.includes('module') ? { moduleId, moduleName } : {}),
    ...(dimensions.includes('key') ? { keyId } : {}),
    ...(dimensions.includes('day') ? { day: dayOf('start' in part ? part.start : part.at) } : {}),
  };
}

/** Newest day first, then by module and key. */
function compare(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  const at = left.findIndex((part, index) => part !== right[index]);
  if (at < 0) {
    return 0;
  }
  const earlier = (left[at] ?? '') < (right[at] ?? '');
  return earlier === at > 0 ? -1 : 1;
}

function partsOf(place: string): string[] {
  const parsed: unknown = JSON.parse(place);
  return Array.isArray(parsed) ? parsed.map(String) : [];
}

function placeOf(cursor: string): string {
  const place = Buffer.from(cursor, 'base64url').toString();
  try {
    if (partsOf(place).length === 3) {
      return place;
    }
  } catch {
    // Not JSON, so not ours.
  }
  throw new InvalidCursor();
}
