import { timeSchema } from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

/** What all entries of one UTC quarter-hour did to the platform's accounts. */
const platformBucketSchema = z.strictObject({
  /** Its start. */
  id: z.string(),
  start: timeSchema,
  calls: z.number().int(),
  /** Net change by `kind|asset|account class`, in the asset's own unit, as integers. */
  flows: z.record(z.string(), z.string()),
  lastSeq: z.number().int(),
});
export type PlatformBucket = z.infer<typeof platformBucketSchema>;

export const platformBucketCollection = defineCollection<PlatformBucket>({
  name: 'platform_buckets',
  schema: platformBucketSchema,
  derived: true,
  indexes: { by_start: { fields: ['start'] } },
});
