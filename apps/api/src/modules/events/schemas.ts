import { streamEventSchema, timeSchema } from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

/** An event before its place in the stream is known. */
export const eventFactSchema = streamEventSchema.omit({ id: true });
export type EventFact = z.infer<typeof eventFactSchema>;

/**
 * Events of one organisation that were stored together, numbered `first` to `last`. The id is made
 * of `first`, so that two writers cannot both follow the same event.
 */
const batchSchema = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  first: z.number().int(),
  last: z.number().int(),
  /** The newest entry that these events tell of; null where they tell of none. */
  ledgerSeq: z.number().int().nullable(),
  at: timeSchema,
  events: z.array(eventFactSchema),
});
export type EventBatch = z.infer<typeof batchSchema>;

export const eventCollection = defineCollection<EventBatch>({
  name: 'stream_events',
  schema: batchSchema,
  indexes: {
    by_last: { fields: ['organisationId', 'last'] },
    by_ledger: { fields: ['organisationId', 'ledgerSeq'] },
    by_time: { fields: ['at'] },
  },
});

/** Newest number of an organisation, kept when its events are pruned: numbers never start again. */
const counterSchema = z.strictObject({ id: z.string(), last: z.number().int() });
export const counterCollection = defineCollection({
  name: 'stream_counters',
  schema: counterSchema,
  indexes: {},
});
