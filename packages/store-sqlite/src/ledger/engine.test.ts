import { OperationMaker } from '@telex-credits/ledger-testkit';
import { describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../database.js';
import { openLedgerThrough, openSqliteLedger } from './open-ledger.js';
import { accept, temporaryPath } from './test-ledger.js';
import { WriterThread } from './writer-thread.js';

const temporary = temporaryPath();
const usd = { baseCurrency: 'USD' } as const;
const credit = 1_000_000n;

/** A connection on which a test can count transactions and make them fail. */
function watched(path: string): {
  open: () => Database;
  commits: number;
  opened: number;
  failNext: boolean;
} {
  const watch = {
    commits: 0,
    opened: 0,
    failNext: false,
    open: (): Database => {
      watch.opened += 1;
      const db = openDatabase(path);
      return {
        ...db,
        immediate: (work) =>
          db.immediate(() => {
            const result = work();
            watch.commits += 1;
            if (watch.failNext) {
              watch.failNext = false;
              throw new Error('the disk is on fire');
            }
            return result;
          }),
      };
    },
  };
  return watch;
}

describe('group commit', () => {
  it('commits together what comes while a commit runs, at most batchMax at once', async () => {
    const { path } = temporary;
    const watch = watched(path);
    const options = { ...usd, path, inline: true, batchMax: 100 };
    const ledger = await openLedgerThrough(options, watch.open);
    const make = new OperationMaker();
    await accept(ledger, make.open());
    await accept(ledger, make.paid());
    watch.commits = 0;
    const holds = Array.from({ length: 250 }, () => accept(ledger, make.hold(1n)));
    await Promise.all(holds);
    expect(watch.commits).toBe(3);
    await accept(ledger, make.hold(1n));
    expect(watch.commits).toBe(4);
    await ledger.close();
  });

  it('sees earlier operations of the same batch, and answers in order', async () => {
    const ledger = await openSqliteLedger({ ...usd, path: temporary.path, inline: true });
    const make = new OperationMaker();
    const hold = make.hold(60n * credit);
    const entries = await accept(
      ledger,
      make.open(),
      make.paid(),
      hold,
      make.capture(hold.id, credit),
      make.charge(99n * credit),
    );
    expect(entries.map(({ type, seq }) => [type, seq])).toEqual([
      ['open', 1],
      ['grant', 2],
      ['hold', 3],
      ['capture', 4],
      ['charge', 5],
    ]);
    await ledger.close();
  });
});

describe('a commit that fails', () => {
  it('answers unknown to its whole batch, keeps nothing of it, and the writer goes on', async () => {
    const { path } = temporary;
    const watch = watched(path);
    const errors: unknown[] = [];
    const options = { ...usd, path, inline: true, onError: (error: unknown) => errors.push(error) };
    const ledger = await openLedgerThrough(options, watch.open);
    const make = new OperationMaker();
    await accept(ledger, make.open(), make.paid());
    watch.failNext = true;
    const lost = [make.hold(credit), make.charge(credit), make.hold(10_000n * credit)];
    const answers = await ledger.submit(lost);
    const unknown = { ok: false, refusal: { code: 'unknown' }, replayed: false };
    expect(answers).toEqual([unknown, unknown, unknown]);
    expect(errors).toEqual([new Error('the disk is on fire')]);
    expect(await ledger.lastSeq()).toBe(2);
    const again = await ledger.submit(lost);
    expect(watch.opened).toBe(2);
    expect(again.map(({ ok, replayed }) => [ok, replayed])).toEqual([
      [true, false],
      [true, false],
      [false, false],
    ]);
    expect((await ledger.verify()).ok).toBe(true);
    await ledger.close();
  });

  it('does so when the file is really full, and takes the same operation when it is not', async () => {
    const { path } = temporary;
    let pagesMax = 60;
    const errors: unknown[] = [];
    const options = { ...usd, path, inline: true, onError: (error: unknown) => errors.push(error) };
    const ledger = await openLedgerThrough(options, () => {
      const db = openDatabase(path);
      db.exec(`PRAGMA max_page_count = ${pagesMax}`);
      return db;
    });
    const make = new OperationMaker();
    await accept(ledger, make.open(), make.paid());
    const acknowledged: string[] = [];
    let hold = make.hold(1n);
    while ((await ledger.submit([hold]))[0]?.ok) {
      acknowledged.push(hold.id);
      hold = make.hold(1n);
    }
    expect(String(errors[0])).toContain('full');
    pagesMax = 1_000_000;
    expect((await ledger.submit([hold]))[0]).toMatchObject({ ok: true, replayed: false });
    for (const id of acknowledged) {
      expect((await ledger.outcome(id))?.ok).toBe(true);
    }
    expect((await ledger.verify()).ok).toBe(true);
    await ledger.close();
  });
});

it('refuses a text with a NUL, which one driver would cut off, without harm to its batch', async () => {
  const ledger = await openSqliteLedger({ ...usd, path: temporary.path, inline: true });
  const make = new OperationMaker();
  const results = await ledger.submit([make.open('wal_1\0x'), make.open('wal_1')]);
  expect(results.map(({ ok }) => ok)).toEqual([false, true]);
  await ledger.close();
});

it('starts the writer thread again when it died', async () => {
  const { path } = temporary;
  await (await openSqliteLedger({ ...usd, path })).close();
  const errors: unknown[] = [];
  const thread = new WriterThread(
    { task: 'write', path, ...usd, batchMax: 9, cacheSizes: { wallets: 9, holds: 9 } },
    { now: () => '2026-11-24T09:00:00.000Z', report: (error) => errors.push(error) },
  );
  const make = new OperationMaker();
  const first = make.open('a');
  await thread.work([first]);
  await thread.close();
  const { results } = await thread.work([first, make.open('b')]);
  expect(results.map((result) => result.ok && result.replayed)).toEqual([true, false]);
  await thread.close();
  expect(errors).toEqual([]);
});

describe('the queue', () => {
  it('answers overloaded to what does not fit, and works the rest', async () => {
    const { path } = temporary;
    const ledger = await openSqliteLedger({ ...usd, path, inline: true, queueMax: 10 });
    const make = new OperationMaker();
    await accept(ledger, make.open(), make.paid());
    const fitting = Array.from({ length: 10 }, () => ledger.submit([make.hold(1n)]));
    const [refused] = await ledger.submit([make.hold(1n)]);
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'overloaded' } });
    const results = (await Promise.all(fitting)).flat();
    expect(results.every(({ ok }) => ok)).toBe(true);
    await accept(ledger, make.hold(1n));
    await ledger.close();
  });

  it('takes all operations of a submit or none', async () => {
    const { path } = temporary;
    const ledger = await openSqliteLedger({ ...usd, path, inline: true, queueMax: 2 });
    const make = new OperationMaker();
    const results = await ledger.submit([make.open('a'), make.open('b'), make.open('c')]);
    expect(results).toHaveLength(3);
    expect(await ledger.lastSeq()).toBe(0);
    await ledger.close();
  });

  it('answers unknown past the deadline, and does not work what it gave up', async () => {
    const { path } = temporary;
    const make = new OperationMaker();
    // With time enough, which a busy machine may need.
    const prepared = await openSqliteLedger({ ...usd, path });
    await accept(prepared, make.open(), make.paid());
    await prepared.close();
    const ledger = await openSqliteLedger({ ...usd, path, deadlineMs: 150, batchMax: 1 });
    const blocker = openDatabase(path);
    blocker.exec('BEGIN IMMEDIATE');
    const holds = [make.hold(1n), make.hold(1n)];
    const results = await ledger.submit(holds);
    const codes = results.map((result) => (result.ok ? 'ok' : result.refusal.code));
    expect(codes).toEqual(['unknown', 'unknown']);
    blocker.exec('ROLLBACK');
    blocker.close();
    const [, abandoned] = holds;
    await ledger.close();
    const reopened = await openSqliteLedger({ ...usd, path });
    expect(await reopened.outcome(abandoned?.id ?? '')).toBeUndefined();
    await reopened.close();
  });

  it('commits what is queued before it closes, and refuses what comes later', async () => {
    const { path } = temporary;
    const ledger = await openSqliteLedger({ ...usd, path });
    const make = new OperationMaker();
    const opened = ledger.submit([make.open()]);
    const closed = ledger.close();
    expect((await opened)[0]?.ok).toBe(true);
    await closed;
    await expect(ledger.submit([make.open('late')])).rejects.toThrow('closed');
  });
});

describe.each([true, false])('many callers at once (writer in this thread: %s)', (inline) => {
  const repetitions = 50;

  it('admit exactly ten of a hundred holds against a balance for ten', async () => {
    const ledger = await openSqliteLedger({ ...usd, path: temporary.path, inline });
    const make = new OperationMaker();
    for (let round = 0; round < repetitions; round += 1) {
      const walletId = `wal_${round}`;
      await accept(ledger, make.open(walletId), make.paid({ walletId, credits: 10n * credit }));
      const holds = Array.from({ length: 100 }, () =>
        ledger.submit([make.hold(credit, { walletId })]),
      );
      const results = (await Promise.all(holds)).flat();
      expect(results.filter(({ ok }) => ok)).toHaveLength(10);
      expect(await ledger.wallet(walletId)).toMatchObject({ held: 10n * credit });
    }
    await ledger.close();
  });

  it('admit exactly ten of a hundred holds under a cap for ten', async () => {
    const ledger = await openSqliteLedger({ ...usd, path: temporary.path, inline });
    const make = new OperationMaker();
    await accept(ledger, make.open(), make.paid({ credits: 10n ** 12n }));
    for (let round = 0; round < repetitions; round += 1) {
      const limits = [make.limit({ id: `key:${round}`, cap: 10n * credit })];
      const holds = Array.from({ length: 100 }, () =>
        ledger.submit([make.hold(credit, { limits })]),
      );
      const results = (await Promise.all(holds)).flat();
      expect(results.filter(({ ok }) => ok)).toHaveLength(10);
    }
    expect((await ledger.verify()).ok).toBe(true);
    await ledger.close();
  });
});
