import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation } from '@telex-credits/ledger';
import type {
  Fault,
  OpenSubject,
  Round,
  Subject,
  SubjectOptions,
} from '@telex-credits/ledger-testkit';
import type { LedgerStore } from '@telex-credits/store';
import { openLedgerThrough } from '../open-ledger.js';
import { FaultyDatabase, type Injection, sqliteFailure } from './faulty-database.js';

/** No timer of the engine ever fires: time is the simulator's. */
const never = 2 ** 31 - 1;

class Crash extends Error {
  override readonly name = 'Crash';
}

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

/** The SQLite engine on a real file. A crash is the file, and its log, as they are at that moment. */
class SqliteSubject implements Subject {
  readonly ordered = true;
  readonly #options: SubjectOptions;
  readonly #folder: string;
  readonly #database = new FaultyDatabase();
  readonly #surprises: unknown[] = [];
  #generation = 0;
  /** Whether the next generation's files were copied when the process ended. */
  #copied = false;
  #store: LedgerStore | undefined;

  constructor(options: SubjectOptions) {
    this.#options = options;
    this.#folder = mkdtempSync(join(tmpdir(), 'telex-simulator-'));
  }

  get store(): LedgerStore {
    if (this.#store === undefined) {
      throw new Error('the ledger is not open');
    }
    return this.#store;
  }

  #path(generation = this.#generation): string {
    return join(this.#folder, `${generation}.db`);
  }

  async open(): Promise<this> {
    const path = this.#path();
    const options = {
      path,
      baseCurrency: 'USD',
      inline: true,
      now: this.#options.now,
      deadlineMs: never,
      expireEveryMs: never,
      onError: (error: unknown) => this.#report(error),
    } as const;
    this.#store = await openLedgerThrough(options, () => this.#database.open(path));
    return this;
  }

  #report(error: unknown): void {
    const injected = error instanceof Crash || (error instanceof Error && 'injected' in error);
    if (!injected) {
      this.#surprises.push(error);
    }
  }

  async work(submissions: readonly (readonly Operation[])[], fault: Fault | null): Promise<Round> {
    this.#database.failNext(fault === null ? {} : this.#inject(fault));
    // Submitted in one turn, so that the engine commits them together, in this order.
    const answers = await Promise.all(
      submissions.map((operations) => this.store.submit(operations)),
    );
    const [surprise] = this.#surprises;
    if (surprise !== undefined) {
      throw surprise;
    }
    switch (fault) {
      case null:
        return { answers, kept: 'all' };
      case 'refused_write':
        return { answers, kept: 'nothing' };
      case 'crash_before_commit':
        return { answers: null, kept: 'nothing' };
      case 'crash_after_commit':
        return { answers: null, kept: 'all' };
      case 'torn_commit':
        return { answers: null, kept: 'all_or_nothing' };
    }
  }

  #inject(fault: Fault): Injection {
    switch (fault) {
      case 'refused_write':
        return this.#refuse();
      case 'crash_before_commit':
        return { beforeCommit: () => this.#crash() };
      case 'crash_after_commit':
        return { afterCommit: () => this.#crash() };
      case 'torn_commit':
        return this.#tear();
    }
  }

  /** Some write of the transaction fails, or else its commit. */
  #refuse(): Injection {
    const { random } = this.#options;
    const error = sqliteFailure(random.pick([13, 778, 1034] as const));
    const fail = () => {
      throw Object.assign(error, { injected: true });
    };
    let left = random.below(12);
    const onWrite = () => {
      left -= 1;
      return left < 0 ? fail() : undefined;
    };
    return { onWrite, beforeCommit: fail };
  }

  #crash(): never {
    this.#copy();
    throw new Crash('the process ended');
  }

  /** The log was written up to somewhere in this commit. */
  #tear(): Injection {
    let before = 0;
    return {
      beforeCommit: () => {
        before = sizeOf(`${this.#path()}-wal`);
      },
      afterCommit: () => {
        this.#copy();
        const log = `${this.#path(this.#generation + 1)}-wal`;
        const added = sizeOf(log) - before;
        if (added > 0) {
          truncateSync(log, before + this.#options.random.below(added + 1));
        }
        throw new Crash('the process ended');
      },
    };
  }

  #copy(): void {
    for (const suffix of ['', '-wal']) {
      if (existsSync(`${this.#path()}${suffix}`)) {
        copyFileSync(`${this.#path()}${suffix}`, `${this.#path(this.#generation + 1)}${suffix}`);
      }
    }
    this.#copied = true;
  }

  async restart(): Promise<void> {
    if (!this.#copied) {
      this.#copy();
    }
    await this.#letGo();
    for (const suffix of ['', '-wal', '-shm', '.lock']) {
      rmSync(`${this.#path()}${suffix}`, { force: true });
    }
    this.#generation += 1;
    this.#copied = false;
    await this.open();
  }

  async #letGo(): Promise<void> {
    await this.#store?.close();
    this.#store = undefined;
  }

  async close(): Promise<void> {
    await this.#letGo();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The SQLite engine, its writer in this thread, on a file in the folder for temporary files. */
export const openSqliteSubject: OpenSubject = (options) => new SqliteSubject(options).open();
