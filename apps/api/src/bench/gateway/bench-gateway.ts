import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Machine, thisMachine } from '../machine.js';
import { type Spread, spreadOf } from '../statistics.js';
import { type Child, startChild } from './child.js';
import type { GatewayBooks, GatewayReady } from './gateway-server.js';
import { type Loaded, runLoad } from './load.js';
import { measureOpenStreams, type OpenStreams } from './open-streams.js';
import { type Kind, traffic } from './traffic.js';

export const ways = ['direct', 'bare proxy', 'gateway'] as const;
/** How a call reaches the upstream. */
export type Way = (typeof ways)[number];

/** Sizes of a run; `docs/benchmarks.md` says which are published. */
export interface GatewayBenchOptions {
  /** How long each cell is measured in each round. */
  readonly seconds: number;
  readonly rounds: number;
  readonly callers: readonly number[];
  /** Streams that are open at once, and for how long they are watched. */
  readonly open: { readonly streams: number; readonly seconds: number };
  /** Where the ledger is made, and removed again: on the disk that is to be measured. */
  readonly folder: string;
  readonly say: (line: string) => void;
}

/** One row of the result. */
export interface GatewayCell {
  readonly kind: Kind;
  readonly callers: number;
  readonly way: Way;
  readonly callsPerSecond: Spread;
  readonly p50Ms: Spread;
  readonly p99Ms: Spread;
  /** Of the process in between, all threads; of none for the direct way. */
  readonly cpuMicrosPerCall: Spread | null;
}

/** The gateway beside the bare proxy in the same round. */
export interface Compared {
  readonly kind: Kind;
  readonly callers: number;
  readonly rateRatio: Spread;
  readonly p50AddedMs: Spread;
  readonly p99AddedMs: Spread;
  readonly cpuAddedMicros: Spread;
}

/** What a run came to; void unless `balanced`. */
export interface GatewayBenchResult {
  readonly bench: 'gateway';
  readonly durability: 'synchronous=FULL';
  /** The ledger verifies, nothing is held, and the wallets lost exactly what the calls cost. */
  readonly balanced: boolean;
  readonly calls: number;
  readonly machine: Machine;
  readonly seconds: number;
  readonly rounds: number;
  readonly cells: readonly GatewayCell[];
  readonly compared: readonly Compared[];
  readonly open: OpenStreams;
  readonly gatewayPeakRssMiB: number;
}

interface Key {
  readonly kind: Kind;
  readonly callers: number;
  readonly way: Way;
}
type Run = Loaded & { readonly cpuMicros: number };

const nameOf = ({ kind, callers, way }: Key) => `${kind}, ${callers} callers, ${way}`;

/**
 * Measures the same calls directly, through a bare proxy and through the gateway with a durable hold
 * and capture for each, in interleaved rounds over loopback; every part but the callers is a process
 * of its own. Afterwards the ledger is verified and every credit is accounted for.
 */
export async function benchGateway(options: GatewayBenchOptions): Promise<GatewayBenchResult> {
  const folder = mkdtempSync(join(options.folder, 'telex-bench-'));
  const children: Child<unknown>[] = [];
  const start = async <Ready>(child: Promise<Child<Ready>>) => {
    const started = await child;
    children.push(started);
    return started;
  };
  try {
    const upstream = await start(startChild<string>('upstream'));
    const proxy = await start(startChild<string>('bare-proxy', [upstream.ready]));
    const args = [folder, upstream.ready];
    const gateway = await start(startChild<GatewayReady>('gateway-server', args));
    return await new GatewayBench(options, { upstream, proxy, gateway }).run();
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    rmSync(folder, { recursive: true });
  }
}

interface Parts {
  readonly upstream: Child<string>;
  readonly proxy: Child<string>;
  readonly gateway: Child<GatewayReady>;
}

class GatewayBench {
  readonly #options: GatewayBenchOptions;
  readonly #parts: Parts;
  readonly #runs = new Map<string, Run[]>();
  /** What the gateway must have charged. */
  #owed = 0n;
  #calls = 0;

  constructor(options: GatewayBenchOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
  }

  async run(): Promise<GatewayBenchResult> {
    const { rounds, seconds, say, open } = this.#options;
    const keys = this.#keys();
    // First, so that their memory is theirs and not what all other calls left behind.
    say(`${open.streams} open streams`);
    const streams = await measureOpenStreams(this.#parts, open);
    this.#count('stream', open.streams);
    say('warming up');
    for (const kind of ['json', 'stream'] as const) {
      for (const way of ways) {
        await this.#load({ kind, way, callers: 16 }, Math.max(0.2, seconds / 2));
      }
    }
    for (let round = 0; round < rounds; round += 1) {
      say(`round ${round + 1} of ${rounds}`);
      // Ways next to each other, so that what disturbs the machine disturbs all three.
      const first = ((round * 4) % (keys.length / ways.length)) * ways.length;
      for (const key of [...keys.slice(first), ...keys.slice(0, first)]) {
        await this.#measure(key);
      }
    }
    const balanced = await this.#isBalanced();
    const { peakRssMiB } = await this.#parts.gateway.use();
    return {
      ...{ bench: 'gateway', durability: 'synchronous=FULL', balanced, calls: this.#calls },
      ...{ machine: thisMachine(), seconds, rounds },
      cells: keys.map((key) => this.#cell(key)),
      compared: keys
        .filter(({ way }) => way === 'gateway')
        .map(({ kind, callers }) => this.#compare(kind, callers)),
      ...{ open: streams, gatewayPeakRssMiB: peakRssMiB },
    };
  }

  #keys(): Key[] {
    return (['json', 'stream'] as const).flatMap((kind) =>
      this.#options.callers.flatMap((callers) => ways.map((way) => ({ kind, callers, way }))),
    );
  }

  #count(kind: Kind, calls: number): void {
    this.#owed += traffic[kind].cost * BigInt(calls);
    this.#calls += calls;
  }

  async #load({ kind, callers, way }: Key, seconds: number): Promise<Loaded> {
    const { upstream, proxy, gateway } = this.#parts;
    const { upstreamPath, gatewayPath, body, ending } = traffic[kind];
    const target = {
      direct: { origin: upstream.ready, path: upstreamPath, keys: [] },
      'bare proxy': { origin: proxy.ready, path: upstreamPath, keys: [] },
      gateway: { origin: gateway.ready.url, path: gatewayPath, keys: gateway.ready.keys },
    }[way];
    const loaded = await runLoad({ ...target, ...{ body, ending, callers, seconds } });
    if (way === 'gateway') {
      this.#count(kind, loaded.calls);
    }
    return loaded;
  }

  async #measure(key: Key): Promise<void> {
    const { upstream, proxy, gateway } = this.#parts;
    const between = { direct: upstream, 'bare proxy': proxy, gateway }[key.way];
    const before = await between.use();
    const loaded = await this.#load(key, this.#options.seconds);
    const { cpuMicros } = await between.use();
    const run = { ...loaded, cpuMicros: (cpuMicros - before.cpuMicros) / loaded.calls };
    this.#runs.set(nameOf(key), [...(this.#runs.get(nameOf(key)) ?? []), run]);
    const { perSecond, p99 } = loaded;
    this.#options.say(`  ${nameOf(key)}: ${Math.round(perSecond)}/s, p99 ${p99.toFixed(1)} ms`);
  }

  async #isBalanced(): Promise<boolean> {
    const { sound, entries, taken, held } = (await this.#parts.gateway.ask(
      'books',
    )) as GatewayBooks;
    const balanced = sound && held === '0' && taken === this.#owed.toString();
    const found = balanced
      ? 'sound, nothing held, no credit missing'
      : `VOID: sound ${sound}, held ${held}, taken ${taken}, owed ${this.#owed}`;
    this.#options.say(`  ledger of ${entries} entries: ${found}`);
    return balanced;
  }

  #of(key: Key): readonly Run[] {
    return this.#runs.get(nameOf(key)) ?? [];
  }

  #cell(key: Key): GatewayCell {
    const of = (field: keyof Run) => spreadOf(this.#of(key).map((run) => run[field]));
    return {
      ...key,
      callsPerSecond: of('perSecond'),
      p50Ms: of('p50'),
      p99Ms: of('p99'),
      cpuMicrosPerCall: key.way === 'direct' ? null : of('cpuMicros'),
    };
  }

  #compare(kind: Kind, callers: number): Compared {
    const bare = this.#of({ kind, callers, way: 'bare proxy' });
    const gateway = this.#of({ kind, callers, way: 'gateway' });
    const each = (compare: (ours: Run, theirs: Run) => number) =>
      spreadOf(gateway.map((run, round) => compare(run, bare[round] ?? run)));
    return {
      ...{ kind, callers },
      rateRatio: each((ours, theirs) => ours.perSecond / theirs.perSecond),
      p50AddedMs: each((ours, theirs) => ours.p50 - theirs.p50),
      p99AddedMs: each((ours, theirs) => ours.p99 - theirs.p99),
      cpuAddedMicros: each((ours, theirs) => ours.cpuMicros - theirs.cpuMicros),
    };
  }
}
