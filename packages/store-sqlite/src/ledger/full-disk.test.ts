import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation, Result } from '@telex-credits/ledger';
import { OperationMaker } from '@telex-credits/ledger-testkit';
import type { LedgerStore } from '@telex-credits/store';
import { describe, expect, it } from 'vitest';
import { openLedgerThrough, openSqliteLedger } from './open-ledger.js';
import { accept, temporaryPath } from './test-ledger.js';
import { FaultyDatabase, sqliteFailure } from './testing/faulty-database.js';

const temporary = temporaryPath();
const codesOf = (results: readonly Result[]) =>
  results.map((result) => (result.ok ? 'ok' : result.refusal.code));

/** One of everything that a batch can be: entries, a refusal, and an id that was worked before. */
function mixedBatch(make: OperationMaker, worked: Operation): Operation[] {
  const hold = make.hold(40n);
  return [hold, make.capture(hold.id, 30n), make.charge(10n ** 12n), make.open('wal_2'), worked];
}

describe.each([
  ['a full disk', 13],
  ['a write that fails', 778],
  ['an fsync that fails', 1034],
] as const)('%s', (_name, errcode) => {
  it.each([1, 2, 5, 'commit'] as const)(
    'at write %s: unknown, nothing kept, and the next commit is sound',
    async (at) => {
      const { path } = temporary;
      const faulty = new FaultyDatabase();
      const errors: unknown[] = [];
      const ledger = await openLedgerThrough(
        { path, baseCurrency: 'USD', inline: true, onError: (error) => errors.push(error) },
        () => faulty.open(path),
      );
      const make = new OperationMaker();
      const granted = make.paid();
      await accept(ledger, make.open(), granted);
      const before = await ledger.wallet('wal_1');
      const batch = mixedBatch(make, granted);
      let writes = 0;
      const fail = () => {
        throw sqliteFailure(errcode);
      };
      faulty.failNext({
        onWrite: () => {
          writes += 1;
          return writes === at ? fail() : undefined;
        },
        beforeCommit: () => (at === 'commit' ? fail() : undefined),
      });
      expect(codesOf(await ledger.submit(batch))).toEqual(Array(5).fill('unknown'));
      expect(errors).toMatchObject([{ errcode }]);
      expect(await ledger.wallet('wal_1')).toEqual(before);
      for (const { id } of batch.slice(0, 4)) {
        expect(await ledger.outcome(id)).toBeUndefined();
      }
      const again = await ledger.submit(batch);
      expect(codesOf(again)).toEqual(['ok', 'ok', 'insufficient_credits', 'ok', 'ok']);
      expect(again.map(({ replayed }) => replayed)).toEqual([false, false, false, false, true]);
      expect((await ledger.verify()).ok).toBe(true);
      await ledger.close();
    },
  );
});

/** Mounts a file system of so many bytes; says why not where that cannot be done. */
function smallFileSystem(bytes: number): { folder: string; unmount(): void } | { why: string } {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return { why: 'a small file system is mounted on Linux, as root' };
  }
  const folder = mkdtempSync(join(tmpdir(), 'telex-small-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true });
    return { why: `no small file system can be mounted: ${mounted.stderr ?? mounted.error}` };
  }
  return {
    folder,
    unmount: () => {
      // Lazily: a closed connection lets go of its files when its statements are collected.
      spawnSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

/** Leaves so many bytes of a file system free. */
function fill(folder: string, left: number): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(join(folder, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - left)));
}

/** Submits holds, a hundred at once, until the ledger does not know what became of some. */
async function holdUntilUnknown(ledger: LedgerStore, make: OperationMaker) {
  const acknowledged: string[] = [];
  for (;;) {
    const holds = Array.from({ length: 100 }, () => make.hold(1n));
    const results = await ledger.submit(holds);
    acknowledged.push(...holds.filter((_, at) => results[at]?.ok).map(({ id }) => id));
    const open = holds.filter((_, at) => results[at]?.ok !== true);
    if (open.length > 0) {
      return { acknowledged, open, codes: new Set(codesOf(results)) };
    }
  }
}

describe('a file system that is really full', () => {
  it.for([true, false])(
    'answers unknown, and the same process goes on when there is room (writer in this thread: %s)',
    async (inline, { skip }) => {
      const small = smallFileSystem(6 * 1024 * 1024);
      if ('why' in small) {
        return skip(small.why);
      }
      const path = join(small.folder, 'ledger.db');
      const errors: unknown[] = [];
      const onError = (error: unknown) => errors.push(error);
      const ledger = await openSqliteLedger({ path, baseCurrency: 'USD', inline, onError });
      try {
        const make = new OperationMaker();
        await accept(ledger, make.open(), make.paid());
        fill(small.folder, 400_000);
        const { acknowledged, open, codes } = await holdUntilUnknown(ledger, make);
        expect(codes).toEqual(new Set(['unknown']));
        expect(acknowledged.length).toBeGreaterThan(0);
        expect(String(errors[0])).toMatch(/full|disk I\/O/);
        const still = await ledger.submit(open);
        expect(new Set(codesOf(still))).toEqual(new Set(['unknown']));
        expect(await ledger.outcome(open[0]?.id ?? '')).toBeUndefined();
        rmSync(join(small.folder, 'filler'));
        const results = await ledger.submit(open);
        expect(results.every(({ ok, replayed }) => ok && !replayed)).toBe(true);
        for (const id of acknowledged) {
          expect((await ledger.outcome(id))?.ok).toBe(true);
        }
        const held = BigInt(acknowledged.length + open.length);
        expect(await ledger.wallet('wal_1')).toMatchObject({ held });
        expect((await ledger.verify()).ok).toBe(true);
      } finally {
        await ledger.close();
        small.unmount();
      }
    },
  );

  it('does not open a ledger for which there is no room, says so, and opens it when there is', async ({
    skip,
  }) => {
    const small = smallFileSystem(1024 * 1024);
    if ('why' in small) {
      return skip(small.why);
    }
    try {
      const path = join(small.folder, 'ledger.db');
      fill(small.folder, 4_096);
      await expect(openSqliteLedger({ path, baseCurrency: 'USD', inline: true })).rejects.toThrow(
        /full|disk I\/O|unable to open/,
      );
      rmSync(join(small.folder, 'filler'));
      const ledger = await openSqliteLedger({ path, baseCurrency: 'USD', inline: true });
      await accept(ledger, new OperationMaker().open());
      await ledger.close();
    } finally {
      small.unmount();
    }
  });
});
