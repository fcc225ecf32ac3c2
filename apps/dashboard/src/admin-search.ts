import { inboxStates, providerSchema, purchaseStatuses } from '@telex-credits/contracts';
import { z } from 'zod';

// As in search.ts: a filter in an address that makes no sense is left out.
const text = z.string().min(1).max(200).optional().catch(undefined);

export const ordersSearch = z.object({
  status: z.enum(purchaseStatuses).optional().catch(undefined),
  organisationId: text,
});
export const disputesSearch = z.object({
  show: z.literal('closed').optional().catch(undefined),
});
export const inboxSearch = z.object({
  state: z.enum(inboxStates).optional().catch(undefined),
  provider: providerSchema.optional().catch(undefined),
});
export const adjustmentsSearch = z.object({ organisationId: text });
export const auditSearch = z.object({ actor: text, organisationId: text, action: text });
