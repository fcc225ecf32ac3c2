const firstPauseMillis = 5;
const longestPauseMillis = 250;
/** Longer than anything takes on a busy machine; only a failing cell waits for it. */
const patienceMillis = 30_000;

/** Asks until there is an answer, half a minute at most; undefined where there was none. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
  const giveUpAt = performance.now() + patienceMillis;
  for (let pause = firstPauseMillis; ; pause = Math.min(pause * 1.5, longestPauseMillis)) {
    const answer = await ask();
    if (answer !== undefined || performance.now() >= giveUpAt) {
      return answer;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Waits until a check holds. Throws, naming what was awaited, after half a minute. */
export async function until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  if ((await eventually(async () => ((await check()) ? true : undefined))) === undefined) {
    throw new Error(`waited in vain: ${what}`);
  }
}

/** A promise's value. Throws, naming what was awaited, after half a minute. */
export async function within<T>(what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain: ${what}`)), patienceMillis);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
