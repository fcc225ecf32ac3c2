import { outcomes, priceVersionSchema, receiptSchema } from '@telex-credits/contracts';
import type { Entry, Note } from '@telex-credits/ledger';
import { z } from 'zod';

const { shape } = receiptSchema;

/**
 * What an entry that ended a call keeps for its receipt. Written by the gateway and by charges; a
 * journal outlives the code that wrote it, so each part is read for itself and may be missing.
 */
const noteSchema = z.object({
  kind: z.literal('usage'),
  moduleName: shape.moduleName.optional().catch(undefined),
  route: shape.route.catch(''),
  outcome: z.enum(outcomes).catch('success'),
  priceVersion: priceVersionSchema.optional().catch(undefined),
  creditPrice: shape.creditPrice.catch(null),
  lines: shape.lines.catch([]),
  metered: shape.metered.catch(null),
  modelPrice: shape.modelPrice.catch(null),
  estimated: shape.estimated.catch(false),
  held: shape.held.optional().catch(undefined),
  excess: shape.excess.catch('0'),
  asked: shape.asked.catch(null),
  upstreamStatus: shape.upstreamStatus.catch(null),
  durationMs: shape.durationMs.catch(null),
  requestId: shape.requestId.catch(null),
  reference: shape.reference.catch(null),
  authorisationId: shape.authorisationId.catch(null),
});
export type UsageNote = z.infer<typeof noteSchema>;

const none: Note = { kind: 'usage' };

/**
 * The note of an entry that ended a call; `undefined` for any other entry. Every capture and charge
 * ends one, noted or not, because their credits must be in the sums.
 */
export function usageNoteOf(entry: Entry): UsageNote | undefined {
  const { type, operation } = entry;
  if (type !== 'capture' && type !== 'charge' && type !== 'release') {
    return undefined;
  }
  const noted = noteSchema.safeParse(operation.note);
  if (type === 'release') {
    return noted.data;
  }
  return noted.success ? noted.data : noteSchema.parse(none);
}
