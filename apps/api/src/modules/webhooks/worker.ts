import type { Fact, PaymentProvider } from '@telex-credits/payments';
import type { Environment } from '../../foundation/environment.js';
import { workLeased } from '../../jobs/leased-work.js';
import type { InboxRepository } from './repository.js';
import type { InboxRow } from './schemas.js';
import { whyUnused } from './unused-types.js';

/** What a fact did; see the purchases service. */
export type FactOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'ignored' | 'refused'; readonly reason: string };

export interface WorkerDeps {
  readonly inbox: InboxRepository;
  readonly providers: ReadonlyMap<string, PaymentProvider>;
  readonly environment: Pick<Environment, 'now'>;
  readonly applyFact: (provider: string, fact: Fact) => Promise<FactOutcome>;
  readonly onDead: (row: InboxRow, error: unknown) => void;
}

/** Seconds until a failed row is worked again; after the last one it is dead. */
const backoffSeconds = [1, 5, 30, 120, 600, 1800, 3600, 10_800, 21_600, 43_200];
const leaseSeconds = 60;

type Ending = { readonly state: 'done' | 'ignored' | 'refused'; readonly reason: string | null };

/** Works one event's facts and says how it ended; throws when it has to be worked again. */
async function work(deps: WorkerDeps, row: InboxRow): Promise<Ending> {
  const provider = deps.providers.get(row.provider);
  if (provider === undefined) {
    throw new Error(`provider ${row.provider} is not configured any more`);
  }
  if (row.livemode !== provider.livemode) {
    return { state: 'refused', reason: 'the event is of another mode (test or live)' };
  }
  const payload: unknown = JSON.parse(row.raw);
  const facts = await provider.toFacts({ type: row.type, payload });
  let ending: Ending =
    facts.length === 0
      ? { state: 'ignored', reason: whyUnused(row.provider, row.type) }
      : { state: 'done', reason: null };
  for (const fact of facts) {
    const outcome = await deps.applyFact(row.provider, fact);
    if (outcome.kind !== 'done') {
      ending = { state: outcome.kind, reason: outcome.reason };
    }
  }
  return ending;
}

/** Plans the next attempt, or gives the row up with its reason. */
async function recordFailure(deps: WorkerDeps, row: InboxRow, error: unknown): Promise<void> {
  const now = deps.environment.now().getTime();
  const reason = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  const after = await deps.inbox.change(row.id, (before) => {
    const wait = backoffSeconds[before.attempts - 1];
    return wait === undefined
      ? { ...before, state: 'dead', dueAt: null, leaseUntil: null, reason }
      : { ...before, dueAt: new Date(now + wait * 1000).toISOString(), leaseUntil: null, reason };
  });
  if (after?.state === 'dead') {
    deps.onDead(after, error);
  }
}

/**
 * Works every row that is due, each under a lease. A row is marked as done after everything else:
 * whatever dies before that is worked again, and all of it may be repeated. Answers how many rows
 * were worked.
 */
export async function workInbox(deps: WorkerDeps): Promise<number> {
  const { inbox, environment } = deps;
  return workLeased({
    collection: inbox.collection,
    due: inbox.due(environment.now()),
    now: environment.now,
    leaseSeconds,
    work: async ({ id }) => {
      // Counted first, so that a row that kills its process is given up in the end.
      const row = await inbox.change(id, (before) => ({
        ...before,
        attempts: before.attempts + 1,
      }));
      if (row === undefined || row.state !== 'received') {
        return;
      }
      const { state, reason } = await work(deps, row);
      await inbox.change(id, (before) => ({
        ...before,
        ...{ state, reason, dueAt: null, leaseUntil: null },
      }));
    },
    failed: (row, error) => recordFailure(deps, row, error),
  });
}
