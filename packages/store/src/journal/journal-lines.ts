import { decodeEntry, type Entry } from '@telex-credits/ledger';
import { type Currency, isCurrency } from '@telex-credits/money';
import { type JournalCommit, journalHeader } from './journal-chain.js';

/** The last line of an export. */
export interface JournalEnd {
  readonly entries: number;
  readonly commits: number;
  /** The hash of the last commit; of the header where there is none. */
  readonly hash: string;
}

/** A line of an export, read. */
export type JournalLine =
  | { readonly kind: 'header'; readonly baseCurrency: Currency }
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'commit'; readonly commit: JournalCommit }
  | { readonly kind: 'end'; readonly end: JournalEnd };

/** The line after the last entry of a commit. */
export const writeCommit = ({ lastSeq, hash }: JournalCommit): string =>
  JSON.stringify({ commit: { lastSeq, hash } });

/** The last line. */
export const writeEnd = ({ entries, commits, hash }: JournalEnd): string =>
  JSON.stringify({ end: { entries, commits, hash } });

/**
 * Reads one line; throws where it is none that an export of this version has. Lines that are not
 * hashed themselves must be spelt exactly as they are written.
 */
export function readJournalLine(text: string): JournalLine {
  const read = readUnhashed(text);
  if (read === undefined) {
    return { kind: 'entry', entry: decodeEntry(text) };
  }
  if (read.spelt !== text) {
    throw new Error('is not spelt as an export writes it');
  }
  return read.line;
}

function readUnhashed(
  text: string,
): { readonly line: JournalLine; readonly spelt: string } | undefined {
  if (text.startsWith('{"commit":')) {
    const { commit } = JSON.parse(text) as { commit: JournalCommit };
    return { line: { kind: 'commit', commit }, spelt: writeCommit(commit) };
  }
  if (text.startsWith('{"end":')) {
    const { end } = JSON.parse(text) as { end: JournalEnd };
    return { line: { kind: 'end', end }, spelt: writeEnd(end) };
  }
  if (text.startsWith('{"journal":')) {
    const { baseCurrency } = JSON.parse(text) as { baseCurrency: string };
    if (!isCurrency(baseCurrency)) {
      throw new Error('names no base currency');
    }
    return { line: { kind: 'header', baseCurrency }, spelt: journalHeader(baseCurrency) };
  }
  return undefined;
}
