import type { DocumentStore, FindQuery, Page } from '@telex-credits/store';
import { clearCollection, everyDocument } from '../../projector/pages.js';
import { splitRange, type TimeRange } from '../../projector/quarters.js';
import type { UsageCollections } from './projection.js';
import {
  type ModuleBucket,
  moduleBucketCollection,
  type UsageBucket,
  type UsageDoc,
  usageBucketCollection,
  usageCollection,
} from './schemas.js';

/** What one organisation asks of its calls. */
export interface UsageFilter extends TimeRange {
  readonly organisationId: string;
  readonly moduleId?: string | undefined;
  readonly keyId?: string | undefined;
}

/** Reads of the projected usage. */
export interface UsageRepository {
  readonly collections: UsageCollections;
  /** Calls, newest first. */
  page(
    filter: UsageFilter,
    page: { readonly limit: number; readonly cursor: string | null },
  ): Promise<Page<UsageDoc>>;
  ofHold(organisationId: string, holdId: string): Promise<UsageDoc | undefined>;
  /** Parts that add up to an organisation's usage in the range: whole buckets, and calls at its ends. */
  parts(filter: UsageFilter): AsyncGenerator<UsageBucket | UsageDoc>;
  /** The same for all organisations. */
  allParts(range: TimeRange): AsyncGenerator<UsageBucket | UsageDoc>;
  /** The same by module. */
  moduleParts(range: TimeRange): AsyncGenerator<ModuleBucket | UsageDoc>;
  /** Everybody's calls of a module since a time, by quarter-hour. */
  bucketsOfModule(moduleId: string, from: string): AsyncGenerator<UsageBucket>;
  moduleBuckets(moduleId: string, from: string): AsyncGenerator<ModuleBucket>;
  clear(): Promise<void>;
}

export function createUsageRepository(documents: DocumentStore): UsageRepository {
  const usage = documents.collection(usageCollection);
  const buckets = documents.collection(usageBucketCollection);
  const moduleBuckets = documents.collection(moduleBucketCollection);

  async function* edges(range: TimeRange, find: Pick<FindQuery, 'index' | 'equals'>) {
    for (const { from, to } of splitRange(range).edges) {
      yield* everyDocument(usage, { ...find, range: { from, before: to } });
    }
  }

  function quarters(range: TimeRange, find: Pick<FindQuery, 'index' | 'equals'>) {
    const whole = splitRange(range).quarters;
    return whole === null ? null : { ...find, ...rangeOf(whole) };
  }

  return {
    collections: { usage, buckets, moduleBuckets },
    page: (filter, page) => pageOf(usage, filter, page),
    async ofHold(organisationId, holdId) {
      const equals = [organisationId, holdId];
      return (await usage.find({ index: 'by_hold', equals, limit: 1 })).items[0]?.doc;
    },
    async *parts(filter) {
      const find = { index: 'by_organisation', equals: [filter.organisationId] };
      const query = quarters(filter, find);
      const all = [query === null ? [] : everyDocument(buckets, query), edges(filter, find)];
      for (const part of all) {
        for await (const doc of part) {
          if (fits(doc, filter)) {
            yield doc;
          }
        }
      }
    },
    async *allParts(range) {
      const query = quarters(range, { index: 'by_start', equals: [] });
      yield* query === null ? [] : everyDocument(buckets, query);
      yield* edges(range, { index: 'by_time', equals: [] });
    },
    async *moduleParts(range) {
      const query = quarters(range, { index: 'by_start', equals: [] });
      yield* query === null ? [] : everyDocument(moduleBuckets, query);
      yield* edges(range, { index: 'by_time', equals: [] });
    },
    bucketsOfModule: (moduleId, from) =>
      everyDocument(buckets, { index: 'by_module', equals: [moduleId], range: { from } }),
    moduleBuckets: (moduleId, from) =>
      everyDocument(moduleBuckets, { index: 'by_module', equals: [moduleId], range: { from } }),
    async clear() {
      await clearCollection(usage, 'by_time');
      await clearCollection(buckets, 'by_start');
      await clearCollection(moduleBuckets, 'by_start');
    },
  };
}

function rangeOf({ from, to }: TimeRange): Pick<FindQuery, 'range'> {
  return from === undefined && to === undefined
    ? {}
    : {
        range: {
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { before: to }),
        },
      };
}

function fits(doc: UsageBucket | UsageDoc, { moduleId, keyId }: UsageFilter): boolean {
  return (
    (moduleId === undefined || doc.moduleId === moduleId) &&
    (keyId === undefined || doc.keyId === keyId)
  );
}

/** One page by the index that fits best; a second condition is checked document by document. */
async function pageOf(
  usage: UsageCollections['usage'],
  filter: UsageFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | null },
): Promise<Page<UsageDoc>> {
  const { organisationId, moduleId, keyId } = filter;
  const find =
    moduleId !== undefined
      ? { index: 'by_module', equals: [organisationId, moduleId] }
      : keyId !== undefined
        ? { index: 'by_key', equals: [organisationId, keyId] }
        : { index: 'by_organisation', equals: [organisationId] };
  const query = { ...find, ...rangeOf(filter), order: 'descending' } as const;
  const items: Page<UsageDoc>['items'] = [];
  let next = cursor;
  do {
    const page = await usage.find({ ...query, limit: limit - items.length, cursor: next });
    items.push(...page.items.filter((item) => fits(item.doc, filter)));
    next = page.nextCursor;
  } while (next !== null && items.length < limit);
  return { items, nextCursor: next };
}
