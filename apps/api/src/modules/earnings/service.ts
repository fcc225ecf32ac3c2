import type { earningsRoutes, QueryOf, ReplyOf } from '@telex-credits/contracts';
import { type Currency, type Nanos, printNanos } from '@telex-credits/money';
import type { DocumentStore, LedgerStore } from '@telex-credits/store';
import { createJournalFollower, type JournalFollower } from '../../projector/journal-follower.js';
import { earningsOf } from './earning-facts.js';
import { createEarningsRepository } from './repository.js';
import type { EarningDoc } from './schemas.js';

/** What publishers earn; amounts are of the ledger's accounts, entries of its journal. */
export interface EarningsService {
  balances(publisherId: string): Promise<ReplyOf<typeof earningsRoutes.get>>;
  /** Newest first; includes all that is committed. */
  entries(
    publisherId: string,
    query: QueryOf<typeof earningsRoutes.entries>,
  ): Promise<ReplyOf<typeof earningsRoutes.entries>>;
  /**
   * Makes every pending day available that is old enough; answers how many. Safe to repeat and to
   * run in several processes: the operation's id names publisher, day and today.
   */
  matureDue(): Promise<number>;
  readonly follower: JournalFollower;
  rebuild(): Promise<void>;
}

export interface EarningsDeps {
  readonly documents: DocumentStore;
  readonly ledger: Pick<
    LedgerStore,
    'entries' | 'lastSeq' | 'onCommit' | 'pendingUpTo' | 'publisher' | 'submit'
  >;
  readonly now: () => Date;
  readonly baseCurrency: Currency;
  readonly onError: (error: unknown) => void;
  readonly config: {
    /** Full days that a day's earnings wait after its end. */
    readonly maturesAfterDays: number;
  };
}

const dayMs = 86_400_000;

/** Makes earnings. */
export function createEarningsService(deps: EarningsDeps): EarningsService {
  const { ledger, config } = deps;
  const repository = createEarningsRepository(deps.documents);
  const money = (nanos: Nanos) => printNanos(nanos, deps.baseCurrency);
  const follower = createJournalFollower({
    ...deps,
    name: 'earnings',
    apply: (entries) => repository.add(entries.flatMap(earningsOf)),
  });

  function maturesAt(day: string): string {
    const end = Date.parse(`${day}T00:00:00.000Z`) + dayMs;
    return new Date(end + config.maturesAfterDays * dayMs).toISOString();
  }

  return {
    follower,
    rebuild: () => follower.rebuild(repository.clear),
    async balances(publisherId) {
      const { pending, available, reserved, inTransit, paidOut, debt } =
        await ledger.publisher(publisherId);
      const waiting = pending.reduce((sum, { amount }) => sum + amount, 0n);
      const [oldest] = pending;
      return {
        pending: money(waiting),
        available: money(available),
        reserved: money(reserved),
        inTransit: money(inTransit),
        paidOut: money(paidOut),
        debt: money(debt),
        earned: money(waiting + available + reserved + inTransit + paidOut - debt),
        nextMaturesAt: oldest === undefined ? null : maturesAt(oldest.day),
        maturesAfterDays: config.maturesAfterDays,
        asOf: deps.now().toISOString(),
      };
    },
    async entries(publisherId, { limit, cursor, ...filter }) {
      await follower.catchUp();
      const page = { limit, cursor: cursor ?? null };
      const { items, nextCursor } = await repository.page({ publisherId, ...filter }, page);
      return { data: items.map(({ doc }) => wireEntry(doc, money)), nextCursor };
    },
    async matureDue() {
      const now = deps.now().getTime();
      const today = new Date(now).toISOString().slice(0, 10);
      const last = new Date(now - (config.maturesAfterDays + 1) * dayMs).toISOString().slice(0, 10);
      const due = await ledger.pendingUpTo(last);
      // Today is in the id because a day that matured may get earnings back later.
      const results = await ledger.submit(
        due.map(({ publisherId, day }) => ({
          type: 'mature',
          id: `mature:${publisherId}:${day}:${today}`,
          publisherId,
          day,
        })),
      );
      return results.filter((result) => result.ok && !result.replayed).length;
    },
  };
}

function wireEntry(
  doc: EarningDoc,
  money: (nanos: Nanos) => { amount: string; currency: Currency },
) {
  const { id, at, type, moduleId, moduleName, credits, amount } = doc;
  return { id, at, type, moduleId, moduleName, credits, amount: money(BigInt(amount)) };
}
