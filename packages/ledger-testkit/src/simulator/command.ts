import { parseArgs } from 'node:util';
import { openModelSubject } from './model-subject.js';
import { describeRun, runSeeds, type SeedsReport } from './run-seeds.js';
import type { OpenSubject } from './subject.js';

/** What the kill run of an engine came to. */
export interface KillReport {
  readonly kills: number;
  readonly acknowledged: number;
  /** Ids that were acknowledged and are not in the ledger. */
  readonly lost: readonly string[];
  /** What `verify` found broken. */
  readonly problems: readonly string[];
  readonly entries: number;
}

/** What the command runs on. */
export interface SimulateOptions {
  readonly args: readonly string[];
  /** The durable engine, of which one seed in ten is played too. */
  readonly engine: { readonly name: string; readonly open: OpenSubject };
  /** Kills writing processes that many times. */
  readonly kill: (kills: number) => Promise<KillReport>;
  /** A seed from 0 to 2^32 − 1 that nobody could foresee. */
  readonly newSeed: () => number;
  readonly now: () => number;
  readonly print: (line: string) => void;
}

const usage =
  'usage: npm run simulate -- [--seeds N] [--seed S] [--store model|sqlite|both] [--kill N] [--json]';

interface Asked {
  readonly first: number;
  /** How many seeds of the model and of the engine. */
  readonly model: number;
  readonly engine: number;
  readonly kills: number;
  readonly json: boolean;
}

/** A whole number up to `most`; null when the text is none. */
function wholeNumber(text: string, most: number): number | null {
  return /^\d{1,10}$/.test(text) && Number(text) <= most ? Number(text) : null;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

function parse(args: readonly string[]) {
  try {
    const options = { seeds: text, seed: text, store: text, kill: text, json: flag };
    return parseArgs({ args: [...args], options }).values;
  } catch {
    return null;
  }
}

/** What was asked for, or null when it makes no sense. */
function read({ args, newSeed }: SimulateOptions): Asked | null {
  const values = parse(args);
  if (values === null) {
    return null;
  }
  const first = wholeNumber(values.seed ?? String(newSeed()), 2 ** 32 - 1);
  const seeds = wholeNumber(values.seeds ?? (values.seed === undefined ? '300' : '1'), 1_000_000);
  const kills = wholeNumber(values.kill ?? '0', 100_000);
  const store = values.store ?? 'both';
  if (first === null || seeds === null || kills === null) {
    return null;
  }
  if (!['model', 'sqlite', 'both'].includes(store)) {
    return null;
  }
  const killsOnly = kills > 0 && values.seeds === undefined && values.seed === undefined;
  const some = killsOnly ? 0 : seeds;
  const engine = store === 'sqlite' ? some : Math.ceil(some / 10);
  return {
    first,
    model: store === 'sqlite' ? 0 : some,
    engine: store === 'model' ? 0 : engine,
    kills,
    json: values.json ?? false,
  };
}

function tell(name: string, report: SeedsReport, seconds: number): string[] {
  const { seeds, entries, refusals, acknowledged, failures } = report;
  const failed = Object.entries(failures).map(([what, count]) => `${count} ${what}`);
  return [
    `${name}: ${seeds} seeds in ${seconds} s, ${entries} entries, ${refusals} refusals, ` +
      `${acknowledged} operations acknowledged, ${report.broken.length} seeds broken`,
    `  trace ${report.trace}`,
    `  went wrong on purpose: ${failed.join(', ') || 'nothing'}`,
    ...report.broken.map(describeRun),
  ];
}

function tellKills({ kills, acknowledged, lost, problems, entries }: KillReport, seconds: number) {
  return [
    `kill: ${kills} kills in ${seconds} s, ${entries} entries, ` +
      `${acknowledged} operations acknowledged, ${lost.length} lost`,
    ...lost.slice(0, 20).map((id) => `  lost: ${id}`),
    ...problems.map((problem) => `  broken: ${problem}`),
  ];
}

/** What a report says in JSON: broken runs without their last lines. */
const summary = (report: SeedsReport | null) =>
  report && {
    ...report,
    broken: report.broken.map(({ seed, problem, trace }) => ({ seed, problem, trace })),
  };

/**
 * `npm run simulate`: plays seeds, and kills if asked. Answers the exit code: 0 when everything was
 * kept, 1 when something broke, 2 when it was asked for nonsense.
 */
export async function simulateCommand(options: SimulateOptions): Promise<number> {
  const asked = read(options);
  if (asked === null) {
    options.print(usage);
    return 2;
  }
  const { first, json } = asked;
  const say = (lines: readonly string[]) => {
    for (const line of json ? [] : lines) {
      options.print(line);
    }
  };
  const timed = async <T>(
    work: () => Promise<T>,
    lines: (done: T, seconds: number) => string[],
  ) => {
    const start = options.now();
    const done = await work();
    say(lines(done, Math.ceil((options.now() - start) / 1_000)));
    return done;
  };
  const play = (name: string, open: OpenSubject, least: number) =>
    least === 0
      ? null
      : timed(
          () => runSeeds(open, { first, least }),
          (report, seconds) => tell(name, report, seconds),
        );
  say([`base seed ${first}`]);
  const model = await play('model', openModelSubject, asked.model);
  const engine = await play(options.engine.name, options.engine.open, asked.engine);
  const kill = asked.kills === 0 ? null : await timed(() => options.kill(asked.kills), tellKills);
  const broken = (model?.broken.length ?? 0) + (engine?.broken.length ?? 0);
  const ok = broken === 0 && (kill === null || kill.lost.length + kill.problems.length === 0);
  if (json) {
    const seeds = { model: summary(model), [options.engine.name]: summary(engine) };
    options.print(JSON.stringify({ ok, first, ...seeds, kill }));
  }
  return ok ? 0 : 1;
}
