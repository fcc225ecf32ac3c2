import { mostUnits, type UnitPrice, unitCredits } from '@telex-credits/contracts';
import { parseCredits } from '@telex-credits/money';

const least = (a: bigint, b: bigint) => (a < b ? a : b);
const most = (a: bigint, b: bigint) => (a > b ? a : b);

/** What a call of so many blocks costs at most: never less than the minimum or more than is held. */
function chargeOf(price: UnitPrice, blocks: bigint): bigint {
  const minimum = parseCredits(price.minimum);
  const maximum = parseCredits(price.maximum);
  return least(most(unitCredits(price, blocks), minimum), maximum);
}

/** The first number of blocks, of at most `last`, that costs `limit` or more by the tiers. */
function reaches(price: UnitPrice, limit: bigint, last: bigint): bigint {
  let low = 0n;
  let high = last;
  while (low < high) {
    const middle = (low + high) / 2n;
    if (unitCredits(price, middle) >= limit) {
      high = middle;
    } else {
      low = middle + 1n;
    }
  }
  return low;
}

/** Numbers of blocks between which a price goes up evenly, or not at all. */
function bends(price: UnitPrice, last: bigint): bigint[] {
  const ends = price.tiers.flatMap(({ upTo }) => (upTo === null ? [] : [BigInt(upTo)]));
  const limits = [price.minimum, price.maximum].map((text) =>
    reaches(price, parseCredits(text), last),
  );
  return [...ends.map((end) => end / BigInt(price.per)), ...limits];
}

function samePlace(a: UnitPrice, b: UnitPrice): boolean {
  const { quantity, per, unit } = a;
  return (
    per === b.per &&
    unit === b.unit &&
    quantity.in === b.quantity.in &&
    quantity.at === b.quantity.at
  );
}

/**
 * Whether some quantity, or a reply that names none, costs more by `next` than by `current`, or
 * whether more is held. Between two bends of either price the difference of both goes evenly, so it is largest at or beside a bend.
 * Another unit, place or block cannot be compared, and counts as a rise.
 */
export function risesForSomeQuantity(current: UnitPrice, next: UnitPrice): boolean {
  if (!samePlace(current, next)) {
    return true;
  }
  const per = BigInt(current.per);
  const last = (BigInt(mostUnits) + per - 1n) / per;
  const beside = [0n, last, ...bends(current, last), ...bends(next, last)].flatMap((blocks) => [
    blocks - 1n,
    blocks,
    blocks + 1n,
  ]);
  const dearer = beside
    .filter((blocks) => blocks >= 0n && blocks <= last)
    .some((blocks) => chargeOf(next, blocks) > chargeOf(current, blocks));
  const assumed = (price: UnitPrice) => {
    const blocks = (BigInt(price.assumed) + per - 1n) / per;
    return chargeOf(price, blocks);
  };
  const holdsMore = parseCredits(next.maximum) > parseCredits(current.maximum);
  return dearer || holdsMore || assumed(next) > assumed(current);
}
