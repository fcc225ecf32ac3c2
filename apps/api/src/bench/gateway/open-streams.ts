import { Pool } from 'undici';
import type { Child } from './child.js';
import type { GatewayReady } from './gateway-server.js';
import { headersOf } from './load.js';
import type { ProcessUse } from './parent-link.js';
import { chatBody, slowModel, traffic } from './traffic.js';

/** Streams that are open at the same time, and what the gateway needed for them. */
export interface OpenStreams {
  readonly streams: number;
  /** Memory of the gateway's process before the first, and while all are open. */
  readonly idleRssMiB: number;
  readonly openRssMiB: number;
  /** Processor time of the gateway while all were open, in percent of one core. */
  readonly cpuPercent: number;
}

const patienceMillis = 60_000;

async function reached(count: () => Promise<number>, wanted: number): Promise<void> {
  const until = performance.now() + patienceMillis;
  while ((await count()) !== wanted) {
    if (performance.now() > until) {
      throw new Error(`${await count()} of ${wanted} streams are open`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const wait = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/**
 * Opens streams that get one frame a second, all at once, measures the gateway while they are open,
 * then lets them end: each has to end well.
 */
export async function measureOpenStreams(
  parts: { readonly gateway: Child<GatewayReady>; readonly upstream: Child<string> },
  load: { readonly streams: number; readonly seconds: number },
): Promise<OpenStreams> {
  const { gateway, upstream } = parts;
  const { url, keys } = gateway.ready;
  const idle = await gateway.use();
  const pool = new Pool(url, { connections: load.streams, pipelining: 1 });
  const body = chatBody(slowModel);
  const open = async (at: number) => {
    const headers = headersOf(keys[at % keys.length]);
    const path = traffic.stream.gatewayPath;
    const reply = await pool.request({ path, method: 'POST', headers, body });
    const text = await reply.body.text();
    if (reply.statusCode !== 200 || !text.endsWith(traffic.stream.ending)) {
      throw new Error(`an open stream was answered ${reply.statusCode}: ${text.slice(-300)}`);
    }
  };
  const all = Promise.all(Array.from({ length: load.streams }, (_, at) => open(at)));
  const measured = async (): Promise<readonly [ProcessUse, ProcessUse]> => {
    await reached(async () => Number(await upstream.ask('slow')), load.streams);
    const before = await gateway.use();
    await wait(load.seconds);
    const after = await gateway.use();
    await upstream.ask('release');
    return [before, after];
  };
  try {
    const [[before, after]] = await Promise.all([measured(), all]);
    return {
      streams: load.streams,
      idleRssMiB: idle.rssMiB,
      openRssMiB: Math.max(before.rssMiB, after.rssMiB),
      cpuPercent: Math.round((after.cpuMicros - before.cpuMicros) / load.seconds / 10_000),
    };
  } finally {
    await pool.destroy();
  }
}
