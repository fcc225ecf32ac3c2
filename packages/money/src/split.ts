/** Basis points in a whole: 10,000. */
export const bpsWhole = 10_000n;

/** floor(a·b/c) for non-negative amounts; throws a `RangeError` on a negative or a zero divisor. */
export function mulDivFloor(a: bigint, b: bigint, c: bigint): bigint {
  if (a < 0n || b < 0n || c <= 0n) {
    throw new RangeError('mulDivFloor takes non-negative amounts and a positive divisor');
  }
  return (a * b) / c;
}

/** ceil(a·b/c) for non-negative amounts: a charge is rounded up, once, at its end. */
export function mulDivCeil(a: bigint, b: bigint, c: bigint): bigint {
  const floor = mulDivFloor(a, b, c);
  return floor * c === a * b ? floor : floor + 1n;
}

/**
 * What a lot releases of its cost basis when its used part grows from `usedBefore` to `usedAfter`:
 * floor(B·after/size) − floor(B·before/size). A used-up lot has released exactly B.
 */
export function basisReleased(
  lot: { readonly basis: bigint; readonly size: bigint },
  usedBefore: bigint,
  usedAfter: bigint,
): bigint {
  return mulDivFloor(lot.basis, usedAfter, lot.size) - mulDivFloor(lot.basis, usedBefore, lot.size);
}

/**
 * Splits `total` by non-negative weights so that the parts add up to it exactly (largest remainder;
 * equal remainders go to the earlier part). Throws a `RangeError` when all weights are zero.
 */
export function splitByWeights(total: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum <= 0n || total < 0n || weights.some((weight) => weight < 0n)) {
    throw new RangeError('splitByWeights needs a non-negative total and a positive sum of weights');
  }
  const parts = weights.map((weight) => (total * weight) / sum);
  const missing = total - parts.reduce((a, b) => a + b, 0n);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (total * weight) % sum }))
    .sort((a, b) =>
      a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1,
    );
  for (const { index } of byRemainder.slice(0, Number(missing))) {
    parts[index] = (parts[index] ?? 0n) + 1n;
  }
  return parts;
}
