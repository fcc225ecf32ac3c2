import type { Operation } from '@telex-credits/ledger';
import { OperationMaker } from '@telex-credits/ledger-testkit';
import {
  JournalChain,
  readJournalLine,
  type VerifyReport,
  writeCommit,
  writeEnd,
} from '@telex-credits/store';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../database.js';
import { checkJournalExport } from './check-export.js';
import { exportSqliteJournal } from './journal-export.js';
import { openSqliteLedger } from './open-ledger.js';
import { accept, temporaryPath } from './test-ledger.js';
import { verifySqliteLedger } from './verify.js';

const temporary = temporaryPath();
const credit = 1_000_000n;

async function exported(...more: Operation[]): Promise<string[]> {
  const { path } = temporary;
  const make = new OperationMaker();
  let time = Date.parse('2026-11-24T09:00:00.000Z');
  const now = () => {
    time += 1000;
    return new Date(time);
  };
  const ledger = await openSqliteLedger({ path, baseCurrency: 'USD', inline: true, now });
  const limits = [make.limit({ cap: 90n * credit })];
  const [lot, hold, late] = [
    make.paid(),
    make.hold(20n * credit, { limits, note: { kind: 'hold' } }),
    make.hold(5n * credit, { expiresAt: '2026-11-24T09:01:00.000Z' }),
  ];
  await accept(ledger, make.open(), lot, hold, late);
  await accept(ledger, make.capture(hold.id, 15n * credit));
  time += 120_000;
  await accept(ledger, make.charge(30n * credit, { limits }));
  await accept(ledger, make.reverse(lot.id, 1_000n), make.promotional({ credits: 90n * credit }));
  await accept(ledger, make.mature('2026-11-24'), ...more);
  await ledger.close();
  return [...exportSqliteJournal(path)];
}

async function check(lines: readonly string[]): Promise<VerifyReport> {
  async function* given() {
    yield* lines;
  }
  return checkJournalExport(given());
}

/** Everything that is said to be wrong. */
async function problems(lines: readonly string[]): Promise<string[]> {
  const { ok, checks } = await check(lines);
  const found = checks.flatMap((one) => one.problems);
  expect(ok).toBe(found.length === 0);
  return found;
}

/** The same entries in new commits with hashes that fit: somebody who changed them on purpose. */
function forged(lines: readonly string[]): string[] {
  const chain = JournalChain.begin('USD');
  const [header = '', ...rest] = lines;
  const entries = rest.filter((line) => readJournalLine(line).kind === 'entry');
  const links = entries.flatMap((line, index) => {
    chain.add(line);
    return [line, writeCommit({ lastSeq: index + 1, hash: chain.seal() })];
  });
  const [count, hash] = [entries.length, chain.head];
  return [header, ...links, writeEnd({ entries: count, commits: count, hash })];
}

describe('an export', () => {
  it('has one entry a line, a line for each commit, and ends with the hash of the database', async () => {
    const lines = await exported();
    const kinds = lines.map((line) => readJournalLine(line).kind[0]).join('');
    expect(kinds).toMatch(/^h(e+c)+e$/);
    const { head, lastSeq } = verifySqliteLedger(temporary.path);
    expect(lines.at(-1)).toBe(writeEnd({ entries: lastSeq, commits: 5, hash: head ?? '' }));
  });

  it('is found sound without its database, every operation decided again', async () => {
    const lines = await exported();
    const report = await check(lines);
    expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(report.ok).toBe(true);
    const database = verifySqliteLedger(temporary.path);
    expect(report).toMatchObject({ lastSeq: database.lastSeq, head: database.head });
    expect(report.shortfalls).toEqual(database.shortfalls);
    const names = report.checks.map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual([
      'export_complete',
      'export_chained',
      'operations_decided_again',
    ]);
    expect(names.slice(3)).toEqual(database.checks.map(({ name }) => name));
  });

  it('of an empty ledger is sound, too', async () => {
    const { path } = temporary;
    await (await openSqliteLedger({ path, baseCurrency: 'EUR', inline: true })).close();
    expect(await problems([...exportSqliteJournal(path)])).toEqual([]);
  });

  it('is not made of a journal that was changed', async () => {
    await exported();
    const db = openDatabase(temporary.path);
    db.exec('DROP TRIGGER entries_are_never_changed');
    db.exec(`UPDATE entries SET body = replace(body, '"kind":"hold"', '"kind":"gift"')`);
    db.close();
    expect(() => [...exportSqliteJournal(temporary.path)]).toThrow('up to 4 are not those');
  });
});

describe('a line that was', () => {
  it('changed is found, where no rule minds it, by its commit', async () => {
    const lines = await exported();
    const at = lines.findIndex((line) => line.includes('"kind":"hold"'));
    const changed = lines.with(at, String(lines[at]).replace('"kind":"hold"', '"kind":"gift"'));
    const found = await problems(changed);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('lines 2 to 6 (the commit that ends with entry 4) were changed');
  });

  it('changed is found by the line itself where the ledger decides otherwise', async () => {
    const lines = await exported();
    const at = lines.findIndex((line) => line.includes('"type":"charge"'));
    const changed = lines.with(at, String(lines[at]).replaceAll('"30000000"', '"29000000"'));
    const found = await problems(changed);
    expect(found[0]).toContain('were changed');
    expect(found[1]).toContain(`line ${at + 1}: entry 7: its operation, decided again`);
    expect(found).toHaveLength(2);
  });

  it.each([
    ['removed', (lines: string[]) => lines.toSpliced(3, 1), 'line 4: entry 4 of'],
    ['added', (lines: string[]) => lines.toSpliced(3, 0, String(lines[2])), 'line 4: entry 2 of'],
    [
      'moved',
      (lines: string[]) => lines.with(2, String(lines[3])).with(3, String(lines[2])),
      'line 3: entry 3 of',
    ],
    ['made unreadable', (lines: string[]) => lines.with(2, '{"seq":'), 'line 3 cannot be read'],
    ['cut off with all behind it', (lines: string[]) => lines.slice(0, -1), 'it was cut off'],
    ['cut off in the middle', (lines: string[]) => lines.slice(0, 5), 'line 5 is the last'],
    [
      'written behind the end',
      (lines: string[]) => [...lines, String(lines[2])],
      'comes after the end',
    ],
    ['the header', (lines: string[]) => lines.slice(1), 'line 1 is not the header'],
    [
      'in the header',
      (lines: string[]) => lines.with(0, String(lines[0]).replace('USD', 'EUR')),
      'lines 2 to 6',
    ],
    [
      'a commit',
      (lines: string[]) => lines.toSpliced(5, 1),
      'lines 2 to 7 (the commit that ends with entry 5) were changed',
    ],
    [
      'a commit with the entries before it',
      (lines: string[]) => lines.toSpliced(6, 2),
      'line 7: entry 6 of',
    ],
    [
      'in the count at the end',
      (lines: string[]) =>
        lines.with(-1, String(lines.at(-1)).replace('"entries":1', '"entries":2')),
      'in 5 commits with',
    ],
  ])('%s is found and named', async (_, tamper, said) => {
    const found = await problems(tamper(await exported()));
    expect(found.some((problem) => problem.includes(said))).toBe(true);
  });
});

describe('a forger who makes the hashes anew', () => {
  it('can regroup the commits only: another hash at the end gives him away', async () => {
    const lines = await exported();
    expect(await problems(forged(lines))).toEqual([]);
    expect(forged(lines).at(-1)).not.toBe(lines.at(-1));
  });

  it.each([
    ['more credits for the same money', /"type":"grant"/, '"100000000"', '"200000000"'],
    ['a charge of less', /"type":"charge"/, '"30000000"', '"29000000"'],
    ['another share for the developer', /"type":"capture"/, '"developer":"', '"developer":"1'],
    ['another balance afterwards', /"type":"capture"/, '"held":"', '"held":"9'],
  ])('is found by deciding again: %s', async (_, which, from, to) => {
    const lines = await exported();
    const at = lines.findIndex((line) => which.test(line));
    const found = await problems(forged(lines.with(at, String(lines[at]).replaceAll(from, to))));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('decided again');
  });

  it('is found when an entry is repeated under a new position', async () => {
    const lines = await exported();
    const entries = lines.filter((line) => readJournalLine(line).kind === 'entry');
    const last = entries.length;
    const again = String(entries.at(-1)).replace(`"seq":${last}`, `"seq":${last + 1}`);
    const [found] = await problems(forged([String(lines[0]), ...entries, again]));
    expect(found).toContain('was worked before');
  });
});
