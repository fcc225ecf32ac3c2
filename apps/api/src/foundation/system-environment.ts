import { randomFillSync } from 'node:crypto';
import type { Environment } from './environment.js';
import { makeNewId } from './ids.js';

const poolBytes = 4_096;

/**
 * Random bytes, fetched many at a time: asking for a few costs as much as asking for thousands. Each
 * byte is given away once and forgotten.
 */
function randomPool(): (count: number) => Uint8Array {
  const pool = new Uint8Array(poolBytes);
  let used = poolBytes;
  return (count) => {
    if (count > poolBytes) {
      return randomFillSync(new Uint8Array(count));
    }
    if (used + count > poolBytes) {
      randomFillSync(pool);
      used = 0;
    }
    const bytes = pool.slice(used, used + count);
    pool.fill(0, used, used + count);
    used += count;
    return bytes;
  };
}

/** The real clock, ids and randomness. */
export function systemEnvironment(): Environment {
  const now = () => new Date();
  const bytes = randomPool();
  return { now, newId: makeNewId(now, bytes), randomBytes: bytes };
}
