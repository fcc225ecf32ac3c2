import { creditsSchema, earningsEntrySchema, timeSchema } from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

/** What one entry of the journal did to one publisher's earnings. */
const earningSchema = z.strictObject({
  /** Entry, publisher and type: one entry can give and take. */
  id: z.string(),
  seq: z.number().int(),
  publisherId: z.string(),
  at: timeSchema,
  type: earningsEntrySchema.shape.type,
  moduleId: z.string().nullable(),
  moduleName: z.string().nullable(),
  credits: creditsSchema,
  /** Nano-units of the base currency, as an integer; below zero where taken back. */
  amount: z.string(),
});
export type EarningDoc = z.infer<typeof earningSchema>;

export const earningCollection = defineCollection<EarningDoc>({
  name: 'earnings',
  schema: earningSchema,
  derived: true,
  indexes: {
    by_publisher: { fields: ['publisherId', 'at', 'seq'] },
    by_module: { fields: ['publisherId', 'moduleId', 'at', 'seq'] },
  },
});
