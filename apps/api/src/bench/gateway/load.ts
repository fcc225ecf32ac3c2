import { Pool } from 'undici';
import { percentile } from '../statistics.js';

/** Calls of one kind by one way. */
export interface Load {
  readonly origin: string;
  readonly path: string;
  readonly body: string;
  readonly ending: string;
  /** A header set for each caller in turn; one that is empty where nobody asks for a key. */
  readonly keys: readonly string[];
  readonly callers: number;
  readonly seconds: number;
}

/** What was measured; times in milliseconds. */
export interface Loaded {
  readonly calls: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** Headers of a call; undici forwards the key only where there is one. */
export function headersOf(key: string | undefined): Record<string, string> {
  const type = { 'content-type': 'application/json' };
  return key === undefined ? type : { ...type, authorization: `Bearer ${key}` };
}

/**
 * A closed loop: each caller sends one call, reads the whole reply and sends the next one. Throws
 * when a reply is not the whole and good one: a rate of failures says nothing.
 */
export async function runLoad(load: Load): Promise<Loaded> {
  const { path, body, ending, keys, callers } = load;
  const pool = new Pool(load.origin, { connections: callers, pipelining: 1 });
  const times: number[] = [];
  const start = performance.now();
  const end = start + load.seconds * 1000;
  const call = async (caller: number) => {
    const headers = headersOf(keys.length === 0 ? undefined : keys[caller % keys.length]);
    while (performance.now() < end) {
      const sent = performance.now();
      const reply = await pool.request({ path, method: 'POST', headers, body });
      const text = await reply.body.text();
      if (reply.statusCode !== 200 || !text.endsWith(ending)) {
        throw new Error(`a call was answered ${reply.statusCode}: ${text.slice(-300)}`);
      }
      times.push(performance.now() - sent);
    }
  };
  try {
    await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  } finally {
    await pool.destroy();
  }
  const sorted = Float64Array.from(times).sort();
  return {
    calls: times.length,
    perSecond: times.length / ((performance.now() - start) / 1000),
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
  };
}
