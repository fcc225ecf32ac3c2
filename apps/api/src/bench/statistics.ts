/** A figure that was measured several times. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The middle of some figures, and how far they lie apart. */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
  return {
    median: rounded(median),
    min: rounded(sorted[0] ?? Number.NaN),
    max: rounded(sorted.at(-1) ?? Number.NaN),
  };
}

/** The figure below which a share (0 to 1) of some sorted figures lies. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const at = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return sorted[at] ?? Number.NaN;
}

/** Three significant digits, or whole numbers: more would pretend. */
function rounded(figure: number): number {
  return figure >= 100 ? Math.round(figure) : Number(figure.toPrecision(3));
}

/** `1,234 (1,100-1,300)`. */
export function printSpread({ median, min, max }: Spread): string {
  const print = (figure: number) => figure.toLocaleString('en-US', { maximumFractionDigits: 2 });
  return `${print(median)} (${print(min)}-${print(max)})`;
}
