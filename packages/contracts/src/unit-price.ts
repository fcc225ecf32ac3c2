import { parseCredits } from '@telex-credits/money';
import { z } from 'zod';
import { nonNegativeCreditsSchema, positiveCreditsSchema } from './common.js';

/** A counted quantity is never above this, so that every amount made from it can be written. */
export const mostUnits = 1_000_000_000;
const mostCreditsOfBlock = 1_000;
const mostCreditsOfCall = 1_000_000;

const pointer = /^(?:\/(?:[^/~]|~[01])*)*$/;
const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const count = (least: number) => z.number().int().min(least).max(mostUnits);

/** Where the reply says how much was used. */
const quantitySchema = z
  .strictObject({
    in: z.enum(['body', 'header']),
    /** A JSON Pointer (RFC 6901) into the body, or the name of a header. */
    at: z.string().max(200),
  })
  .refine(({ in: place, at }) => (place === 'body' ? pointer : headerName).test(at), {
    message: 'must be a JSON Pointer such as "/usage/pages", or the name of a header',
    path: ['at'],
  });

/** Units up to `upTo` (null: all the others) cost so much a block. */
const tierSchema = z.strictObject({
  upTo: count(1).nullable(),
  credits: nonNegativeCreditsSchema.refine(
    (text) => !isAbove(text, mostCreditsOfBlock),
    'must be at most 1000',
  ),
});

/** Refinements also run over texts that another check refused: those are no amounts. */
function isAbove(credits: string, limit: number): boolean {
  return (
    nonNegativeCreditsSchema.safeParse(credits).success &&
    parseCredits(credits) > parseCredits(`${limit}`)
  );
}

/**
 * A price per unit, block or tier. A started block counts. Tiers are graduated: each unit costs what
 * its own tier says, and a higher tier does not change the price of the units below it.
 */
export const unitPriceSchema = z
  .strictObject({
    model: z.literal('per_unit'),
    /** In the singular: `page`, `second`. */
    unit: z.string().regex(/^\p{L}[\p{L}\p{N} _-]{0,29}$/u, 'must be a word such as "page"'),
    quantity: quantitySchema,
    /** Units of a block. */
    per: count(1).default(1),
    /** From the first unit up; the last one has no end. */
    tiers: z.array(tierSchema).min(1).max(10),
    /** The least that a call costs. */
    minimum: nonNegativeCreditsSchema.default('0'),
    /** The most that a call costs: what is held. */
    maximum: positiveCreditsSchema.refine(
      (text) => !isAbove(text, mostCreditsOfCall),
      'must be at most 1000000',
    ),
    /** Units that count where the reply does not say: the documented estimate. */
    assumed: count(0).default(1),
  })
  .superRefine((price, context) => {
    for (const { path, message } of problemsOf(price)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });
export type UnitPrice = z.infer<typeof unitPriceSchema>;

interface PriceProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What is wrong between fields that are each right. */
function problemsOf(price: UnitPrice): PriceProblem[] {
  const { tiers, per, minimum, maximum } = price;
  const ends = tiers.map(({ upTo }) => upTo);
  const found = ends.flatMap((upTo, index): PriceProblem[] => {
    const path = ['tiers', index, 'upTo'];
    if (index === ends.length - 1) {
      return upTo === null ? [] : [{ path, message: 'must be null: the last tier has no end' }];
    }
    if (upTo === null || upTo <= (ends[index - 1] ?? 0)) {
      return [{ path, message: 'must be above the end of the tier before' }];
    }
    return upTo % per === 0 ? [] : [{ path, message: 'must be a whole number of blocks' }];
  });
  const amounts = [minimum, maximum, ...tiers.map(({ credits }) => credits)];
  const readable = amounts.every((text) => nonNegativeCreditsSchema.safeParse(text).success);
  if (found.length > 0 || !readable) {
    return found;
  }
  if (parseCredits(minimum) > parseCredits(maximum)) {
    return [{ path: ['minimum'], message: 'must not be above the maximum' }];
  }
  return unitCredits(price, blocksOf(price, BigInt(price.assumed))) > parseCredits(maximum)
    ? [{ path: ['assumed'], message: 'would cost more than the maximum' }]
    : [];
}

/** Whole blocks that so many whole units start. */
function blocksOf({ per }: Pick<UnitPrice, 'per'>, units: bigint): bigint {
  return (units + BigInt(per) - 1n) / BigInt(per);
}

/** One tier's part of a number of blocks. */
export interface TierPart {
  readonly blocks: bigint;
  readonly credits: string;
  /** The tier's first unit, and its last; null where it has no end. */
  readonly from: bigint;
  readonly upTo: bigint | null;
}

/** How blocks spread over a price's tiers, first tier first; tiers without blocks are left out. */
export function tierParts(
  { per, tiers }: Pick<UnitPrice, 'per' | 'tiers'>,
  blocks: bigint,
): TierPart[] {
  let before = 0n;
  const parts: TierPart[] = [];
  for (const { upTo, credits } of tiers) {
    const end = upTo === null ? null : BigInt(upTo);
    const last = end === null ? blocks : end / BigInt(per);
    const inTier = (last < blocks ? last : blocks) - before;
    if (inTier > 0n) {
      parts.push({ blocks: inTier, credits, from: before * BigInt(per) + 1n, upTo: end });
      before += inTier;
    }
  }
  return parts;
}

/** What blocks cost in micro-credits, before minimum and maximum. Exact. */
export function unitCredits(price: Pick<UnitPrice, 'per' | 'tiers'>, blocks: bigint): bigint {
  return tierParts(price, blocks).reduce(
    (sum, { blocks: count, credits }) => sum + count * parseCredits(credits),
    0n,
  );
}
