import { JournalChain, type JournalCommit } from '../journal/journal-chain.js';
import type { RuleCheck } from './checklist.js';

/** Makes the journal's hash chain again and compares each commit's hash with the kept one. */
export class ChainTally {
  readonly #rule: RuleCheck;
  readonly #chain: JournalChain;
  #firstSeq = 1;
  #lastSeq = 0;

  constructor(rule: RuleCheck, baseCurrency: string) {
    this.#rule = rule;
    this.#chain = JournalChain.begin(baseCurrency);
  }

  addEntry({ seq, body }: { readonly seq: number; readonly body: string }): void {
    this.#chain.add(body);
    this.#lastSeq = seq;
  }

  addCommit({ lastSeq, hash }: JournalCommit): void {
    const made = this.#chain.seal();
    this.#rule.that(
      made === hash && lastSeq === this.#lastSeq,
      () =>
        `entries ${this.#firstSeq} to ${lastSeq} are not those that were committed: ` +
        `their hash is ${made}, the commit says ${hash}`,
    );
    this.#chain.follow(hash);
    this.#firstSeq = lastSeq + 1;
  }

  /** Answers the hash of the newest commit. */
  finish(): string {
    this.#rule.that(
      !this.#chain.isOpen,
      () => `entries ${this.#firstSeq} to ${this.#lastSeq} belong to no commit`,
    );
    return this.#chain.head;
  }
}
