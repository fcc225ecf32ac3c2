/** Runs at most so much work at once; whoever waits gets a place in the order of asking. */
export function createPlaces(most: number) {
  const waiting: (() => void)[] = [];
  let free = most;

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) {
      free += 1;
    } else {
      next();
    }
  }

  return {
    async run<T>(work: () => Promise<T>): Promise<T> {
      if (free > 0) {
        free -= 1;
      } else {
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
