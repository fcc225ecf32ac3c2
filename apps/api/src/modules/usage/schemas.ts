import { creditsSchema, outcomes, timeSchema } from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

/** One call, made from the entry that ended it. */
const usageSchema = z.strictObject({
  /** The entry's id. */
  id: z.string(),
  seq: z.number().int(),
  organisationId: z.string(),
  at: timeSchema,
  moduleId: z.string(),
  moduleName: z.string(),
  keyId: z.string().nullable(),
  publisherId: z.string().nullable(),
  holdId: z.string().nullable(),
  outcome: z.enum(outcomes),
  credits: creditsSchema,
  /** Basis and its developer's share in nano-units of the base currency, as integers. */
  collected: z.string(),
  developer: z.string(),
  estimated: z.boolean(),
});
export type UsageDoc = z.infer<typeof usageSchema>;

/** Calls of one organisation, module and key in one UTC quarter-hour. */
const usageBucketSchema = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  moduleId: z.string(),
  moduleName: z.string(),
  keyId: z.string().nullable(),
  start: timeSchema,
  calls: z.number().int(),
  credits: creditsSchema,
  lastSeq: z.number().int(),
});
export type UsageBucket = z.infer<typeof usageBucketSchema>;

/** Calls of one module by everybody in one UTC quarter-hour. */
const moduleBucketSchema = z.strictObject({
  id: z.string(),
  moduleId: z.string(),
  moduleName: z.string(),
  publisherId: z.string().nullable(),
  start: timeSchema,
  calls: z.number().int(),
  credits: creditsSchema,
  collected: z.string(),
  developer: z.string(),
  lastSeq: z.number().int(),
});
export type ModuleBucket = z.infer<typeof moduleBucketSchema>;

export const usageCollection = defineCollection<UsageDoc>({
  name: 'usage',
  schema: usageSchema,
  derived: true,
  indexes: {
    by_organisation: { fields: ['organisationId', 'at', 'seq'] },
    by_module: { fields: ['organisationId', 'moduleId', 'at', 'seq'] },
    by_key: { fields: ['organisationId', 'keyId', 'at', 'seq'] },
    by_hold: { fields: ['organisationId', 'holdId'] },
    by_time: { fields: ['at', 'seq'] },
  },
});

export const usageBucketCollection = defineCollection<UsageBucket>({
  name: 'usage_buckets',
  schema: usageBucketSchema,
  derived: true,
  indexes: {
    by_organisation: { fields: ['organisationId', 'start'] },
    by_module: { fields: ['moduleId', 'start'] },
    by_start: { fields: ['start'] },
  },
});

export const moduleBucketCollection = defineCollection<ModuleBucket>({
  name: 'module_buckets',
  schema: moduleBucketSchema,
  derived: true,
  indexes: { by_module: { fields: ['moduleId', 'start'] }, by_start: { fields: ['start'] } },
});
