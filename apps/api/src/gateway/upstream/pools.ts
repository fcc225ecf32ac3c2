import { Pool } from 'undici';
import type { AddressRules } from '../addresses/address-rules.js';

const poolOptions = {
  // As many as calls may run at once: one that had to wait for a connection would stall unseen.
  connections: 4_096,
  pipelining: 1,
  // Below the five seconds after which common servers hang up: fewer calls meet a dead socket.
  keepAliveTimeout: 3_000,
  keepAliveMaxTimeout: 30_000,
  maxHeaderSize: 32 * 1024,
  // The call's own time limit rules; undici's would end long calls early.
  headersTimeout: 0,
  bodyTimeout: 0,
} as const;
const connectTimeoutMillis = 5_000;
const poolsKept = 500;

/** Pools of connections, opened as they are needed; every connection goes through the address rules. */
export function createPools(rules: AddressRules) {
  const pools = new Map<string, Pool>();

  function poolFor(url: URL): Pool {
    const pool = pools.get(url.origin) ?? openPool(url);
    // Last used goes last: the map's first entry is the one to give up.
    pools.delete(url.origin);
    pools.set(url.origin, pool);
    return pool;
  }

  function openPool(url: URL): Pool {
    const oldest = pools.size >= poolsKept ? [...pools][0] : undefined;
    if (oldest !== undefined) {
      pools.delete(oldest[0]);
      oldest[1].close().catch(() => undefined);
    }
    const lookup = rules.lookupFor(url);
    const connect = { timeout: connectTimeoutMillis, ...(lookup === undefined ? {} : { lookup }) };
    return new Pool(url.origin, { ...poolOptions, connect });
  }

  return {
    poolFor,
    async close(): Promise<void> {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
    },
  };
}
