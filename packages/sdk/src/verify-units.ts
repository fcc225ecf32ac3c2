import { parseUnits } from './amounts.js';
import { ceilAt, exact } from './fraction.js';
import type { Price, Receipt } from './generated/types.js';

type Line = Receipt['lines'][number];
type UnitPrice = Extract<Price, { model: 'per_unit' }>;

/** A price and its lines, computed again: micro-credits. */
export interface Computed {
  readonly computed: bigint;
  readonly disagreements: readonly string[];
}

const creditPlaces = 6;
const micros = (text: string) => parseUnits(text, creditPlaces);
const nothing: Computed = { computed: 0n, disagreements: [] };

/** Blocks that a quantity starts. */
function blocksOf(quantity: string, per: bigint): bigint {
  const { value, over } = exact(quantity);
  return ceilAt({ value, over: over * per }, 0);
}

/** Each tier's blocks and what one of them costs; the first one where nothing was used. */
function tiersOf({ tiers, per = 1 }: UnitPrice, blocks: bigint) {
  let before = 0n;
  const parts = tiers.map(({ upTo, credits }) => {
    const end = upTo === null ? blocks : BigInt(upTo) / BigInt(per);
    const used = (end < blocks ? end : blocks) - before;
    before += used > 0n ? used : 0n;
    return { blocks: used > 0n ? used : 0n, credits };
  });
  return parts.filter((part, index) => part.blocks > 0n || (blocks === 0n && index === 0));
}

function says(line: Line | undefined, part: { blocks: bigint; credits: string }): boolean {
  return (
    line !== undefined &&
    parseUnits(line.quantity, 0) === part.blocks &&
    micros(line.unitPrice) === micros(part.credits) &&
    micros(line.credits) === part.blocks * micros(part.credits)
  );
}

/** A deduction of a known amount by the API, at most the maximum. */
function checkKnown(line: Line, maximum: string): Computed {
  const computed = micros(line.credits);
  const right = parseUnits(line.quantity, 0) * micros(line.unitPrice) === computed;
  return {
    computed,
    disagreements: [
      ...(right ? [] : [`The line "${line.what}" does not multiply.`]),
      ...(computed > micros(maximum) ? [`The charge is above the maximum ${maximum}.`] : []),
    ],
  };
}

/**
 * A price per unit from the receipt's own quantity: started blocks, graduated over the tiers, at least
 * the minimum. The maximum is what was held; more than that is the excess.
 */
export function checkPerUnit(receipt: Receipt, price: UnitPrice): Computed {
  const { lines, metered, held } = receipt;
  const [only] = lines;
  if (only === undefined) {
    return nothing;
  }
  if (lines.length === 1 && only.what === 'charge' && metered === null) {
    return checkKnown(only, price.maximum);
  }
  if (metered === null) {
    return { computed: 0n, disagreements: ['The quantity is missing.'] };
  }
  const parts = tiersOf(price, blocksOf(metered.quantity, BigInt(price.per ?? 1)));
  const sum = parts.reduce((all, { blocks, credits }) => all + blocks * micros(credits), 0n);
  const minimum = micros(price.minimum ?? '0');
  const missing = sum < minimum ? minimum - sum : 0n;
  const lifted = missing > 0n ? lines[parts.length] : undefined;
  const ends = parts.length + (missing > 0n ? 1 : 0);
  const assumed = parseUnits(String(price.assumed ?? 1), creditPlaces);
  const checks: readonly (readonly [right: boolean, otherwise: string])[] = [
    [
      parts.every((part, index) => says(lines[index], part)),
      `The lines are not what ${metered.quantity} × ${price.unit} cost by the tiers.`,
    ],
    [lines.length === ends, 'There are lines too many or too few.'],
    [
      missing === 0n || (lifted !== undefined && micros(lifted.credits) === missing),
      'The line up to the minimum is not what the minimum asks for.',
    ],
    [metered.unit === price.unit, `The quantity is not in the unit "${price.unit}".`],
    [
      metered.estimated === receipt.estimated,
      'The quantity and the receipt disagree about what is estimated.',
    ],
    [
      !metered.estimated || micros(metered.quantity) === assumed,
      'An estimated quantity is not the one that the price assumes.',
    ],
    [micros(held) <= micros(price.maximum), `More than the maximum ${price.maximum} was held.`],
  ];
  return {
    computed: sum + missing,
    disagreements: checks.filter(([right]) => !right).map(([, otherwise]) => otherwise),
  };
}
