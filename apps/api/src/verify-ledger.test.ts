import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDriver, openSqliteLedger } from '@telex-credits/store-sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exportJournal } from './export-journal.js';
import { verifyExport, verifyLedger } from './verify-ledger.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'telex-verify-'));
  file = join(folder, 'credits.db');
  const ledger = await openSqliteLedger({ path: file, baseCurrency: 'USD', inline: true });
  await ledger.submit([
    { type: 'open', id: 'open', walletId: 'org_1' },
    {
      ...{
        type: 'grant',
        id: 'lot_1',
        walletId: 'org_1',
        kind: 'promotional',
        credits: 5_000_000n,
      },
      ...{ basis: 0n, priority: 0, expiresAt: null, source: null },
    },
  ]);
  await ledger.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

const verify = (json = false, databaseUrl = `sqlite:${file}`) =>
  verifyLedger({ databaseUrl, json, baseCurrency: 'USD' });

it('a sound ledger exits 0 and names what was checked', async () => {
  const { code, text } = await verify();
  expect(code).toBe(0);
  expect(text).toContain('2 entries');
  expect(text).toMatch(/ok {5}assets_sum_to_zero \(\d+ checked\)/);
  expect(text).toContain('Sound: every check holds.');
});

it('a ledger from which somebody took a credit exits 1 and says where', async () => {
  const db = openDriver(file);
  const tables = db
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%posted%'")
    .all();
  const name = String(tables[0]?.name);
  db.prepare(`UPDATE ${name} SET posted = posted - 1`).run();
  db.close();
  const { code, text } = await verify();
  expect(code).toBe(1);
  expect(text).toContain('BROKEN');
  const json = JSON.parse((await verify(true)).text);
  expect(json).toMatchObject({ ok: false, lastSeq: 2 });
  expect(json.checks.some((check: { ok: boolean }) => !check.ok)).toBe(true);
});

it('what cannot be checked exits 2, and makes no file', async () => {
  const missing = join(folder, 'none.db');
  expect((await verify(false, `sqlite:${missing}`)).code).toBe(2);
  expect(existsSync(missing)).toBe(false);
  expect((await verify(false, 'postgres://x')).text).toContain('DATABASE_URL must be');
  const other = join(folder, 'other.db');
  writeFileSync(other, 'this is no database, but a text that is long enough to be read as one');
  const { code, text } = await verify(true, `sqlite:${other}`);
  expect(code).toBe(2);
  expect(JSON.parse(text)).toMatchObject({ ok: null });
});

it('an export is checked without the database, and ends with the hash that the database has', async () => {
  const exported = join(folder, 'journal.jsonl');
  const last = await exportJournal({ databaseUrl: `sqlite:${file}`, file: exported });
  expect(readFileSync(exported, 'utf8').trimEnd().split('\n').at(-1)).toBe(last);
  const { head } = JSON.parse((await verify(true)).text);
  rmSync(file);
  const { code, text } = await verifyExport({ file: exported, baseCurrency: 'USD', json: true });
  expect(code).toBe(0);
  expect(JSON.parse(text)).toMatchObject({ ok: true, lastSeq: 2, head });
  expect(JSON.parse(last)).toEqual({ end: { entries: 2, commits: 1, hash: head } });
});

it('an export that was changed exits 1 and names the line; one that is not there exits 2', async () => {
  const exported = join(folder, 'journal.jsonl');
  await exportJournal({ databaseUrl: `sqlite:${file}`, file: exported });
  appendFileSync(exported, '{"seq":3}\n');
  const { code, text } = await verifyExport({ file: exported, baseCurrency: 'USD', json: false });
  expect(code).toBe(1);
  expect(text).toContain('line 6');
  const missing = { file: join(folder, 'none'), baseCurrency: 'USD', json: false };
  expect((await verifyExport(missing)).code).toBe(2);
});

it('an export that fails leaves nothing behind, and the file that was there as it was', async () => {
  const exported = join(folder, 'journal.jsonl');
  writeFileSync(exported, 'kept');
  const db = openDriver(file);
  db.exec("DROP TRIGGER entries_are_never_changed; UPDATE entries SET body = body || ' '");
  db.close();
  const asked = { databaseUrl: `sqlite:${file}`, file: exported };
  await expect(exportJournal(asked)).rejects.toThrow('not those that were committed');
  expect(readFileSync(exported, 'utf8')).toBe('kept');
  expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
});
