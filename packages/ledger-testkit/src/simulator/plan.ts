import { type StepKind, stepKinds } from '../random-steps.js';
import type { Random } from './random.js';
import { type Fault, faults } from './subject.js';

/** What a seed decides before anything happens. Shares are of a thousand. */
export interface Plan {
  readonly clients: number;
  /** Requests of all clients together. */
  readonly requests: number;
  /** What clients do, some of it more often than the rest. */
  readonly kinds: readonly StepKind[];
  /** Longest time between two requests of a client, of a message on its way, and of a commit. */
  readonly thinkMs: number;
  readonly latencyMs: number;
  readonly diskMs: number;
  readonly patienceMs: number;
  readonly faults: Readonly<Record<Fault, number>>;
  readonly lostRequests: number;
  readonly lostAnswers: number;
  readonly duplicates: number;
  readonly slowCommits: number;
  readonly malformed: number;
  readonly stale: number;
  readonly otherBodies: number;
  readonly batches: number;
  readonly clockSetBack: number;
  /** How often somebody matures and pays out all that there is. */
  readonly payOuts: number;
}

/** Half of the runs are without a thing at all, so that the others are not always in its shadow. */
const share = (random: Random, most: number): number =>
  random.chance(500) ? 0 : random.between(1, most);

const times = (count: number, ...kinds: StepKind[]): StepKind[] =>
  Array.from({ length: count }, () => kinds).flat();

/** What most of the ledger's work is. */
const calls = [...times(3, 'hold'), ...times(2, 'capture'), 'charge', 'release'] as const;

/** Runs about what publishers earn and are paid, which others stop by freezes and debts. */
const earnings = [
  ...times(4, 'paid', 'charge', 'mature', 'payout'),
  ...times(2, 'reserve', 'payout', 'reverse', 'reinstate'),
  ...(['hold', 'capture', 'repay', 'pass'] as const),
];

/** Draws a plan; plans differ widely, which finds more than many runs of an average one. */
export function drawPlan(random: Random): Plan {
  const loved = Array.from({ length: random.below(4) }, () => random.pick(stepKinds));
  const usual = random.chance(300) ? earnings : [...stepKinds, ...calls];
  const rates = faults.map((fault) => [fault, share(random, 60)] as const);
  return {
    clients: random.between(1, 6),
    requests: random.between(30, 150),
    kinds: [...usual, ...loved.flatMap((kind) => times(7, kind))],
    thinkMs: random.pick([5, 50, 2_000]),
    latencyMs: random.pick([0, 10, 400]),
    diskMs: random.pick([1, 20, 300]),
    patienceMs: random.pick([300, 5_000]),
    faults: Object.fromEntries(rates) as Record<Fault, number>,
    lostRequests: share(random, 150),
    lostAnswers: share(random, 150),
    duplicates: share(random, 250),
    slowCommits: share(random, 100),
    malformed: share(random, 100),
    stale: share(random, 200),
    otherBodies: share(random, 50),
    batches: share(random, 500),
    clockSetBack: share(random, 1_000),
    payOuts: share(random, 200),
  };
}
