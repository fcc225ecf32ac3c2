/** The largest completion whose price the balance covers; prices never fall with more tokens. */
export function mostTokens(bound: bigint, fits: (tokens: bigint) => boolean): bigint {
  let low = 0n;
  let high = bound;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (fits(middle)) {
      low = middle;
    } else {
      high = middle - 1n;
    }
  }
  return low;
}
