import { OperationMaker } from '@telex-credits/ledger-testkit';
import { expect, it } from 'vitest';
import { openDatabase } from '../database.js';
import { openSqliteLedger } from './open-ledger.js';
import { accept, temporaryPath } from './test-ledger.js';
import { verifySqliteLedger } from './verify.js';

const temporary = temporaryPath();
const usd = { baseCurrency: 'USD', inline: true } as const;

async function soundLedger(): Promise<string> {
  const { path } = temporary;
  const ledger = await openSqliteLedger({ ...usd, path });
  const make = new OperationMaker();
  await accept(ledger, make.open(), make.paid(), make.hold(5n), make.charge(7n));
  await ledger.close();
  return path;
}

it('refuses a second writer, says who has the ledger, and lets it in afterwards', async () => {
  const { path } = temporary;
  const first = await openSqliteLedger({ ...usd, path });
  const second = openSqliteLedger({ ...usd, path });
  await expect(second).rejects.toMatchObject({ name: 'LedgerLocked' });
  await expect(second).rejects.toThrow(`process ${process.pid}`);
  await first.close();
  await (await openSqliteLedger({ ...usd, path })).close();
});

it('is read and verified while a writer has it, and when none has', async () => {
  const path = await soundLedger();
  expect(verifySqliteLedger(path).ok).toBe(true);
  const writer = await openSqliteLedger({ ...usd, path });
  expect(verifySqliteLedger(path)).toMatchObject({ ok: true, lastSeq: 4 });
  await writer.close();
});

it.each([
  ['assets_sum_to_zero', 'UPDATE accounts SET balance = balance + 1'],
  ['wallet_lots_add_up', 'UPDATE lots SET spent = spent + 1'],
  ['held_equals_open_holds', "UPDATE holds SET status = 'released'"],
  ['journal_contiguous', 'DROP TRIGGER entries_are_never_deleted; DELETE FROM entries WHERE seq=2'],
  [
    'journal_chained',
    'DROP TRIGGER commits_are_never_deleted; DELETE FROM commits WHERE last_seq=4',
  ],
])('does not serve a file that breaks %s', async (rule, tampering) => {
  const path = await soundLedger();
  const db = openDatabase(path);
  db.exec(tampering);
  db.close();
  const opening = openSqliteLedger({ ...usd, path });
  await expect(opening).rejects.toThrow(`breaks the rule ${rule}`);
  await expect(opening).rejects.toThrow('npm run verify');
});

it('does not open a ledger of another base currency or schema version', async () => {
  const path = await soundLedger();
  await expect(openSqliteLedger({ ...usd, path, baseCurrency: 'EUR' })).rejects.toThrow('USD');
  const db = openDatabase(path);
  db.exec('PRAGMA user_version = 99');
  db.close();
  await expect(openSqliteLedger({ ...usd, path })).rejects.toThrow('schema version 99');
});

it('lets nobody change or delete a journal entry', async () => {
  const path = await soundLedger();
  const db = openDatabase(path);
  expect(() => db.exec("UPDATE entries SET type = 'open'")).toThrow('never changed');
  expect(() => db.exec('DELETE FROM entries')).toThrow('never deleted');
  db.close();
});

it('never lets time go back, not even over a restart', async () => {
  const { path } = temporary;
  const make = new OperationMaker();
  const at = async (time: string, walletId: string) => {
    const ledger = await openSqliteLedger({ ...usd, path, now: () => new Date(time) });
    const [entry] = await accept(ledger, make.open(walletId));
    await ledger.close();
    return entry?.at;
  };
  expect(await at('2026-11-24T09:00:00.000Z', 'a')).toBe('2026-11-24T09:00:00.000Z');
  expect(await at('2026-11-24T08:00:00.000Z', 'b')).toBe('2026-11-24T09:00:00.000Z');
});

it('expires what is due while nobody submits anything, in as many commits as it takes', async () => {
  const { path } = temporary;
  const make = new OperationMaker();
  let now = '2026-11-24T09:00:00.000Z';
  const options = { ...usd, path, now: () => new Date(now), expireEveryMs: 20, batchMax: 7 };
  const ledger = await openSqliteLedger(options);
  await accept(ledger, make.open(), make.paid());
  const expiresAt = '2026-11-24T10:00:00.000Z';
  const holds = Array.from({ length: 30 }, () => make.hold(1n, { expiresAt }));
  await accept(ledger, ...holds);
  const expired = new Promise<void>((resolve) => {
    ledger.onCommit((lastSeq) => (lastSeq === 62 ? resolve() : undefined));
  });
  now = expiresAt;
  await expired;
  expect(await ledger.entry(`expire:${holds[29]?.id}`)).toMatchObject({ type: 'expire' });
  expect((await ledger.verify()).ok).toBe(true);
  await ledger.close();
});
