import { createHash } from 'node:crypto';

/** One commit of the journal: it ends with entry `lastSeq`. */
export interface JournalCommit {
  readonly lastSeq: number;
  /** SHA-256, in hexadecimal, of the hash before it and its entries; see `JournalChain`. */
  readonly hash: string;
}

/** The first line of every export: what the entries are amounts of. */
export function journalHeader(baseCurrency: string): string {
  return JSON.stringify({ journal: 'telex-credits', version: 1, baseCurrency });
}

/**
 * The hash chain over a journal, one link a commit. The first hash is that of the header line; each
 * next one is SHA-256 of the hash before it and the commit's entries as they are stored, every one
 * of these texts followed by a line feed, in UTF-8. So no entry can be changed, removed, moved or
 * added without changing every hash from there on.
 */
export class JournalChain {
  #head: string;
  #open: string[] = [];

  /** Goes on from a hash that was sealed before. */
  constructor(head: string) {
    this.#head = head;
  }

  /** The chain of an empty journal. */
  static begin(baseCurrency: string): JournalChain {
    return new JournalChain(hashOf([journalHeader(baseCurrency)]));
  }

  /** The hash of the newest commit. */
  get head(): string {
    return this.#head;
  }

  /** Whether entries were added since the last commit. */
  get isOpen(): boolean {
    return this.#open.length > 0;
  }

  /** Adds an entry as it is stored. */
  add(body: string): void {
    this.#open.push(body);
  }

  /** Ends a commit and answers its hash. */
  seal(): string {
    this.#head = hashOf([this.#head, ...this.#open]);
    this.#open = [];
    return this.#head;
  }

  /** Goes on from what a file says, to find the next thing that is wrong by itself. */
  follow(hash: string): void {
    this.#head = hash;
    this.#open = [];
  }
}

function hashOf(lines: readonly string[]): string {
  return createHash('sha256')
    .update(`${lines.join('\n')}\n`)
    .digest('hex');
}
