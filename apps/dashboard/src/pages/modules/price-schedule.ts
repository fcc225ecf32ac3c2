import type { Module } from '../../hooks/modules.js';

export type PriceVersion = Module['prices'][number];

/** The version in force at a moment: the one that took effect last. */
export function currentPrice(prices: readonly PriceVersion[], now: Date): PriceVersion | undefined {
  return newestFirst(prices).find(({ effectiveAt }) => new Date(effectiveAt) <= now);
}

/** All versions, the one that takes effect last on top. */
export function newestFirst(prices: readonly PriceVersion[]): PriceVersion[] {
  return [...prices].sort(
    (a, b) => b.effectiveAt.localeCompare(a.effectiveAt) || b.createdAt.localeCompare(a.createdAt),
  );
}
