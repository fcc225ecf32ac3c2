import { setTimeout as wait } from 'node:timers/promises';

const PAUSE_MILLIS = 50;

/** Tries until it does not throw, for at most `millis`; then throws its last error. */
export async function eventually<T>(
  attempt: () => Promise<T> | T,
  options: { readonly millis?: number; readonly what: string | (() => string) },
): Promise<T> {
  const { millis = 15_000, what } = options;
  const end = performance.now() + millis;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > end) {
        const name = typeof what === 'string' ? what : what();
        throw new Error(`Waited ${millis} ms in vain for ${name}`, { cause: error });
      }
    }
    await wait(PAUSE_MILLIS);
  }
}
