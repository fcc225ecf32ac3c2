import type { Entry } from '@telex-credits/ledger';
import type { LedgerReader } from '@telex-credits/store';

/** The newest entries of a journal, read and decoded once for all who follow it. */
export interface JournalPages {
  /** Entries behind a position, oldest first, at most `limit`; none only where there are none. */
  after(seq: number, limit: number): Promise<readonly Entry[]>;
}

type Source = Pick<LedgerReader, 'entries'>;

const kept = 2_000;
const shared = new WeakMap<Source, JournalPages>();

/**
 * The pages of a ledger's journal; the same for everybody who follows this ledger. Entries never
 * change and positions have no gaps, so what was read is true for good.
 */
export function journalPages(ledger: Source): JournalPages {
  const known = shared.get(ledger) ?? createJournalPages(ledger);
  shared.set(ledger, known);
  return known;
}

/** Keeps the newest entries that anybody read; whoever is far behind reads for itself. */
export function createJournalPages(ledger: Source, most = kept): JournalPages {
  let newest: readonly Entry[] = [];
  const reading = new Map<string, Promise<readonly Entry[]>>();

  /** Reads that are asked for at the same time are one. */
  function read(afterSeq: number, limit: number): Promise<readonly Entry[]> {
    const key = `${afterSeq}|${limit}`;
    const page =
      reading.get(key) ??
      ledger.entries({ afterSeq, order: 'oldest_first', limit }).finally(() => reading.delete(key));
    reading.set(key, page);
    return page;
  }

  return {
    async after(seq, limit) {
      const from = seq + 1 - (newest[0]?.seq ?? 0);
      if (newest[from]?.seq === seq + 1) {
        return newest.slice(from, from + limit);
      }
      const page = await read(seq, limit);
      if (page[0]?.seq === (newest.at(-1)?.seq ?? seq) + 1) {
        newest = [...newest, ...page].slice(-most);
      }
      return page;
    },
  };
}
