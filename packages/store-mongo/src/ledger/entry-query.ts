import { decodeEntry, type Entry } from '@telex-credits/ledger';
import type { EntryQuery } from '@telex-credits/store';
import type { Model } from 'mongoose';
import type { EntryRow } from './rows.js';

/** Lists entries. Costs a seek and the rows of the page, wherever in the journal that is. */
export async function findEntries(entries: Model<EntryRow>, query: EntryQuery): Promise<Entry[]> {
  if (!Number.isInteger(query.limit) || query.limit < 0) {
    throw new Error('limit must be a whole number');
  }
  const bounds = await seqBounds(entries, query);
  if (query.limit === 0 || bounds === null) {
    return [];
  }
  const rows = await entries
    .find(filterOf(query, bounds))
    .sort({ seq: query.order === 'newest_first' ? -1 : 1 })
    .limit(query.limit)
    .lean<EntryRow[]>();
  return rows.map(({ body }) => decodeEntry(body));
}

interface Bounds {
  readonly $gte: number;
  readonly $lt?: number;
}

function filterOf(query: EntryQuery, seq: Bounds): Record<string, unknown> {
  const { walletId, moduleId, keyId, types } = query;
  return {
    seq,
    ...(walletId === undefined ? {} : { walletId }),
    ...(moduleId === undefined ? {} : { moduleId }),
    ...(keyId === undefined ? {} : { keyId }),
    ...(types === undefined ? {} : { type: { $in: types } }),
  };
}

/** Positions that a query asks for; null when there are none. Time never goes back in the journal. */
async function seqBounds(entries: Model<EntryRow>, query: EntryQuery): Promise<Bounds | null> {
  const { from, to, afterSeq = 0, beforeSeq } = query;
  const first = from === undefined ? 1 : await firstSeqAt(entries, from);
  if (first === undefined) {
    return null;
  }
  const end = to === undefined ? undefined : await firstSeqAt(entries, to);
  const ends = [end, beforeSeq].filter((bound) => bound !== undefined);
  const $gte = Math.max(first, afterSeq + 1);
  return ends.length === 0 ? { $gte } : { $gte, $lt: Math.min(...ends) };
}

/** The first position at or after a moment. */
async function firstSeqAt(entries: Model<EntryRow>, moment: string): Promise<number | undefined> {
  const found = entries.findOne({ at: { $gte: moment } }, { seq: 1 }).sort({ at: 1, seq: 1 });
  return (await found.lean<EntryRow>())?.seq;
}
