import { moduleKinds, priceSchema, rateLimitSchema, timeSchema } from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

/** A module as it is kept; its prices are documents of their own. */
export const moduleDocSchema = z.strictObject({
  id: z.string(),
  slug: z.string(),
  /** Null for the platform's own modules. */
  publisherId: z.string().nullable(),
  name: z.string(),
  description: z.string(),
  kind: z.enum(moduleKinds),
  upstreamUrl: z.string(),
  status: z.enum(['draft', 'published', 'suspended']),
  developerBps: z.number().int().min(0).max(10_000),
  timeLimitSeconds: z.number().int(),
  /** Left out in modules from before there was one. */
  rateLimit: rateLimitSchema.nullable().optional(),
  demo: z.boolean(),
  createdAt: timeSchema,
  publishedAt: timeSchema.nullable(),
  /** When its publisher showed control of the address; modules from before that have none. */
  provenAt: timeSchema.nullish(),
});
export type ModuleDoc = z.infer<typeof moduleDocSchema>;

/** A price version: written once, never changed. */
export const priceDocSchema = z.strictObject({
  id: z.string(),
  moduleId: z.string(),
  /** 1, 2, 3 … in the order of their making; unique, so that two makers cannot pass each other. */
  number: z.number().int(),
  price: priceSchema,
  effectiveAt: timeSchema,
  createdAt: timeSchema,
});
export type PriceDoc = z.infer<typeof priceDocSchema>;

export const moduleCollection = defineCollection<ModuleDoc>({
  name: 'modules',
  schema: moduleDocSchema,
  indexes: {
    by_slug: { fields: ['slug'], unique: true },
    by_publisher: { fields: ['publisherId', 'createdAt'] },
    by_status: { fields: ['status', 'publishedAt'] },
  },
});

export const priceCollection = defineCollection<PriceDoc>({
  name: 'module_prices',
  schema: priceDocSchema as z.ZodType<PriceDoc>,
  indexes: {
    by_module: { fields: ['moduleId', 'number'], unique: true },
    by_creation: { fields: ['createdAt'] },
  },
});
