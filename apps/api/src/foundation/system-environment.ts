import { randomBytes } from 'node:crypto';
import type { Environment } from './environment.js';
import { makeNewId } from './ids.js';

/** The real clock, ids and randomness. */
export function systemEnvironment(): Environment {
  const now = () => new Date();
  const bytes = (count: number) => randomBytes(count);
  return { now, newId: makeNewId(now, bytes), randomBytes: bytes };
}
