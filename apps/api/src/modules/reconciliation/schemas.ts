import { reconciliationReportSchema } from '@telex-credits/contracts';
import { defineCollection } from '@telex-credits/store';
import { z } from 'zod';

/** A stored report; the id is its UTC day. */
const reportSchema = reconciliationReportSchema.extend({ id: z.string() });
export type ReportDoc = z.infer<typeof reportSchema>;

export const reportCollection = defineCollection({
  name: 'reconciliation_reports',
  schema: reportSchema,
  indexes: { by_day: { fields: ['day'] } },
});
