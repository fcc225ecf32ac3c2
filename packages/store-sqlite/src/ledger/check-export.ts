import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '@telex-credits/ledger';
import type { Currency } from '@telex-credits/money';
import {
  JournalChain,
  type JournalCommit,
  type JournalEnd,
  type JournalLine,
  RuleCheck,
  readJournalLine,
  type VerifyReport,
} from '@telex-credits/store';
import { JournalReplay } from './journal-replay.js';
import { verifySqliteLedger } from './verify.js';

/**
 * Checks an export of a journal without its database: every line and the hash chain, and, in a new
 * ledger below the system's temporary folder, that every operation decided again gives the entry that
 * the export has; then all that `verify` checks of that ledger. What is wrong is named by its line.
 * After the first wrong entry no more can be decided: the report is then of lines and chain only.
 */
export async function checkJournalExport(lines: AsyncIterable<string>): Promise<VerifyReport> {
  const folder = mkdtempSync(join(tmpdir(), 'telex-export-'));
  try {
    const path = join(folder, 'ledger.db');
    const check = new ExportCheck(path);
    for await (const line of lines) {
      check.addLine(line);
    }
    return check.finish(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

class ExportCheck {
  readonly #complete = new RuleCheck('export_complete');
  readonly #chained = new RuleCheck('export_chained');
  readonly #decided = new RuleCheck('operations_decided_again');
  readonly #path: string;
  #chain = JournalChain.begin('');
  #replay: JournalReplay | undefined;
  #line = 0;
  /** The first line of the commit that is being read. */
  #commitLine = 2;
  #lastSeq = 0;
  #lastAt = '';
  #commits = 0;
  #ended = false;

  constructor(path: string) {
    this.#path = path;
  }

  addLine(text: string): void {
    this.#line += 1;
    const line = this.#read(text);
    if (this.#line === 1 && line?.kind !== 'header') {
      this.#wrong('is not the header of an export');
    } else if (this.#ended) {
      this.#wrong('comes after the end');
    } else if (line?.kind === 'header') {
      this.#begin(line.baseCurrency);
    } else if (line?.kind === 'entry') {
      this.#addEntry(line.entry, text);
    } else if (line?.kind === 'commit') {
      this.#endCommit(line.commit);
    } else if (line?.kind === 'end') {
      this.#end(line.end);
    } else {
      // It was an entry once, or was none ever: the chain says which commit it breaks.
      this.#chain.add(text);
    }
  }

  #read(text: string): JournalLine | undefined {
    try {
      return readJournalLine(text);
    } catch (error) {
      this.#wrong(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  #wrong(what: string): void {
    this.#complete.that(false, () => `line ${this.#line} ${what}`);
    this.#stopDeciding();
  }

  #begin(baseCurrency: Currency): void {
    if (this.#line > 1) {
      this.#wrong('is a second header');
      return;
    }
    this.#chain = JournalChain.begin(baseCurrency);
    this.#replay = new JournalReplay(this.#path, baseCurrency);
  }

  #addEntry(entry: Entry, text: string): void {
    const { seq, at } = entry;
    this.#chain.add(text);
    const follows = seq === this.#lastSeq + 1 && at >= this.#lastAt;
    this.#complete.that(
      follows,
      () => `line ${this.#line}: entry ${seq} of ${at} follows entry ${this.#lastSeq}`,
    );
    this.#lastSeq = seq;
    this.#lastAt = at;
    if (!follows) {
      this.#stopDeciding();
    }
    const problem = this.#decide(entry, text);
    if (problem !== undefined) {
      this.#decided.that(problem === null, () => `line ${this.#line}: entry ${seq}: ${problem}`);
      if (problem !== null) {
        this.#stopDeciding();
      }
    }
  }

  #decide(entry: Entry, text: string): string | null | undefined {
    try {
      return this.#replay?.apply(entry, text);
    } catch (error) {
      return `its operation cannot be decided again: ${String(error)}`;
    }
  }

  #stopDeciding(): void {
    this.#replay?.close();
    this.#replay = undefined;
  }

  #endCommit({ lastSeq, hash }: JournalCommit): void {
    const made = this.#chain.seal();
    const [from, to] = [this.#commitLine, this.#line];
    this.#chained.that(
      made === hash && lastSeq === this.#lastSeq,
      () =>
        `lines ${from} to ${to} (the commit that ends with entry ${lastSeq}) were changed: ` +
        `their hash is ${made}, not ${hash}`,
    );
    this.#chain.follow(hash);
    this.#commits += 1;
    this.#commitLine = this.#line + 1;
    this.#replay?.seal();
  }

  #end({ entries, commits, hash }: JournalEnd): void {
    this.#ended = true;
    this.#complete.that(
      !this.#chain.isOpen,
      () => `line ${this.#line}: the entries from line ${this.#commitLine} on belong to no commit`,
    );
    this.#complete.that(
      entries === this.#lastSeq && commits === this.#commits && hash === this.#chain.head,
      () =>
        `line ${this.#line} ends ${entries} entries in ${commits} commits with ${hash}; ` +
        `there are ${this.#lastSeq} in ${this.#commits}, and the last hash is ${this.#chain.head}`,
    );
  }

  finish(path: string): VerifyReport {
    this.#complete.that(
      this.#ended,
      () => `line ${this.#line} is the last, but no line says that the export ends: it was cut off`,
    );
    const whole = this.#replay !== undefined;
    this.#stopDeciding();
    const ledger = whole ? verifySqliteLedger(path) : undefined;
    const own = [this.#complete, this.#chained, this.#decided].map((rule) => rule.result());
    const checks = [...own, ...(ledger?.checks ?? [])];
    return {
      ok: checks.every((check) => check.ok),
      lastSeq: this.#lastSeq,
      head: this.#chain.head,
      checks,
      shortfalls: ledger?.shortfalls ?? [],
    };
  }
}
