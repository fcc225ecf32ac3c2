import {
  meteredSchema,
  modelPriceSchema,
  outcomes,
  receiptLineSchema,
} from '@telex-credits/contracts';
import { z } from 'zod';
import type { Verdict } from '../metering/call-facts.js';

/** A verdict as a document keeps it. */
export const verdictSchema = z.strictObject({
  outcome: z.enum(outcomes),
  upstreamStatus: z.number().int().nullable(),
  priced: z
    .strictObject({
      micros: z.string(),
      estimated: z.boolean(),
      upstreamCost: z.string().nullable(),
      lines: z.array(receiptLineSchema),
      /** Not on those of before there were prices per unit. */
      metered: meteredSchema.nullable().default(null),
      modelPrice: modelPriceSchema.nullable().default(null),
    })
    .nullable(),
});
type WireVerdict = z.infer<typeof verdictSchema>;

export function verdictToWire({ outcome, upstreamStatus, priced }: Verdict): WireVerdict {
  if (priced === null) {
    return { outcome, upstreamStatus, priced };
  }
  const { credits, estimated, upstreamCost, lines, metered, modelPrice } = priced;
  return {
    outcome,
    upstreamStatus,
    priced: {
      micros: credits.toString(),
      estimated,
      upstreamCost: upstreamCost?.toString() ?? null,
      lines: [...lines],
      metered,
      modelPrice,
    },
  };
}

export function wireToVerdict({ outcome, upstreamStatus, priced }: WireVerdict): Verdict {
  if (priced === null) {
    return { outcome, upstreamStatus, priced };
  }
  const { micros, estimated, upstreamCost, lines, metered, modelPrice } = priced;
  const cost = upstreamCost === null ? null : BigInt(upstreamCost);
  return {
    outcome,
    upstreamStatus,
    priced: { credits: BigInt(micros), estimated, upstreamCost: cost, lines, metered, modelPrice },
  };
}
