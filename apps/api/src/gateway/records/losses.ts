import { type DocumentStore, defineCollection, UniqueViolation } from '@telex-credits/store';
import { z } from 'zod';

const losses = defineCollection({
  name: 'gateway_losses',
  schema: z.strictObject({
    /** The call's usage id. */
    id: z.string(),
    organisationId: z.string(),
    moduleId: z.string(),
    /** Credits that nobody paid. */
    credits: z.string(),
    route: z.string(),
    at: z.string(),
  }),
  indexes: { byTime: { fields: ['at'] } },
});

export type Loss = z.infer<typeof losses.schema>;

/** Calls that were delivered and that nobody paid: the platform's losses, one row each. */
export function createLosses(documents: DocumentStore) {
  const collection = documents.collection(losses);
  return {
    /** Safe to repeat. */
    async record(loss: Loss): Promise<void> {
      await collection.insert(loss).catch((error: unknown) => {
        if (!(error instanceof UniqueViolation)) {
          throw error;
        }
      });
    },
    async list(): Promise<Loss[]> {
      const page = await collection.find({ index: 'byTime', equals: [], limit: 1000 });
      return page.items.map(({ doc }) => doc);
    },
  };
}

export type Losses = ReturnType<typeof createLosses>;
