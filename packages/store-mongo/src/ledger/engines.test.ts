import { accounts, type Operation, type Result } from '@telex-credits/ledger';
import { OperationMaker } from '@telex-credits/ledger-testkit';
import { useMongoServer } from '@telex-credits/mongo-stand-in';
import { MongoClient } from 'mongodb';
import { afterEach, describe, expect, it } from 'vitest';
import { type MongoLedger, type MongoLedgerOptions, openMongoLedger } from './open-ledger.js';

const server = useMongoServer();
const credit = 1_000_000n;
const open: MongoLedger[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((ledger) => ledger.close()));
});

async function engine(url: string, options: Partial<MongoLedgerOptions> = {}) {
  const ledger = await openMongoLedger({ url, baseCurrency: 'USD', ...options });
  open.push(ledger);
  return ledger;
}

async function accept(ledger: MongoLedger, ...operations: Operation[]): Promise<void> {
  const results = await ledger.submit(operations);
  expect(results.map((result) => (result.ok ? 'ok' : result.refusal.code))).toEqual(
    operations.map(() => 'ok'),
  );
}

const accepted = (results: readonly Result[]) => results.filter(({ ok }) => ok);

describe('one engine', () => {
  it('commits together what comes while a commit runs, at most batchMax at once', async () => {
    const ledger = await engine(server.newDatabase(), { batchMax: 20 });
    const make = new OperationMaker();
    await accept(ledger, make.open(), make.paid());
    const before = ledger.writer.commits;
    const holds = Array.from({ length: 50 }, () => accept(ledger, make.hold(1n)));
    await Promise.all(holds);
    expect(ledger.writer.commits - before).toBe(3);
    expect(ledger.writer.repeats).toBe(0);
  });

  it('answers overloaded to what does not fit the queue, and works the rest', async () => {
    const ledger = await engine(server.newDatabase(), { queueMax: 3 });
    const make = new OperationMaker();
    const fits = ledger.submit([make.open('a'), make.open('b'), make.open('c')]);
    const [refused] = await ledger.submit([make.open('d')]);
    expect(refused).toMatchObject({ refusal: { code: 'overloaded' } });
    expect(accepted(await fits)).toHaveLength(3);
  });

  it('expires what is due while nobody submits anything, in as many commits as it takes', async () => {
    const make = new OperationMaker();
    let now = '2026-11-24T09:00:00.000Z';
    const options = { now: () => new Date(now), expireEveryMs: 20, batchMax: 7 };
    const ledger = await engine(server.newDatabase(), options);
    await accept(ledger, make.open(), make.paid());
    const expiresAt = '2026-11-24T10:00:00.000Z';
    const holds = Array.from({ length: 20 }, () => make.hold(1n, { expiresAt }));
    await accept(ledger, ...holds);
    const expired = new Promise<void>((resolve) => {
      ledger.onCommit((lastSeq) => (lastSeq === 42 ? resolve() : undefined));
    });
    now = expiresAt;
    await expired;
    expect(await ledger.entry(`expire:${holds[19]?.id}`)).toMatchObject({ type: 'expire' });
    expect((await ledger.verify()).ok).toBe(true);
  });

  it('finds the uses of a lot behind more entries than one page', async () => {
    const ledger = await engine(server.newDatabase());
    const make = new OperationMaker();
    const lot = make.paid();
    await accept(ledger, make.open(), lot);
    await accept(ledger, ...Array.from({ length: 150 }, () => make.charge(credit / 2n)));
    await accept(ledger, make.reverse(lot.id, 2_000n));
    expect(await ledger.wallet('wal_1')).toMatchObject({ posted: 0n, debt: 75n * credit });
    expect((await ledger.verify()).checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('keeps earnings of each publisher, and of each day, in a document of their own', async () => {
    const ledger = await engine(server.newDatabase(), {
      now: () => new Date('2026-11-24T09:00:00.000Z'),
    });
    const make = new OperationMaker();
    await accept(ledger, make.open(), make.paid(), make.charge(10n * credit));
    const [pending] = await ledger.balances('earnings_pending:');
    expect(pending?.account).toBe(accounts.earningsPending('org_publisher', '2026-11-24'));
    await accept(ledger, make.mature('2026-11-24'));
    expect(await ledger.balances('earnings_')).toEqual([
      { account: 'earnings_available:org_publisher', asset: 'USD', balance: 1_480_000_000n },
    ]);
  });
});

describe('two engines on one database', () => {
  it('admit exactly ten of a hundred holds against a balance for ten, again and again', async () => {
    const url = server.newDatabase();
    const engines = await Promise.all([engine(url), engine(url)]);
    const [first] = engines;
    const make = new OperationMaker();
    for (let round = 0; round < 5; round += 1) {
      const walletId = `wal_${round}`;
      await accept(first, make.open(walletId), make.paid({ walletId, credits: 10n * credit }));
      const holds = Array.from({ length: 100 }, (_, at) =>
        (engines[at % 2] ?? first).submit([make.hold(credit, { walletId })]),
      );
      expect(accepted((await Promise.all(holds)).flat())).toHaveLength(10);
      expect(await first.wallet(walletId)).toMatchObject({ held: 10n * credit });
    }
    const report = await first.verify();
    expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('both get their turn, and the journal has no gap', async () => {
    const url = server.newDatabase();
    const engines = await Promise.all([engine(url), engine(url)]);
    const make = new OperationMaker();
    const [first] = engines;
    await accept(first, make.open(), make.paid());
    await accept(first, make.open('wal_2'), make.paid({ walletId: 'wal_2' }));
    await Promise.all(
      engines.map(async (ledger, at) => {
        const walletId = `wal_${at + 1}`;
        for (let count = 0; count < 15; count += 1) {
          await accept(ledger, make.charge(1n, { walletId }));
        }
      }),
    );
    const entries = await first.entries({ order: 'oldest_first', limit: 1000 });
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at + 1));
    expect(entries).toHaveLength(34);
    expect((await first.verify()).ok).toBe(true);
  });

  it('are not held up for long by one that died with its turn', async () => {
    const url = server.newDatabase();
    const engines = await Promise.all([engine(url), engine(url)]);
    const make = new OperationMaker();
    await accept(engines[0], make.open('a'));
    await accept(engines[1], make.open('b'));
    const client = await MongoClient.connect(url);
    const turns = client.db().collection<{ _id: string }>('ledger_head');
    await turns.updateOne({ _id: 'turn' }, { $set: { next: 6, serving: 5 } }, { upsert: true });
    await client.close();
    await Promise.all(engines.map((ledger, at) => accept(ledger, make.open(`c${at}`))));
    expect((await engines[0].verify()).lastSeq).toBe(4);
  });

  it('work an id once that both are given at the same time', async () => {
    const url = server.newDatabase();
    const engines = await Promise.all([engine(url), engine(url)]);
    const make = new OperationMaker();
    await accept(engines[0], make.open(), make.paid());
    const charge = make.charge(credit);
    const refused = make.charge(1_000n * credit);
    const answers = await Promise.all(engines.map((ledger) => ledger.submit([charge, refused])));
    const fresh = answers.map((results) => results.map(({ replayed }) => !replayed));
    expect(fresh.flat().filter(Boolean)).toHaveLength(2);
    expect(await engines[1].wallet('wal_1')).toMatchObject({ posted: 99n * credit });
  });

  it('each hears of what the other commits', async () => {
    const url = server.newDatabase();
    const [one, other] = await Promise.all([engine(url), engine(url, { expireEveryMs: 20 })]);
    const heard = new Promise<number>((resolve) => {
      other.onCommit(resolve);
    });
    await accept(one, new OperationMaker().open());
    expect(await heard).toBe(1);
  });

  it('never let time go back in the journal, although their clocks differ', async () => {
    const url = server.newDatabase();
    const [fast, slow] = await Promise.all([
      engine(url, { now: () => new Date('2026-11-24T09:00:05.000Z') }),
      engine(url, { now: () => new Date('2026-11-24T09:00:00.000Z') }),
    ]);
    const make = new OperationMaker();
    await accept(fast, make.open('a'));
    await accept(slow, make.open('b'));
    const entries = await slow.entries({ order: 'oldest_first', limit: 9 });
    expect(entries.map(({ at }) => at)).toEqual([
      '2026-11-24T09:00:05.000Z',
      '2026-11-24T09:00:05.000Z',
    ]);
  });
});
