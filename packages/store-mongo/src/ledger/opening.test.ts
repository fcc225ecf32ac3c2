import { OperationMaker } from '@telex-credits/ledger-testkit';
import { useMongoServer } from '@telex-credits/mongo-stand-in';
import { type Collection, Long, MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { exportMongoJournal } from './journal-export.js';
import { openMongoLedger, verifyMongoDatabase } from './open-ledger.js';

const server = useMongoServer();
const credit = 1_000_000n;
const now = () => new Date('2026-11-24T09:00:00.000Z');

/** A sound ledger with something for every rule: holds, charges, limits, a debt, matured earnings. */
async function soundLedger(): Promise<string> {
  const url = server.newDatabase();
  const make = new OperationMaker();
  const ledger = await openMongoLedger({ url, baseCurrency: 'USD', now });
  const limits = [make.limit({ cap: 90n * credit })];
  const [lot, captured, other] = [
    make.paid(),
    make.hold(20n * credit, { limits }),
    make.paid({ walletId: 'wal_2' }),
  ];
  const results = await ledger.submit([
    ...[make.open(), lot, make.charge(30n * credit, { limits }), captured],
    ...[make.hold(10n * credit, { limits }), make.capture(captured.id, 15n * credit)],
    ...[make.open('wal_2'), other, make.charge(100n * credit, { walletId: 'wal_2' })],
    ...[make.mature('2026-11-24'), make.reverse(other.id, 1_000n), make.reserve(10_000_000n)],
  ]);
  expect(results.every(({ ok }) => ok)).toBe(true);
  await ledger.close();
  return url;
}

type Tampering = (collection: (name: string) => Collection) => Promise<unknown>;

/** Changes the database by other hands, which turn the validators off, too. */
async function tamper(url: string, change: Tampering): Promise<void> {
  const client = await MongoClient.connect(url);
  await change((name) => client.db().collection(`ledger_${name}`));
  await client.close();
}

const byHand = { bypassDocumentValidation: true };
const plus = (field: string, amount: number) => ({ $inc: { [field]: Long.fromNumber(amount) } });

const tamperings: [string, string, Tampering][] = [
  ['journal_contiguous', 'an entry that is gone', (in_) => in_('entries').deleteOne({ seq: 4 })],
  [
    'balances_equal_entries',
    'money that nobody moved',
    async (in_) => {
      await in_('accounts').updateOne({ account: 'platform_revenue' }, plus('balance', 5), byHand);
      await in_('accounts').updateOne({ account: 'tax_payable' }, plus('balance', -5), byHand);
    },
  ],
  [
    'wallet_lots_add_up',
    'credits of a lot spent without an entry',
    (in_) => in_('lots').updateOne({ walletId: 'wal_1' }, plus('spent', 1), byHand),
  ],
  [
    'held_equals_open_holds',
    'a wallet that holds more than its open holds',
    (in_) => in_('wallets').updateOne({ _id: 'wal_1' as never }, plus('held', 1), byHand),
  ],
  [
    'limit_counters_equal_holds_and_captures',
    'a counter that forgot what was used',
    (in_) =>
      in_('wallets').updateOne({ _id: 'wal_1' as never }, plus('counters.0.used', -1), byHand),
  ],
  [
    'debts_match_wallet_debt',
    'a debt that its wallet does not know of',
    (in_) => in_('debts').updateOne({}, plus('credits', 1), byHand),
  ],
  [
    'journal_chained',
    'an entry that somebody wrote anew',
    async (in_) => {
      const entry = await in_('entries').findOne({ seq: 2 });
      const body = String(entry?.body).replace('"sandbox"', '"stripe"');
      await in_('entries').updateOne({ seq: 2 }, { $set: { body } }, byHand);
    },
  ],
];

describe('verify on MongoDB', () => {
  it('finds nothing wrong with a sound ledger, has checked something by every rule, and agrees with the export', async () => {
    const url = await soundLedger();
    const report = await verifyMongoDatabase({ url });
    expect(report.checks.filter(({ ok, checked }) => !ok || checked === 0)).toEqual([]);
    expect(report.shortfalls).toEqual([
      { account: 'debt:wal_2', asset: 'CREDIT', owed: 50n * credit },
    ]);
    const lines: string[] = [];
    for await (const line of exportMongoJournal({ url })) {
      lines.push(line);
    }
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      end: { entries: 12, commits: 1, hash: report.head },
    });
  });

  it.each(tamperings)('finds by %s: %s', async (rule, _, change) => {
    const url = await soundLedger();
    await tamper(url, change);
    const { checks } = await verifyMongoDatabase({ url });
    expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toContain(rule);
  });
});

describe('opening on MongoDB', () => {
  it.each(
    tamperings.filter(([rule]) =>
      ['journal_contiguous', 'wallet_lots_add_up', 'held_equals_open_holds'].includes(rule),
    ),
  )('serves no database that breaks %s: %s', async (rule, _, change) => {
    const url = await soundLedger();
    await tamper(url, change);
    const opening = openMongoLedger({ url, baseCurrency: 'USD' });
    await expect(opening).rejects.toThrow(`breaks the rule ${rule}`);
    await expect(opening).rejects.toMatchObject({ name: 'LedgerDamaged' });
  });

  it('opens no ledger of another base currency, and verifies none that is not there', async () => {
    const url = await soundLedger();
    const opening = openMongoLedger({ url, baseCurrency: 'EUR' });
    await expect(opening).rejects.toThrow('BASE_CURRENCY=USD');
    const verifying = verifyMongoDatabase({ url: server.newDatabase() });
    await expect(verifying).rejects.toThrow('there is no ledger');
  });

  it('refuses an amount that is no 64-bit integer, or below zero, whoever writes it', async () => {
    const url = await soundLedger();
    await tamper(url, async (in_) => {
      const wallets = in_('wallets');
      const less = wallets.updateOne({}, { $set: { held: Long.fromNumber(-1) } });
      await expect(less).rejects.toMatchObject({ code: 121 });
      const double = wallets.updateOne({}, { $set: { posted: 0.5 } });
      await expect(double).rejects.toMatchObject({ code: 121 });
    });
  });
});
