import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDriver, openSqliteLedger } from '@telex-credits/store-sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { backUp } from './backup.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telex-backup-'));
  file = join(folder, 'credits.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a backup while the ledger is written is sound, whole, and can be opened and written', async () => {
  const ledger = await openSqliteLedger({ path: file, baseCurrency: 'USD', inline: true });
  const app = openDriver(join(folder, 'credits.app.db'));
  app.exec("CREATE TABLE notes (text); INSERT INTO notes VALUES ('kept')");
  await ledger.submit([{ type: 'open', id: 'open_1', walletId: 'org_1' }]);
  const writing = ledger.submit([{ type: 'open', id: 'open_2', walletId: 'org_2' }]);
  const copies = join(folder, 'backup');
  const report = backUp({ databaseUrl: `sqlite:${file}`, folder: copies });
  await writing;
  const before = await ledger.verify();
  await ledger.close();
  app.close();
  expect(readdirSync(copies).sort()).toEqual(['credits.app.db', 'credits.db']);
  expect(report).toMatchObject({ ok: true, lastSeq: 1 });
  expect(before.lastSeq).toBe(2);

  const restored = await openSqliteLedger({
    path: join(copies, 'credits.db'),
    baseCurrency: 'USD',
    inline: true,
  });
  const [again] = await restored.submit([{ type: 'open', id: 'open_2', walletId: 'org_2' }]);
  expect(again).toMatchObject({ ok: true, replayed: false });
  expect((await restored.verify()).ok).toBe(true);
  await restored.close();
  const copied = openDriver(join(copies, 'credits.app.db'), { readOnly: true });
  expect(copied.prepare('SELECT text FROM notes').all()).toEqual([{ text: 'kept' }]);
  copied.close();
});

it('a second backup replaces the first; without a ledger there is none', async () => {
  const copies = join(folder, 'backup');
  expect(() => backUp({ databaseUrl: `sqlite:${file}`, folder: copies })).toThrow('no ledger');
  expect(existsSync(copies)).toBe(false);
  const ledger = await openSqliteLedger({ path: file, baseCurrency: 'USD', inline: true });
  backUp({ databaseUrl: `sqlite:${file}`, folder: copies });
  await ledger.submit([{ type: 'open', id: 'open_1', walletId: 'org_1' }]);
  const report = backUp({ databaseUrl: `sqlite:${file}`, folder: copies });
  expect(report.lastSeq).toBe(1);
  await ledger.close();
});
