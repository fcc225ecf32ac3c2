import type { Entry } from '@telex-credits/ledger';
import type { DocumentStore } from '@telex-credits/store';
import { foldInto } from '../../projector/fold.js';
import { clearCollection, everyDocument } from '../../projector/pages.js';
import { quarterOf } from '../../projector/quarters.js';
import { Flows } from './flows.js';
import { type PlatformBucket, platformBucketCollection } from './schemas.js';

/** The platform's quarter-hours. */
export interface AnalyticsRepository {
  /** Adds entries to their quarters; `isCall` tells which of them ended a call. */
  add(entries: readonly Entry[], isCall: (entry: Entry) => boolean): Promise<void>;
  between(from: string, to: string): AsyncGenerator<PlatformBucket>;
  clear(): Promise<void>;
}

export function createAnalyticsRepository(documents: DocumentStore): AnalyticsRepository {
  const buckets = documents.collection(platformBucketCollection);
  return {
    async add(entries, isCall) {
      const facts = entries.map((entry) => ({
        seq: entry.seq,
        into: quarterOf(entry.at),
        flows: new Flows().addEntry(entry),
        calls: isCall(entry) ? 1 : 0,
      }));
      await foldInto(buckets, facts, {
        empty: ({ into }) => ({ id: into, start: into, calls: 0, flows: {}, lastSeq: 0 }),
        add: (doc, fact) => ({
          ...doc,
          calls: doc.calls + fact.calls,
          flows: Flows.of(doc.flows).addAll(fact.flows).toStored(),
        }),
      });
    },
    between: (from, before) =>
      everyDocument(buckets, { index: 'by_start', equals: [], range: { from, before } }),
    clear: () => clearCollection(buckets, 'by_start'),
  };
}
