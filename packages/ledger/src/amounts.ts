/** The largest amount that the ledger keeps: what a signed 64-bit column holds. */
export const amountMax = 2n ** 63n - 1n;

/** Whether an amount is at least `least` and fits a signed 64-bit column. */
export function isAmount(value: bigint, least: bigint): boolean {
  return value >= least && value <= amountMax;
}

/** The smaller of two amounts (`Math.min` takes no bigint). */
export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
