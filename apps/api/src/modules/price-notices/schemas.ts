import { type Price, priceSchema } from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

const noticeDocSchema = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  moduleId: z.string(),
  moduleName: z.string(),
  moduleSlug: z.string(),
  kind: z.enum(['rise', 'taken_back']),
  /** The price version that was announced. */
  versionId: z.string(),
  from: priceSchema as z.ZodType<Price>,
  to: priceSchema as z.ZodType<Price>,
  effectiveAt: z.string(),
  createdAt: z.string(),
  /** Set where another version came in its place. */
  replacedAt: z.string().nullable(),
  /** When it is mailed next; null once it was. */
  mailDueAt: z.string().nullable(),
  mailAttempts: z.number().int(),
  /** Addresses that were mailed to: nobody gets it twice because another address failed. */
  mailedTo: z.array(z.string()),
  leaseUntil: z.string().nullable(),
});
export type NoticeDoc = z.infer<typeof noticeDocSchema>;

export const noticeCollection = defineCollection<NoticeDoc>({
  name: 'price_notices',
  schema: noticeDocSchema,
  indexes: {
    by_organisation: { fields: ['organisationId', 'effectiveAt'] },
    by_version: { fields: ['versionId'] },
    by_mail: { fields: ['mailDueAt'] },
  },
});

/** Price versions whose users have been told, by their id. */
export const announcedCollection = defineCollection({
  name: 'announced_prices',
  schema: z.strictObject({ id: z.string(), at: z.string() }),
  indexes: {},
});
