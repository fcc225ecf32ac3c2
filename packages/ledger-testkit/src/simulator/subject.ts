import type { Operation, Result } from '@telex-credits/ledger';
import type { LedgerStore } from '@telex-credits/store';
import type { Random } from './random.js';

/** What can go wrong with one commit. */
export const faults = [
  /** The disk refuses the write: the commit fails and the store answers `unknown`. */
  'refused_write',
  /** The process ends before the commit: nothing of it is kept. */
  'crash_before_commit',
  /** The process ends after the commit and before its answers: all of it is kept. */
  'crash_after_commit',
  /** The process ends while the commit is written: all of it is kept or nothing. */
  'torn_commit',
] as const;

export type Fault = (typeof faults)[number];

/** What a round of submissions came to. */
export interface Round {
  /** An answer for each operation of each submission; null when the process ended. */
  readonly answers: readonly (readonly Result[])[] | null;
  /** What must have been kept of it. */
  readonly kept: 'all' | 'nothing' | 'all_or_nothing';
}

/** A ledger store that can be made to fail; what the simulator tests. */
export interface Subject {
  /** The store that runs now; another object after a restart. */
  readonly store: LedgerStore;
  /** Whether submissions of one round are worked in the order in which they were given. */
  readonly ordered: boolean;
  /** Works submissions that are there at the same time, with this fault or none. */
  work(submissions: readonly (readonly Operation[])[], fault: Fault | null): Promise<Round>;
  /** Ends the process, as it were, and starts it again on what is durable. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** What a subject runs on. */
export interface SubjectOptions {
  /** The virtual clock. */
  readonly now: () => Date;
  /** Decides how exactly a fault hits; a stream of its own, so that subjects see the same story. */
  readonly random: Random;
}

/** Makes an empty subject. */
export type OpenSubject = (options: SubjectOptions) => Promise<Subject>;
