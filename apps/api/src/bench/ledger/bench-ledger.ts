import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerStore } from '@telex-credits/store';
import { openSqliteLedger } from '@telex-credits/store-sqlite';
import { makeNewId } from '../../foundation/ids.js';
import { type Machine, thisMachine } from '../machine.js';
import { type Spread, spreadOf } from '../statistics.js';
import { type Measured, measure } from './callers.js';
import { addCalls, openWallets, walletIds } from './fill.js';
import { measureStatement, type StatementFigures } from './statements.js';

/** Sizes of a run; `docs/benchmarks.md` says which are published. */
export interface LedgerBenchOptions {
  /** How long each cell is measured in each round. */
  readonly seconds: number;
  readonly rounds: number;
  readonly callers: readonly number[];
  /** Wallets that the spread calls go to. */
  readonly wallets: number;
  /** The ledger that is large before it is measured. */
  readonly large: { readonly wallets: number; readonly entries: number };
  /** Where ledgers are made; they are removed again. On the disk that is to be measured. */
  readonly folder: string;
  readonly say: (line: string) => void;
}

/** One row of the result. */
export interface Cell {
  readonly ledger: 'fresh' | 'large';
  readonly wallets: 'spread' | 'one';
  readonly callers: number;
  readonly lifecyclesPerSecond: Spread;
  readonly cpuMicrosPerLifecycle: Spread;
  readonly operationMs: { readonly p50: Spread; readonly p99: Spread };
  readonly lifecycleMs: { readonly p50: Spread; readonly p99: Spread };
}

/** What a run came to; void unless `verified`. */
export interface LedgerBenchResult {
  readonly bench: 'ledger';
  readonly durability: 'synchronous=FULL';
  readonly verified: boolean;
  readonly machine: Machine;
  readonly seconds: number;
  readonly rounds: number;
  readonly cells: readonly Cell[];
  /** Of rates in the same round: one wallet to spread, and the large ledger to the fresh one. */
  readonly ratios: { readonly hotToSpread: Spread; readonly largeToFresh: Spread };
  readonly large: { readonly entries: number; readonly wallets: number; readonly startMs: Spread };
  readonly statement: StatementFigures;
  /** The most memory that the whole process ever had, callers and benchmark included. */
  readonly peakRssMiB: number;
}

type CellKey = Pick<Cell, 'ledger' | 'wallets' | 'callers'>;

const newId = makeNewId(() => new Date(), randomBytes);
const hotWallet = 'org_hot';

/** The number of callers at which ledgers are compared. */
const comparedAt = (callers: readonly number[]): number =>
  callers.includes(256) ? 256 : (callers.at(-1) ?? 1);

/**
 * Measures hold-and-capture lifecycles through the ledger's port with the writer in its thread, in
 * interleaved rounds: each round has a fresh ledger, measures every cell once in an order that rotates,
 * and opens the large ledger anew. Every ledger is verified after it was measured.
 */
export async function benchLedger(options: LedgerBenchOptions): Promise<LedgerBenchResult> {
  const folder = mkdtempSync(join(options.folder, 'telex-bench-'));
  try {
    return await new LedgerBench(options, folder).run();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

class LedgerBench {
  readonly #options: LedgerBenchOptions;
  readonly #folder: string;
  readonly #measured = new Map<string, Measured[]>();
  readonly #starts: number[] = [];
  #sound = true;

  constructor(options: LedgerBenchOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
  }

  async run(): Promise<LedgerBenchResult> {
    const { rounds, seconds, large, say } = this.#options;
    const entries = await this.#fillLarge();
    for (let round = 0; round < rounds; round += 1) {
      say(`round ${round + 1} of ${rounds}`);
      await this.#freshRound(round);
      await this.#largeRound();
    }
    const statement = await this.#finishLarge();
    return {
      bench: 'ledger',
      durability: 'synchronous=FULL',
      verified: this.#sound,
      machine: thisMachine(),
      seconds,
      rounds,
      cells: this.#keys().map((key) => this.#cell(key)),
      ratios: this.#ratios(),
      large: { entries, wallets: large.wallets, startMs: spreadOf(this.#starts) },
      statement,
      peakRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    };
  }

  #open(name: string): Promise<LedgerStore> {
    return openSqliteLedger({ path: join(this.#folder, `${name}.db`), baseCurrency: 'USD' });
  }

  async #fillLarge(): Promise<number> {
    const { large, say } = this.#options;
    say(`making a ledger of ${large.wallets} wallets and ${large.entries} entries`);
    const ledger = await this.#open('large');
    const ids = walletIds(large.wallets);
    await openWallets(ledger, [...ids, hotWallet], newId);
    const missing = large.entries - (await ledger.lastSeq());
    // Every other call is of one wallet, so that one statement is long.
    const calls = Array.from({ length: Math.max(0, Math.ceil(missing / 2)) }, (_, at) =>
      at % 2 === 0 ? hotWallet : (ids[(at * 7919) % ids.length] ?? hotWallet),
    );
    await addCalls(ledger, calls, newId);
    const entries = await ledger.lastSeq();
    await ledger.close();
    return entries;
  }

  async #freshRound(round: number): Promise<void> {
    const ledger = await this.#open('fresh');
    const ids = walletIds(this.#options.wallets);
    await openWallets(ledger, [...ids, hotWallet], newId);
    await this.#warmUp(ledger, ids);
    const keys = this.#keys().filter((key) => key.ledger === 'fresh');
    const first = (round * 3) % keys.length;
    for (const key of [...keys.slice(first), ...keys.slice(0, first)]) {
      await this.#measure(ledger, key, ids);
    }
    await this.#verify(ledger, 'fresh');
    await ledger.close();
    for (const ending of ['', '-wal', '-shm', '.lock']) {
      rmSync(join(this.#folder, `fresh.db${ending}`), { force: true });
    }
  }

  async #largeRound(): Promise<void> {
    const start = performance.now();
    const ledger = await this.#open('large');
    this.#starts.push(performance.now() - start);
    // The same wallets as in the fresh ledger, so that only what exists before makes a difference.
    const ids = walletIds(Math.min(this.#options.wallets, this.#options.large.wallets));
    await this.#warmUp(ledger, ids);
    const callers = comparedAt(this.#options.callers);
    await this.#measure(ledger, { ledger: 'large', wallets: 'spread', callers }, ids);
    await ledger.close();
  }

  async #finishLarge(): Promise<StatementFigures> {
    const ledger = await this.#open('large');
    const figures = await measureStatement(ledger, hotWallet);
    await this.#verify(ledger, 'large');
    await ledger.close();
    return figures;
  }

  /** The first operations of a thread are slow: the engine is compiled while it runs. */
  async #warmUp(ledger: LedgerStore, wallets: readonly string[]): Promise<void> {
    await measure(ledger, { callers: 64, wallets, seconds: this.#options.seconds / 2, newId });
  }

  async #measure(ledger: LedgerStore, key: CellKey, ids: readonly string[]): Promise<void> {
    const wallets = key.wallets === 'one' ? [hotWallet] : ids;
    const { seconds } = this.#options;
    const measured = await measure(ledger, { callers: key.callers, wallets, seconds, newId });
    const name = nameOf(key);
    this.#measured.set(name, [...(this.#measured.get(name) ?? []), measured]);
    const rate = Math.round(measured.lifecyclesPerSecond);
    this.#options.say(`  ${name}: ${rate}/s, p99 ${measured.operationP99.toFixed(1)} ms`);
  }

  async #verify(ledger: LedgerStore, name: string): Promise<void> {
    const { ok, lastSeq, checks } = await ledger.verify();
    this.#sound &&= ok;
    const broken = checks.filter((check) => !check.ok).map((check) => check.name);
    const found = ok ? 'sound' : `BROKEN, the run is void: ${broken.join(', ')}`;
    this.#options.say(`  verify, ${name} ledger of ${lastSeq} entries: ${found}`);
  }

  #keys(): CellKey[] {
    const { callers } = this.#options;
    const fresh = (['spread', 'one'] as const).flatMap((wallets) =>
      callers.map((count): CellKey => ({ ledger: 'fresh', wallets, callers: count })),
    );
    return [...fresh, { ledger: 'large', wallets: 'spread', callers: comparedAt(callers) }];
  }

  #cell(key: CellKey): Cell {
    const runs = this.#measured.get(nameOf(key)) ?? [];
    const of = (field: keyof Measured) => spreadOf(runs.map((run) => run[field]));
    return {
      ...key,
      lifecyclesPerSecond: of('lifecyclesPerSecond'),
      cpuMicrosPerLifecycle: of('cpuMicrosPerLifecycle'),
      operationMs: { p50: of('operationP50'), p99: of('operationP99') },
      lifecycleMs: { p50: of('lifecycleP50'), p99: of('lifecycleP99') },
    };
  }

  #ratios(): LedgerBenchResult['ratios'] {
    const callers = comparedAt(this.#options.callers);
    const rates = (key: Omit<CellKey, 'callers'>) =>
      (this.#measured.get(nameOf({ ...key, callers })) ?? []).map((run) => run.lifecyclesPerSecond);
    const spread = rates({ ledger: 'fresh', wallets: 'spread' });
    const toSpread = (others: readonly number[]) =>
      spreadOf(others.map((rate, round) => rate / (spread[round] ?? Number.NaN)));
    return {
      hotToSpread: toSpread(rates({ ledger: 'fresh', wallets: 'one' })),
      largeToFresh: toSpread(rates({ ledger: 'large', wallets: 'spread' })),
    };
  }
}

function nameOf({ ledger, wallets, callers }: CellKey): string {
  return `${ledger} ledger, ${wallets === 'one' ? 'one wallet' : 'spread'}, ${callers} callers`;
}
