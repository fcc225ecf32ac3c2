import type { Operation, Result } from '@telex-credits/ledger';
import type { LedgerStore } from '@telex-credits/store';
import type { Fault, OpenSubject, Round, Subject, SubjectOptions } from './subject.js';

/** Opens the same ledger again: the first time without, later with the store to be given up. */
type Open = (options: SubjectOptions, before: LedgerStore | null) => Promise<LedgerStore>;

const unknown: Result = { ok: false, refusal: { code: 'unknown' }, replayed: false };

/** Any store, with faults around it: what the disk would refuse never reaches it. */
class StoreSubject implements Subject {
  readonly ordered = false;
  readonly #open: Open;
  readonly #options: SubjectOptions;
  store: LedgerStore;

  constructor(open: Open, options: SubjectOptions, store: LedgerStore) {
    this.#open = open;
    this.#options = options;
    this.store = store;
  }

  async work(submissions: readonly (readonly Operation[])[], fault: Fault | null): Promise<Round> {
    if (fault === 'refused_write') {
      const answers = submissions.map((operations) => operations.map(() => unknown));
      return { answers, kept: 'nothing' };
    }
    if (fault === 'crash_before_commit') {
      return { answers: null, kept: 'nothing' };
    }
    const answers = await Promise.all(
      submissions.map((operations) => this.store.submit(operations)),
    );
    return { answers: fault === null ? answers : null, kept: 'all' };
  }

  async restart(): Promise<void> {
    this.store = await this.#open(this.#options, this.store);
  }

  close(): Promise<void> {
    return this.store.close();
  }
}

/**
 * Puts any durable store under the simulator. Its own commits cannot be made to fail from here, so
 * faults are played around it: a refused write is not submitted, a crash loses the answers, and a
 * restart is `open` again, which gets the store that it replaces.
 */
export function storeSubject(open: Open): OpenSubject {
  return async (options) => new StoreSubject(open, options, await open(options, null));
}
