import type {
  PublisherReceipt,
  QueryOf,
  Receipt,
  ReplyOf,
  usageRoutes,
} from '@telex-credits/contracts';
import type { Entry } from '@telex-credits/ledger';
import { type Currency, type Micros, type Nanos, parseCredits } from '@telex-credits/money';
import type { DocumentStore, LedgerStore } from '@telex-credits/store';
import { notFound } from '../../foundation/app-error.js';
import { createJournalFollower, type JournalFollower } from '../../projector/journal-follower.js';
import type { TimeRange } from '../../projector/quarters.js';
import { callEnd } from './call-end.js';
import { pageOfGroups, sumUp } from './groups.js';
import { projectUsage } from './projection.js';
import { publisherReceiptOf, receiptOf } from './receipt.js';
import { createUsageRepository } from './repository.js';
import type { UsageDoc } from './schemas.js';
import { usageOf } from './usage-fact.js';

/** Calls of one module by everybody. */
export interface ModuleSum {
  readonly moduleId: string;
  readonly moduleName: string;
  readonly calls: number;
  readonly credits: Micros;
  readonly collected: Nanos;
  readonly developer: Nanos;
}

/** Usage as people and other modules ask for it; every answer includes all that is committed. */
export interface UsageService {
  /** Calls, newest first; with groupBy, sums that equal the ledger's in any zone. */
  list(
    organisationId: string,
    query: QueryOf<typeof usageRoutes.list>,
  ): Promise<ReplyOf<typeof usageRoutes.list>>;
  /** Of a call that the organisation paid. Throws 404 `usage_not_found`. */
  receipt(organisationId: string, id: string): Promise<Receipt>;
  /**
   * Of a call that the organisation charged by a customer's authorisation, without what is the
   * customer's alone. Throws 404 `usage_not_found`.
   */
  receiptOfPublisher(publisherId: string, id: string): Promise<PublisherReceipt>;
  /** The call that captured a hold. */
  usageIdOfHold(organisationId: string, holdId: string): Promise<string | null>;
  calls30Days(moduleId: string): Promise<number>;
  /** Organisations that called a module since a time. */
  usersOf(moduleId: string, from: string): Promise<ReadonlySet<string>>;
  /** Sums by module over a range, most credits first. */
  moduleSums(range: TimeRange): Promise<ModuleSum[]>;
  /** Organisations with at least one call in the range. */
  activeOrganisations(range: TimeRange): Promise<number>;
  /** The call that an entry ended; `undefined` for any other entry. */
  callOf(entry: Entry): UsageDoc | undefined;
  readonly follower: JournalFollower;
  /** Makes all usage documents again from the journal. */
  rebuild(): Promise<void>;
}

export interface UsageDeps {
  readonly documents: DocumentStore;
  readonly ledger: Pick<
    LedgerStore,
    'entries' | 'entry' | 'hold' | 'outcome' | 'lastSeq' | 'onCommit'
  >;
  readonly now: () => Date;
  readonly baseCurrency: Currency;
  readonly onError: (error: unknown) => void;
}

const countedMs = 30 * 86_400_000;

/** Makes usage: documents that follow the journal, and what is asked of them. */
export function createUsageService(deps: UsageDeps): UsageService {
  const repository = createUsageRepository(deps.documents);
  const follower = createJournalFollower({
    ...deps,
    name: 'usage',
    apply: (entries) => projectUsage(repository.collections, entries),
  });
  return {
    follower,
    callOf: usageOf,
    rebuild: () => follower.rebuild(repository.clear),
    async list(organisationId, { groupBy, timezone, limit, cursor, ...filter }) {
      await follower.catchUp();
      if (groupBy === undefined) {
        const page = { limit, cursor: cursor ?? null };
        const { items, nextCursor } = await repository.page({ organisationId, ...filter }, page);
        return { data: items.map((item) => wireItem(item.doc)), nextCursor };
      }
      const parts = repository.parts({ organisationId, ...filter });
      const grouped = await sumUp(parts, { dimensions: groupBy, timezone });
      return { ...pageOfGroups(grouped, { limit, cursor }), total: grouped.total };
    },
    async receipt(organisationId, id) {
      const entry = await callEnd(deps.ledger, id);
      const own = entry?.walletId === organisationId ? entry : undefined;
      const receipt = own && (await receiptOf(own, deps));
      if (receipt === undefined) {
        throw notFound('usage_not_found', 'call');
      }
      return receipt;
    },
    async receiptOfPublisher(publisherId, id) {
      const entry = await callEnd(deps.ledger, id);
      const own = entry?.publisherId === publisherId ? entry : undefined;
      const receipt = own && (await receiptOf(own, deps));
      const seen = receipt && publisherReceiptOf(receipt);
      if (seen === undefined) {
        throw notFound('usage_not_found', 'call');
      }
      return seen;
    },
    async usageIdOfHold(organisationId, holdId) {
      await follower.catchUp();
      return (await repository.ofHold(organisationId, holdId))?.id ?? null;
    },
    async calls30Days(moduleId) {
      await follower.catchUp();
      const from = new Date(deps.now().getTime() - countedMs).toISOString();
      let calls = 0;
      for await (const bucket of repository.moduleBuckets(moduleId, from)) {
        calls += bucket.calls;
      }
      return calls;
    },
    async usersOf(moduleId, from) {
      await follower.catchUp();
      const users = new Set<string>();
      for await (const { organisationId } of repository.bucketsOfModule(moduleId, from)) {
        users.add(organisationId);
      }
      return users;
    },
    async moduleSums(range) {
      await follower.catchUp();
      const sums = new Map<string, ModuleSum>();
      for await (const part of repository.moduleParts(range)) {
        const sum = sums.get(part.moduleId);
        sums.set(part.moduleId, {
          moduleId: part.moduleId,
          moduleName: part.moduleName,
          calls: (sum?.calls ?? 0) + ('calls' in part ? part.calls : 1),
          credits: (sum?.credits ?? 0n) + parseCredits(part.credits),
          collected: (sum?.collected ?? 0n) + BigInt(part.collected),
          developer: (sum?.developer ?? 0n) + BigInt(part.developer),
        });
      }
      return [...sums.values()].sort((a, b) =>
        a.credits === b.credits ? b.calls - a.calls : a.credits < b.credits ? 1 : -1,
      );
    },
    async activeOrganisations(range) {
      await follower.catchUp();
      const seen = new Set<string>();
      for await (const part of repository.allParts(range)) {
        seen.add(part.organisationId);
      }
      return seen.size;
    },
  };
}

function wireItem(doc: UsageDoc) {
  const { id, at, moduleId, moduleName, keyId, outcome, credits, estimated } = doc;
  return { id, at, moduleId, moduleName, keyId, outcome, credits, estimated };
}
