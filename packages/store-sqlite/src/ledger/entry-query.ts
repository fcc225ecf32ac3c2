import { decodeEntry, type Entry } from '@telex-credits/ledger';
import type { EntryQuery } from '@telex-credits/store';
import type { Database, SqlValue } from '../database.js';
import { text } from './rows.js';
import { areRare, isRareSql } from './schema.js';

/** A query as SQL; `seq` bounds must be worked out before. */
interface EntrySql {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** Lists entries. Costs a seek and the rows of the page, wherever in the journal that is. */
export function findEntries(db: Database, query: EntryQuery): Entry[] {
  if (!Number.isInteger(query.limit) || query.limit < 0) {
    throw new Error('limit must be a whole number');
  }
  const { sql, values } = entrySql(query, seqBounds(db, query));
  const rows = db.prepare(sql).all(...values);
  return rows.map((row) => decodeEntry(text(row.body)));
}

/** The statement that answers a query. */
export function entrySql(query: EntryQuery, bounds: { first: number; last: number }): EntrySql {
  const conditions = ['seq BETWEEN ? AND ?'];
  const values: SqlValue[] = [bounds.first, bounds.last];
  const equals: [string, string | undefined][] = [
    ['wallet_id', query.walletId],
    ['module_id', query.moduleId],
    ['key_id', query.keyId],
  ];
  for (const [column, value] of equals) {
    if (value !== undefined) {
      conditions.push(`${column} = ?`);
      values.push(value);
    }
  }
  if (query.types !== undefined) {
    conditions.push(`type IN (${query.types.map(() => '?').join(', ')})`);
    values.push(...query.types);
    if (areRare(query.types)) {
      conditions.push(isRareSql);
    }
  }
  const direction = query.order === 'newest_first' ? 'DESC' : 'ASC';
  return {
    sql: `SELECT body FROM entries WHERE ${conditions.join(' AND ')} ORDER BY seq ${direction} LIMIT ?`,
    values: [...values, query.limit],
  };
}

function seqBounds(db: Database, query: EntryQuery): { first: number; last: number } {
  const last = lastSeq(db);
  const from = query.from === undefined ? 1 : firstSeqAt(db, query.from, last);
  const to = query.to === undefined ? last + 1 : firstSeqAt(db, query.to, last);
  return {
    first: Math.max(from, (query.afterSeq ?? 0) + 1),
    last: Math.min(to, query.beforeSeq ?? to) - 1,
  };
}

/** The newest journal position; 0 in an empty ledger. */
export function lastSeq(db: Database): number {
  return Number(db.prepare('SELECT max(seq) AS seq FROM entries').get()?.seq ?? 0);
}

/**
 * The first position at or after a moment: time never goes back in the journal, so a binary search
 * by position finds it and no index on time is needed.
 */
function firstSeqAt(db: Database, moment: string, last: number): number {
  const at = db.prepare('SELECT at FROM entries WHERE seq = ?');
  let [low, high] = [1, last + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (text(at.get(middle)?.at) < moment) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
