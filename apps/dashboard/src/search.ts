import { transactionTypes } from '@telex-credits/contracts';
import { z } from 'zod';
import { codeField } from './pages/promotions/code-field.js';
import { isDay } from './time/days.js';

// A filter in an address that makes no sense is left out, so that an old link still opens.
const day = z.string().refine(isDay).optional().catch(undefined);
// The router reads a value of figures alone as a number, where that loses nothing.
const text = z.union([z.string(), z.number().transform(String)]);
const id = z.string().max(80).optional().catch(undefined);

export const signInSearch = z.object({ next: z.string().optional().catch(undefined) });
export const emailSearch = z.object({ email: z.string().optional().catch(undefined) });
export const tokenSearch = z.object({ token: text.optional().catch(undefined) });
export const signUpSearch = z.object({
  referral: text.pipe(codeField).optional().catch(undefined),
});
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
export const purchasesSearch = z.object({
  show: z.literal('receipts').optional().catch(undefined),
});
export const keysSearch = z.object({
  show: z.literal('connections').optional().catch(undefined),
  /** A module for which a connection is to be made, coming from its page. */
  moduleId: id,
});
/** A module for which one is to be given, coming from its page. */
export const authorisationsSearch = z.object({ moduleId: id });
export const entriesSearch = rangeSearch.extend({ moduleId: id });

const wholeJson = /^[[{"]|^(?:true|false|null)$/;

/** Reads JSON in an address, and throws for all other text: a code such as `2E10` is no number. */
export function parseSearchJson(text: string): unknown {
  if (!wholeJson.test(text)) {
    throw new SyntaxError('not JSON');
  }
  return JSON.parse(text);
}
