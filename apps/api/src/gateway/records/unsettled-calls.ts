import { type DocumentStore, defineCollection, UniqueViolation } from '@telex-credits/store';
import { z } from 'zod';
import { type CallFacts, callFactsSchema, type Verdict } from '../metering/call-facts.js';
import { verdictSchema, verdictToWire, wireToVerdict } from './verdict-wire.js';

const unsettled = defineCollection({
  name: 'gateway_unsettled_calls',
  schema: z.strictObject({
    /** The call's usage id. */
    id: z.string(),
    facts: callFactsSchema,
    verdict: verdictSchema,
    at: z.string(),
  }),
  indexes: { byTime: { fields: ['at'] } },
});

const atOnce = 100;

/** Calls that ended while the ledger gave no answer: a job settles them. */
export function createUnsettledCalls(documents: DocumentStore) {
  const collection = documents.collection(unsettled);
  return {
    /** Safe to repeat. */
    async keep(facts: CallFacts, verdict: Verdict, at: Date): Promise<void> {
      const doc = {
        id: facts.usageId,
        facts,
        verdict: verdictToWire(verdict),
        at: at.toISOString(),
      };
      await collection.insert(doc).catch((error: unknown) => {
        if (!(error instanceof UniqueViolation)) {
          throw error;
        }
      });
    },
    /** Works the oldest ones; what `settle` throws on stays for the next time. */
    async work(settle: (facts: CallFacts, verdict: Verdict) => Promise<void>): Promise<number> {
      const page = await collection.find({ index: 'byTime', equals: [], limit: atOnce });
      let settled = 0;
      for (const { doc } of page.items) {
        try {
          await settle(doc.facts, wireToVerdict(doc.verdict));
          await collection.delete(doc.id);
          settled += 1;
        } catch {
          // The ledger still gives no answer: the next run tries again, with the same ids.
        }
      }
      return settled;
    },
  };
}

export type UnsettledCalls = ReturnType<typeof createUnsettledCalls>;
