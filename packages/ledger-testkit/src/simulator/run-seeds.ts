import { createHash } from 'node:crypto';
import { type Simulation, simulate } from './simulate.js';
import type { OpenSubject } from './subject.js';

/** What many runs came to. */
export interface SeedsReport {
  readonly seeds: number;
  /** A hash of all runs; of a single one its own trace. */
  readonly trace: string;
  /** Runs in which a promise broke; replay them with `npm run simulate -- --seed S`. */
  readonly broken: readonly Simulation[];
  readonly entries: number;
  readonly refusals: number;
  readonly acknowledged: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly accepted: Readonly<Record<string, number>>;
}

function addTo(sums: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [key, count] of Object.entries(more)) {
    sums[key] = (sums[key] ?? 0) + count;
  }
}

const hash = (traces: readonly string[]): string =>
  createHash('sha256').update(traces.join()).digest('hex');

/** The command that plays a seed again, exactly. */
const replayCommand = (seed: number): string => `npm run simulate -- --seed ${seed}`;

/** One run in words: how it went, and for one in which something broke what happened last. */
export function describeRun(run: Simulation): string {
  const { seed, problem, last } = run;
  return problem === null
    ? `seed ${seed}: all kept, ${run.entries} entries, trace ${run.trace}`
    : `seed ${seed}: ${problem}\n  ${last.join('\n  ')}\n  replay: ${replayCommand(seed)}`;
}

/** The first seed of a series and how long the series is. */
interface Series {
  readonly first: number;
  /** At least so many … */
  readonly least: number;
  /** … and more for as long as this says so, a run at a time. */
  readonly more?: () => boolean;
  /** Ends after this many broken runs: 1 unless told. */
  readonly brokenMax?: number;
}

/** Plays seeds one after the other, from `first` on (past 2^32 − 1 they begin at 0 again). */
export async function runSeeds(open: OpenSubject, series: Series): Promise<SeedsReport> {
  const broken: Simulation[] = [];
  const sums = { seeds: 0, entries: 0, refusals: 0, acknowledged: 0 };
  const traces: string[] = [];
  const failures: Record<string, number> = {};
  const accepted: Record<string, number> = {};
  while (sums.seeds < series.least || series.more?.() === true) {
    const run = await simulate((series.first + sums.seeds) % 2 ** 32, open);
    sums.seeds += 1;
    traces.push(run.trace);
    sums.entries += run.entries;
    sums.refusals += run.refusals;
    sums.acknowledged += run.acknowledged;
    addTo(failures, run.failures);
    addTo(accepted, run.accepted);
    if (run.problem !== null) {
      broken.push(run);
    }
    if (broken.length >= (series.brokenMax ?? 1)) {
      break;
    }
  }
  return {
    ...sums,
    trace: traces.length === 1 ? traces.join() : hash(traces),
    broken,
    failures,
    accepted,
  };
}
