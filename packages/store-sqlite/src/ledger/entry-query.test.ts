import type { EntryQuery } from '@telex-credits/store';
import { expect, it } from 'vitest';
import { openDatabase } from '../database.js';
import { entrySql } from './entry-query.js';
import { openSqliteLedger } from './open-ledger.js';
import { temporaryPath } from './test-ledger.js';

const temporary = temporaryPath();
const page = { order: 'newest_first', limit: 50 } as const;

it.each<[string, EntryQuery, string]>([
  ['the journal', page, 'SEARCH entries USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)'],
  ['a wallet', { ...page, walletId: 'w' }, 'entries_by_wallet (wallet_id=? AND seq>? AND seq<?)'],
  [
    'a module in a wallet',
    { ...page, walletId: 'w', moduleId: 'm', types: ['capture'] },
    'entries_by_wallet (wallet_id=? AND seq>? AND seq<?)',
  ],
  [
    'the purchases of a wallet',
    { ...page, walletId: 'w', types: ['grant', 'reverse'] },
    'entries_rare (wallet_id=? AND seq>? AND seq<?)',
  ],
])('seeks a page of %s in an index', async (_, query, plan) => {
  const { path } = temporary;
  await (await openSqliteLedger({ path, baseCurrency: 'USD', inline: true })).close();
  const db = openDatabase(path, { readOnly: true });
  const { sql, values } = entrySql(query, { first: 1, last: 10 });
  const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
  expect(steps).toHaveLength(1);
  expect(steps[0]?.detail).toContain(plan);
  db.close();
});
