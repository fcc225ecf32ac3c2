import { StoryTeller } from '../random-steps.js';
import { Agenda } from './agenda.js';
import { Client } from './client.js';
import { checkEverything } from './final-checks.js';
import { drawPlan } from './plan.js';
import { Random } from './random.js';
import { Server } from './server.js';
import type { OpenSubject } from './subject.js';
import { Trace } from './trace.js';
import { Traffic } from './traffic.js';
import { Witness } from './witness.js';

/** What a run came to. */
export interface Simulation {
  readonly seed: number;
  /** What was broken; null when everything held. */
  readonly problem: string | null;
  /** A hash of everything that happened: the same for the same seed and code. */
  readonly trace: string;
  /** The last lines of what happened. */
  readonly last: readonly string[];
  readonly events: number;
  readonly entries: number;
  readonly refusals: number;
  readonly acknowledged: number;
  /** How often each thing went wrong. */
  readonly failures: Readonly<Record<string, number>>;
  /** How often each type of operation was accepted. */
  readonly accepted: Readonly<Record<string, number>>;
}

const start = Date.parse('2026-11-24T09:00:00.000Z');

function countTypes(types: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const type of types) {
    counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

/**
 * Plays one seed against a subject: clients, network, disk, clock and faults all follow from the
 * seed, time is virtual, and one thing happens after the other. Every promise of the ledger is
 * checked as it goes and at the end; the first one that breaks ends the run.
 */
export async function simulate(seed: number, open: OpenSubject): Promise<Simulation> {
  const random = new Random(seed);
  const plan = drawPlan(random);
  const agenda = new Agenda();
  const trace = new Trace();
  const teller = new StoryTeller(() => start + agenda.now);
  let behind = 0;
  const clock = () => new Date(teller.clock().getTime() - behind);
  const subject = await open({ now: clock, random: new Random(seed ^ 0x5ca1ab1e) });
  const traffic = new Traffic(random, plan, teller);
  const witness = new Witness({ subject, traffic, clock });
  const setClockBack = (millis: number) => {
    behind = millis;
  };
  const world = { agenda, plan, random, subject, trace, traffic, witness, setClockBack };
  const server = new Server(world);
  let problem: string | null = null;
  try {
    const opening = teller.opening();
    await witness.follow([opening], await subject.work([opening], null), null);
    for (let client = 0; client < plan.clients; client += 1) {
      new Client(world, server).start();
    }
    await agenda.run();
    await checkEverything(subject, witness);
  } catch (error) {
    problem = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } finally {
    await subject.close();
  }
  const { entries } = witness.models;
  return {
    seed,
    problem,
    trace: trace.digest(),
    last: trace.last(),
    events: trace.count,
    entries: entries.length,
    refusals: witness.refused,
    acknowledged: witness.acknowledged,
    failures: Object.fromEntries(server.counts),
    accepted: countTypes(entries.map(({ type }) => type)),
  };
}
