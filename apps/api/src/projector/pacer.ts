const longestSpacingMs = 1_000;
/** A run may take one part of so many of the time. */
const share = 5;

/** The least spacing, doubled until a run of this length takes its share of it at most. */
export function spacingFor(leastMs: number, runMs: number): number {
  let spacing = leastMs;
  while (spacing > 0 && spacing < longestSpacingMs && runMs * share > spacing) {
    spacing *= 2;
  }
  return spacing;
}

/** Runs that are asked for often, and done seldom. */
export interface Pacer {
  /** Asks for a run, soon. */
  nudge(): void;
  /** Plans none any more, and waits for the one that is under way. */
  stop(): Promise<void>;
}

/**
 * Runs at common moments, multiples of the spacing: what several pacers write at one moment shares
 * transactions. Long runs come less often, so that callers keep the thread. `run` never rejects.
 */
export function createPacer(leastMs: number, run: () => Promise<void>): Pacer {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let runMs = 0;

  async function timed(): Promise<void> {
    const start = performance.now();
    await run();
    runMs = performance.now() - start;
  }

  return {
    nudge() {
      const spacing = spacingFor(leastMs, runMs);
      timer ??= setTimeout(
        () => {
          timer = undefined;
          running = timed();
        },
        spacing === 0 ? 0 : spacing - (performance.now() % spacing),
      );
    },
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await running;
    },
  };
}
