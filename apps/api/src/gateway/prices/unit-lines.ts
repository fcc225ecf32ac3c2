import { type TierPart, tierParts, type UnitPrice } from '@telex-credits/contracts';
import { parseCredits, printCredits } from '@telex-credits/money';
import type { PricedCall, PriceLine } from './price-call.js';
import { type MicroUnits, printQuantity, startedBlocks, wholeUnits } from './quantity.js';

function nameOf({ tiers }: UnitPrice, part: TierPart): string {
  const { from, upTo } = part;
  return tiers.length === 1 ? 'units' : upTo === null ? `from ${from}` : `${from} to ${upTo}`;
}

/** The first tier's part where nothing was used: a receipt that says nothing would explain nothing. */
function partsOf(price: UnitPrice, blocks: bigint): TierPart[] {
  const parts = tierParts(price, blocks);
  const [first] = price.tiers;
  if (parts.length > 0 || first === undefined) {
    return parts;
  }
  const upTo = first.upTo === null ? null : BigInt(first.upTo);
  return [{ blocks: 0n, credits: first.credits, from: 1n, upTo }];
}

/** The line that lifts a call to its minimum; none where it costs that much anyway. */
export function minimumLines(metered: bigint, minimum: bigint): PriceLine[] {
  if (metered >= minimum) {
    return [];
  }
  const missing = printCredits(minimum - metered);
  return [
    {
      what: 'up to the minimum per call',
      quantity: '1',
      unit: 'call',
      unitPrice: missing,
      credits: missing,
      estimated: false,
    },
  ];
}

/**
 * What a call costs by its units: one line a tier, and one up to the minimum. `quantity` is null where
 * the reply did not say: then `assumed` counts, and is marked. The maximum is not in here: what was
 * metered beyond it is beyond the hold.
 */
export function perUnit(price: UnitPrice, quantity: MicroUnits | null): PricedCall {
  const estimated = quantity === null;
  const counted = quantity ?? wholeUnits(price.assumed);
  const unit = price.per === 1 ? price.unit : `block of ${price.per} ${price.unit}`;
  const lines = partsOf(price, startedBlocks(counted, price.per)).map((part): PriceLine => {
    return {
      what: nameOf(price, part),
      quantity: part.blocks.toString(),
      unit,
      unitPrice: part.credits,
      credits: printCredits(part.blocks * parseCredits(part.credits)),
      estimated,
    };
  });
  const metered = lines.reduce((sum, { credits }) => sum + parseCredits(credits), 0n);
  const toMinimum = minimumLines(metered, parseCredits(price.minimum));
  const all = [...lines, ...toMinimum];
  return {
    credits: all.reduce((sum, { credits }) => sum + parseCredits(credits), 0n),
    lines: all,
    metered: { quantity: printQuantity(counted), unit: price.unit, estimated },
    modelPrice: null,
    estimated,
    upstreamCost: null,
  };
}
