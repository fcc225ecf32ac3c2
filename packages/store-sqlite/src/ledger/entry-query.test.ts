import { OperationMaker } from '@telex-credits/ledger-testkit';
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

it('seeks every combination of filters in an index, without a sort, an offset or a scan', async () => {
  const { path } = temporary;
  await (await openSqliteLedger({ path, baseCurrency: 'USD', inline: true })).close();
  const db = openDatabase(path, { readOnly: true });
  const choices: readonly (readonly Partial<EntryQuery>[])[] = [
    [{}, { walletId: 'w' }],
    [{}, { moduleId: 'm' }],
    [{}, { keyId: 'k' }],
    [{}, { types: ['capture'] }, { types: ['grant'] }, { types: ['grant', 'capture', 'expire'] }],
    [{ order: 'newest_first' }, { order: 'oldest_first' }],
  ];
  const queries = choices.reduce<Partial<EntryQuery>[]>(
    (made, options) => made.flatMap((query) => options.map((option) => ({ ...query, ...option }))),
    [{}],
  );
  expect(queries).toHaveLength(64);
  for (const query of queries) {
    const { sql, values } = entrySql({ ...page, ...query }, { first: 1, last: 10 });
    expect(sql).not.toContain('OFFSET');
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
    expect(steps).toHaveLength(1);
    const detail = String(steps[0]?.detail);
    expect(detail).toMatch(
      /^SEARCH entries USING (INTEGER PRIMARY KEY|INDEX entries_(by_wallet|rare))/,
    );
    expect(detail).toContain(
      query.walletId === undefined ? 'rowid>' : '(wallet_id=? AND seq>? AND',
    );
  }
  db.close();
});

it('goes on exactly where the last page of a long statement ended, however old that is', async () => {
  const { path } = temporary;
  const ledger = await openSqliteLedger({ path, baseCurrency: 'USD', inline: true });
  const make = new OperationMaker();
  await ledger.submit([make.open(), make.paid({ credits: 10n ** 12n })]);
  for (let count = 0; count < 8; count += 1) {
    await ledger.submit(Array.from({ length: 250 }, () => make.charge(1n)));
  }
  const last = await ledger.lastSeq();
  const query = { ...page, walletId: 'wal_1', types: ['charge'] } as const;
  const positions = [last + 1, 1_000, 60];
  const pages = await Promise.all(
    positions.map((beforeSeq) => ledger.entries({ ...query, beforeSeq })),
  );
  for (const [index, entries] of pages.entries()) {
    const newest = (positions[index] ?? 0) - 1;
    const expected = Array.from({ length: page.limit }, (_, at) => newest - at);
    expect(entries.map(({ seq }) => seq)).toEqual(expected);
  }
  await ledger.close();
});
