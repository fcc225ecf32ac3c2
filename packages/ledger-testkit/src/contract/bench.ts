import type { Asset, Entry, Operation, Refusal, Result, Wallet } from '@telex-credits/ledger';
import type { LedgerStore } from '@telex-credits/store';
import { checkInvariants } from '../invariants.js';
import type { LedgerOptions } from '../model-ledger.js';
import { OperationMaker } from '../operation-maker.js';
import { readFacts } from './read-facts.js';

/** Makes an empty store; the suite closes it. */
export type MakeStore = (options: LedgerOptions) => Promise<LedgerStore>;

/** Closes a store and opens the same ledger again. */
export type ReopenStore = (store: LedgerStore, options: LedgerOptions) => Promise<LedgerStore>;

/** A clock that stands still until it is told to go on. */
export class TestClock {
  #now = Date.parse('2026-11-24T09:00:00.000Z');

  readonly read = (): Date => new Date(this.#now);

  /** The time that it will be after some more minutes. */
  in(minutes: number): string {
    return new Date(this.#now + minutes * 60_000).toISOString();
  }

  pass(minutes: number): void {
    this.#now += minutes * 60_000;
  }
}

/** One store under test, and the few words in which the suite talks to it. */
export class Bench {
  readonly make = new OperationMaker();
  readonly clock: TestClock;
  readonly #options: LedgerOptions;
  store: LedgerStore;

  private constructor(store: LedgerStore, clock: TestClock, options: LedgerOptions) {
    this.store = store;
    this.clock = clock;
    this.#options = options;
  }

  /** A store with one open wallet, `wal_1`. */
  static async start(makeStore: MakeStore): Promise<Bench> {
    const clock = new TestClock();
    const options: LedgerOptions = { now: clock.read, baseCurrency: 'USD' };
    const bench = new Bench(await makeStore(options), clock, options);
    await bench.accept(bench.make.open());
    return bench;
  }

  async reopen(reopenStore: ReopenStore): Promise<void> {
    this.store = await reopenStore(this.store, this.#options);
  }

  async submit(operation: Operation): Promise<Result> {
    const [result] = await this.store.submit([operation]);
    if (result === undefined) {
      throw new Error('submit answered fewer results than operations');
    }
    return result;
  }

  /** Submits what must be accepted. */
  async accept(operation: Operation): Promise<Entry> {
    const result = await this.submit(operation);
    if (!result.ok) {
      throw new Error(`${operation.type} was refused: ${result.refusal.code}`);
    }
    return result.entry;
  }

  /** Submits what must be refused. */
  async refuse(operation: Operation): Promise<Refusal | { readonly code: string }> {
    const result = await this.submit(operation);
    if (result.ok) {
      throw new Error(`${operation.type} was accepted`);
    }
    return result.refusal;
  }

  async wallet(id = 'wal_1'): Promise<Wallet> {
    const wallet = await this.store.wallet(id);
    if (wallet === undefined) {
      throw new Error(`no wallet ${id}`);
    }
    return wallet;
  }

  /** Posted, held and debt of a wallet, in micro-credits. */
  async amounts(id = 'wal_1'): Promise<readonly [posted: bigint, held: bigint, debt: bigint]> {
    const { posted, held, debt } = await this.wallet(id);
    return [posted, held, debt];
  }

  async balance(account: string, asset: Asset = 'USD'): Promise<bigint> {
    const balances = await this.store.balances(account);
    const found = balances.find((one) => one.account === account && one.asset === asset);
    return found?.balance ?? 0n;
  }

  /** What is broken after all that was done: nothing, in a sound store. */
  async problems(): Promise<string[]> {
    const verified = await this.store.verify();
    const facts = await readFacts(this.store);
    const broken = [...verified.checks, ...checkInvariants(facts)].filter(({ ok }) => !ok);
    return broken.map(({ name, problems }) => `${name}: ${problems.join('; ')}`);
  }
}
