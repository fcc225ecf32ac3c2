import { OperationMaker } from '@telex-credits/ledger-testkit';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../database.js';
import { openSqliteLedger } from './open-ledger.js';
import { accept, temporaryPath } from './test-ledger.js';
import { verifySqliteLedger } from './verify.js';

const temporary = temporaryPath();
const credit = 1_000_000n;
const cent = 10_000_000n;

/** A sound ledger with something for every rule: holds, charges, limits, a debt, matured earnings. */
async function fill(path: string): Promise<void> {
  const make = new OperationMaker();
  const now = () => new Date('2026-11-24T09:00:00.000Z');
  const ledger = await openSqliteLedger({ path, baseCurrency: 'USD', inline: true, now });
  const limits = [
    make.limit({ cap: 90n * credit }),
    make.limit({ id: 'call', level: 'call', cap: 90n * credit }),
  ];
  const [lot, captured, released, open] = [
    make.paid(),
    make.hold(20n * credit, { limits }),
    make.hold(5n * credit, { limits }),
    make.hold(10n * credit, { limits }),
  ];
  await accept(ledger, make.open(), lot, make.charge(30n * credit, { limits }));
  await accept(ledger, captured, released, open);
  await accept(ledger, make.capture(captured.id, 15n * credit), make.release(released.id));
  const other = make.paid({ walletId: 'wal_2' });
  await accept(
    ledger,
    make.open('wal_2'),
    other,
    make.charge(100n * credit, { walletId: 'wal_2' }),
  );
  await accept(ledger, make.mature('2026-11-24'), make.reverse(other.id, 1_000n));
  const payouts = [make.reserve(cent), make.reserve(cent), make.reserve(cent)] as const;
  const [, started, settled] = payouts;
  await accept(ledger, ...payouts, ...[started, settled].map(({ id }) => make.startPayout(id)));
  await accept(ledger, make.settlePayout(settled.id));
  await accept(
    ledger,
    make.promotional({ walletId: 'wal_2', credits: 10n * credit, basis: 5_000n }),
  );
  await ledger.close();
}

function tamper(path: string, sql: string): void {
  const db = openDatabase(path);
  // Somebody who changes the file by hand can turn the second net off, too.
  db.exec('PRAGMA ignore_check_constraints = ON; DROP TRIGGER entries_are_never_changed');
  db.exec('DROP TRIGGER entries_are_never_deleted');
  db.exec(sql);
  db.close();
}

function broken(path: string): string[] {
  const { ok, checks } = verifySqliteLedger(path);
  const names = checks.filter((check) => !check.ok).map(({ name }) => name);
  expect(ok).toBe(names.length === 0);
  return names;
}

describe('verify', () => {
  beforeEach(() => fill(temporary.path));

  it('finds nothing wrong with a sound ledger, and has checked something by every rule', () => {
    const report = verifySqliteLedger(temporary.path);
    expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(report.checks.filter(({ checked }) => checked === 0)).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.lastSeq).toBe(20);
  });

  it('lists what somebody owes without calling it broken', () => {
    const { shortfalls } = verifySqliteLedger(temporary.path);
    expect(shortfalls).toEqual([{ account: 'debt:wal_2', asset: 'CREDIT', owed: 40n * credit }]);
  });

  it.each([
    [
      'journal_contiguous',
      'an entry of another type than its body',
      "UPDATE entries SET type = 'charge' WHERE type = 'release'",
    ],
    [
      'balances_equal_entries',
      'money moved between two accounts without an entry',
      `UPDATE accounts SET balance = balance + 5 WHERE account = 'platform_revenue';
       UPDATE accounts SET balance = balance - 5 WHERE account = 'tax_payable'`,
    ],
    [
      'wallet_lots_add_up',
      'credits of a lot spent without an entry',
      "UPDATE lots SET spent = spent + 1 WHERE wallet_id = 'wal_1'",
    ],
    [
      'held_equals_open_holds',
      'an open hold that reserved less of a lot than the lot holds',
      `UPDATE holds SET terms = json_set(terms, '$.lots[0].credits', '1') WHERE status = 'held'`,
    ],
    [
      'held_equals_open_holds',
      'a wallet that holds more than its open holds',
      "UPDATE wallets SET held = held + 1 WHERE id = 'wal_1'",
    ],
    [
      'limit_counters_equal_holds_and_captures',
      'a counter that forgot what was used',
      `UPDATE wallets SET counters = json_set(counters, '$[0].used', '1') WHERE id = 'wal_1'`,
    ],
    [
      'limit_counters_equal_holds_and_captures',
      'a counter that is gone',
      "UPDATE wallets SET counters = '[]' WHERE id = 'wal_1'",
    ],
    [
      'receipts_sum_to_ledger',
      'a receipt whose uses are not what its transfers moved',
      `UPDATE entries SET body = json_set(body, '$.uses[0].developer', '1') WHERE type = 'capture'`,
    ],
    [
      'receipts_sum_to_ledger',
      'a receipt that says another amount than was captured',
      `UPDATE entries SET body = json_set(body, '$.operation.credits', '1') WHERE type = 'capture'`,
    ],
    [
      'earned_within_collected',
      'a purchase that brought less than it gave to publishers',
      `UPDATE entries SET body = json_set(body, '$.operation.basis', '1') WHERE type = 'grant'`,
    ],
    [
      'debts_match_wallet_debt',
      'a debt that its wallet does not know of',
      'UPDATE debts SET credits = credits + 1',
    ],
    [
      'payouts_match_earnings',
      'a payout that is settled and never was in the books',
      "UPDATE payouts SET status = 'settled' WHERE status = 'in_transit'",
    ],
    [
      'payouts_match_earnings',
      'a reservation that is gone',
      "DELETE FROM payouts WHERE status = 'reserved'",
    ],
  ])('finds by %s: %s', (rule, _, sql) => {
    tamper(temporary.path, sql);
    // An entry that was changed is also no longer the one that was committed.
    const chained = sql.includes('SET body') ? ['journal_chained'] : [];
    expect(broken(temporary.path)).toEqual([...chained, rule]);
  });

  it('finds by journal_chained a change that no rule of money minds, and says where', () => {
    const change =
      "UPDATE entries SET body = json_set(body, '$.operation.note', json('{\"a\":1}'))";
    tamper(temporary.path, `${change} WHERE seq = 3`);
    expect(broken(temporary.path)).toEqual(['journal_chained']);
    const { checks } = verifySqliteLedger(temporary.path);
    const problems = checks.flatMap((check) => check.problems);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('entries 1 to 3 are not those that were committed');
  });

  it('finds money that nobody moved by assets_sum_to_zero, and by the entries', () => {
    tamper(
      temporary.path,
      "UPDATE accounts SET balance = balance + 1 WHERE account = 'tax_payable'",
    );
    expect(broken(temporary.path)).toEqual(['assets_sum_to_zero', 'balances_equal_entries']);
  });

  it('finds a missing entry by journal_contiguous', () => {
    tamper(temporary.path, "DELETE FROM entries WHERE type = 'release'");
    expect(broken(temporary.path)).toEqual(['journal_contiguous', 'journal_chained']);
  });
});
