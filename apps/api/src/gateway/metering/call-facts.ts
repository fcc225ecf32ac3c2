import { type outcomes, priceVersionSchema } from '@telex-credits/contracts';
import type { Note } from '@telex-credits/ledger';
import { printCredits } from '@telex-credits/money';
import { z } from 'zod';
import type { PricedCall } from '../prices/price-call.js';

const asked = z.strictObject({
  telexUserId: z.string().nullable(),
  telexChannelId: z.string().nullable(),
  telexOrganisationId: z.string().nullable(),
});

/**
 * What is fixed about a call when its credits are held: enough to settle it later, by another
 * process, at the price of then.
 */
export const callFactsSchema = z.strictObject({
  usageId: z.string(),
  organisationId: z.string(),
  /** `key_…` or `con_…`. */
  identityId: z.string(),
  moduleId: z.string(),
  moduleName: z.string(),
  publisherId: z.string().nullable(),
  developerBps: z.number().int(),
  priceVersion: priceVersionSchema,
  /** USD per credit; null where no USD price was converted. */
  creditPrice: z.string().nullable(),
  route: z.string(),
  requestId: z.string(),
  /** The caller's Idempotency-Key. */
  reference: z.string().nullable(),
  asked: asked.nullable(),
  /** Credits. */
  held: z.string(),
  startedAt: z.string(),
});
export type CallFacts = z.infer<typeof callFactsSchema>;
export type Asked = z.infer<typeof asked>;
export type Outcome = (typeof outcomes)[number];

/** How a call ended, and what that costs; `priced` is null where it costs nothing. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly priced: PricedCall | null;
  readonly upstreamStatus: number | null;
}

/** The hold of a call has the call's own tail, so that either leads to the other. */
export function holdIdOf(usageId: string): string {
  return `hold_${usageId.slice(usageId.indexOf('_') + 1)}`;
}

/** The note of the entry that ends a call: what `receiptSchema` shows and the entry itself lacks. */
export function receiptNote(
  facts: CallFacts,
  verdict: Verdict,
  end: { readonly at: Date; readonly excess: bigint; readonly outcome?: Outcome },
): Note {
  return {
    kind: 'usage',
    route: facts.route,
    outcome: end.outcome ?? verdict.outcome,
    moduleName: facts.moduleName,
    priceVersion: facts.priceVersion,
    creditPrice: facts.creditPrice,
    lines: verdict.priced?.lines ?? [],
    metered: verdict.priced?.metered ?? null,
    modelPrice: verdict.priced?.modelPrice ?? null,
    estimated: verdict.priced?.estimated ?? false,
    held: facts.held,
    excess: printCredits(end.excess),
    asked: facts.asked,
    upstreamStatus: verdict.upstreamStatus,
    durationMs: Math.max(0, end.at.getTime() - Date.parse(facts.startedAt)),
    requestId: facts.requestId,
    reference: facts.reference,
  };
}
