import {
  decodeOperation,
  encodeOperation,
  type Operation,
  type Result,
} from '@telex-credits/ledger';
import { ModelLedger } from '../model-ledger.js';
import type { Fault, OpenSubject, Round, Subject } from './subject.js';

/** One commit, as a disk would keep it. */
interface Commit {
  readonly at: string;
  readonly operations: readonly string[];
}

const unknown: Result = { ok: false, refusal: { code: 'unknown' }, replayed: false };

/** The ledger in memory on a pretended disk: a log of commits that a restart works again. */
class ModelSubject implements Subject {
  readonly ordered = true;
  readonly #now: () => Date;
  readonly #log: Commit[] = [];
  store: ModelLedger;

  constructor(now: () => Date) {
    this.#now = now;
    this.store = new ModelLedger({ now, baseCurrency: 'USD' });
  }

  async work(submissions: readonly (readonly Operation[])[], fault: Fault | null): Promise<Round> {
    if (fault === 'refused_write') {
      const answers = submissions.map((operations) => operations.map(() => unknown));
      return { answers, kept: 'nothing' };
    }
    if (fault === 'crash_before_commit') {
      return { answers: null, kept: 'nothing' };
    }
    const operations = submissions.flat();
    const at = this.#now().toISOString();
    this.#log.push({ at, operations: operations.map(encodeOperation) });
    if (fault !== null) {
      return { answers: null, kept: 'all' };
    }
    const results = this.store.work(operations);
    let taken = 0;
    const answers = submissions.map(({ length }) => {
      taken += length;
      return results.slice(taken - length, taken);
    });
    return { answers, kept: 'all' };
  }

  /** Works the log again in a fresh model, each commit at its own time. */
  async restart(): Promise<void> {
    let replaying: Commit | undefined;
    const now = () => (replaying === undefined ? this.#now() : new Date(replaying.at));
    this.store = new ModelLedger({ now, baseCurrency: 'USD' });
    for (const commit of this.#log) {
      replaying = commit;
      this.store.work(commit.operations.map(decodeOperation));
    }
    replaying = undefined;
  }

  close(): Promise<void> {
    return this.store.close();
  }
}

/** The model: hundreds of operations in a few milliseconds, so that many seeds fit. */
export const openModelSubject: OpenSubject = async ({ now }) => new ModelSubject(now);
