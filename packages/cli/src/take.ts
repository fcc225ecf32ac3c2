import { UsageError } from './failure.js';

/** The first items of a list, as many as `--limit` says. */
export async function take<T>(items: AsyncIterable<T>, limit: string): Promise<T[]> {
  if (!/^[1-9]\d{0,5}$/.test(limit)) {
    throw new UsageError('--limit takes a number from 1 to 999999.');
  }
  const taken: T[] = [];
  for await (const item of items) {
    taken.push(item);
    if (taken.length >= Number(limit)) {
      break;
    }
  }
  return taken;
}
