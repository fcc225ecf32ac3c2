import { type PriceVersion, priceVersionSchema } from '@telex-credits/contracts';
import type { Note } from '@telex-credits/ledger';
import { type Micros, printCredits } from '@telex-credits/money';
import { z } from 'zod';

/**
 * What a hold made by POST /holds keeps. `kind` tells it from holds of the gateway, which nobody but
 * the gateway may end: releasing the hold of a running call would make that call free.
 */
const holdNoteSchema = z.strictObject({
  kind: z.literal('api_hold'),
  moduleName: z.string(),
  priceVersion: priceVersionSchema,
  reference: z.string().nullable(),
  /** Holds from before there were authorisations have none. */
  authorisationId: z.string().nullable().default(null),
});
export type HoldNote = z.infer<typeof holdNoteSchema>;

/** The note of a hold made by POST /holds; `undefined` for every other hold. */
export function holdNoteOf(note: Note | undefined): HoldNote | undefined {
  const read = holdNoteSchema.safeParse(note);
  return read.success ? read.data : undefined;
}

/** The receipt's facts of a deduction of a known amount. */
export function chargeNote(facts: {
  readonly route: string;
  readonly moduleName: string;
  readonly priceVersion: PriceVersion;
  readonly reference: string | null;
  readonly authorisationId: string | null;
  readonly credits: Micros;
  readonly held: Micros;
  readonly requestId: string;
}): Note {
  const { route, moduleName, priceVersion, reference, authorisationId, requestId } = facts;
  const credits = printCredits(facts.credits);
  const line = { what: 'charge', quantity: '1', unit: 'charge', unitPrice: credits, credits };
  return {
    kind: 'usage',
    outcome: 'success',
    ...{ route, moduleName, priceVersion, reference, authorisationId, requestId },
    creditPrice: null,
    lines: [{ ...line, estimated: false }],
    estimated: false,
    held: printCredits(facts.held),
    excess: '0',
    asked: null,
    upstreamStatus: null,
    durationMs: null,
  };
}
