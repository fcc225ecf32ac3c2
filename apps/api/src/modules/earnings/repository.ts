import type { DocumentStore, Page } from '@telex-credits/store';
import { insertedOnce } from '../../projector/fold.js';
import { clearCollection } from '../../projector/pages.js';
import type { TimeRange } from '../../projector/quarters.js';
import { type EarningDoc, earningCollection } from './schemas.js';

/** Earnings as they were projected. */
export interface EarningsRepository {
  add(docs: readonly EarningDoc[]): Promise<void>;
  /** Newest first. */
  page(
    filter: TimeRange & { readonly publisherId: string; readonly moduleId?: string | undefined },
    page: { readonly limit: number; readonly cursor: string | null },
  ): Promise<Page<EarningDoc>>;
  clear(): Promise<void>;
}

export function createEarningsRepository(documents: DocumentStore): EarningsRepository {
  const earnings = documents.collection(earningCollection);
  return {
    async add(docs) {
      await Promise.all(docs.map((doc) => insertedOnce(earnings, doc)));
    },
    page({ publisherId, moduleId, from, to }, page) {
      const find =
        moduleId === undefined
          ? { index: 'by_publisher', equals: [publisherId] }
          : { index: 'by_module', equals: [publisherId, moduleId] };
      const start = from === undefined ? {} : { from };
      const range = to === undefined ? start : { ...start, before: to };
      return earnings.find({ ...find, range, order: 'descending', ...page });
    },
    clear: () => clearCollection(earnings, 'by_publisher'),
  };
}
