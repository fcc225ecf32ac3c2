import { transactionTypes } from '@telex-credits/contracts';
import { z } from 'zod';
import { isDay } from './time/days.js';

// A filter in an address that makes no sense is left out, so that an old link still opens.
const day = z.string().refine(isDay).optional().catch(undefined);
const id = z.string().max(80).optional().catch(undefined);

export const signInSearch = z.object({ next: z.string().optional().catch(undefined) });
export const emailSearch = z.object({ email: z.string().optional().catch(undefined) });
export const confirmedSearch = z.object({ error: z.string().optional().catch(undefined) });
export const marketplaceSearch = z.object({
  search: z.string().max(100).optional().catch(undefined),
});
export const rangeSearch = z.object({ from: day, to: day });
export const statementSearch = rangeSearch.extend({
  type: z.enum(transactionTypes).optional().catch(undefined),
  moduleId: id,
  keyId: id,
  show: z.literal('all').optional().catch(undefined),
});
export const usageSearch = rangeSearch.extend({
  groupBy: z.enum(['module', 'key', 'day']).optional().catch(undefined),
  moduleId: id,
  keyId: id,
});
export const keysSearch = z.object({
  show: z.literal('connections').optional().catch(undefined),
  /** A module for which a connection is to be made, coming from its page. */
  moduleId: id,
});
export const entriesSearch = rangeSearch.extend({ moduleId: id });
