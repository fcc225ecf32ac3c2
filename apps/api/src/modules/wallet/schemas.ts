import { walletLimitsSchema } from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

/** Caps of one wallet; the id is the organisation's. */
export const limitsDocSchema = walletLimitsSchema.extend({
  id: z.string(),
  updatedAt: z.string(),
  updatedBy: z.string(),
});
export type LimitsDoc = z.infer<typeof limitsDocSchema>;

export const limitsCollection = defineCollection({
  name: 'wallet_limits',
  schema: limitsDocSchema,
  indexes: {},
});
