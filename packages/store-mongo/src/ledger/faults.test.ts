import type { Operation } from '@telex-credits/ledger';
import { OperationMaker } from '@telex-credits/ledger-testkit';
import { type Fault, startMongoStandIn, useMongoServer } from '@telex-credits/mongo-stand-in';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MongoLedger, openMongoLedger } from './open-ledger.js';

const server = useMongoServer();
const credit = 1_000_000n;
let ledger: MongoLedger;
let errors: unknown[];
let make: OperationMaker;

beforeEach(async () => {
  errors = [];
  make = new OperationMaker();
  ledger = await openMongoLedger({
    url: server.newDatabase(),
    baseCurrency: 'USD',
    deadlineMs: 20_000,
    onError: (error) => errors.push(error),
  });
  await ledger.submit([make.open(), make.paid()]);
});
afterEach(async () => {
  server.standIn?.faults.clear();
  await ledger.close();
});

/** Submits while this goes wrong once (or `times`) in its transaction, and answers what it met. */
async function submitWith(fault: Fault, ...operations: Operation[]) {
  const handle = server.standIn?.faults.add({ where: (body) => 'txnNumber' in body, ...fault });
  const results = await ledger.submit(operations);
  return { results, hits: handle?.hits ?? 0 };
}

const error = (code: number, codeName: string, more: Partial<Fault['effect']> = {}) =>
  ({ kind: 'error', code, codeName, ...more }) as Fault['effect'];

/** Everything was done once, and is answered as if nothing had happened. */
async function expectDoneOnce(answers: Awaited<ReturnType<typeof submitWith>>, entries = 2) {
  expect(answers.hits).toBeGreaterThan(0);
  expect(answers.results.map((result) => [result.ok, result.replayed])).toEqual([
    [true, false],
    [true, false],
    [false, false],
  ]);
  expect(await ledger.lastSeq()).toBe(2 + entries);
  const report = await ledger.verify();
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
}

const work = () => [make.hold(credit), make.charge(credit), make.charge(1_000n * credit)];

describe.skipIf(process.env.MONGODB_URI !== undefined)(
  'when something goes wrong once, a batch is done once',
  () => {
    it.each<[string, Fault]>([
      ['a write conflict', { command: 'update', effect: error(112, 'WriteConflict') }],
      [
        'write conflicts, several',
        { command: 'update', times: 4, effect: error(112, 'WriteConflict') },
      ],
      [
        'a change of primary before a write',
        { command: 'insert', effect: error(10107, 'NotWritablePrimary') },
      ],
      [
        'a connection lost before the commit',
        { command: 'commitTransaction', effect: { kind: 'drop', when: 'before' } },
      ],
      [
        'a connection lost after the commit',
        { command: 'commitTransaction', effect: { kind: 'drop', when: 'after' } },
      ],
      [
        'a connection lost at a read',
        { command: 'find', effect: { kind: 'drop', when: 'before' } },
      ],
      [
        'a connection lost after a write',
        { command: 'insert', effect: { kind: 'drop', when: 'after' } },
      ],
      [
        'a commit in doubt that was not applied',
        { command: 'commitTransaction', times: 2, effect: error(91, 'ShutdownInProgress') },
      ],
      [
        'a commit in doubt that was applied',
        {
          command: 'commitTransaction',
          times: 2,
          effect: error(91, 'ShutdownInProgress', { applied: true }),
        },
      ],
      [
        'a commit whose majority did not answer in time',
        {
          command: 'commitTransaction',
          effect: { kind: 'write-concern-error', code: 64, codeName: 'WriteConcernFailed' },
        },
      ],
    ])('%s', async (_, fault) => {
      await expectDoneOnce(await submitWith(fault, ...work()));
    });

    it('a commit that stays in doubt and was applied is found by its ids', async () => {
      const applied = error(91, 'ShutdownInProgress', { applied: true });
      const fault: Fault = { command: 'commitTransaction', times: 8, effect: applied };
      await expectDoneOnce(await submitWith(fault, ...work()));
    });

    it('another primary in the middle of the work', async () => {
      const changed = new Promise<void>((resolve) => {
        setImmediate(() => {
          server.standIn?.changePrimary();
          resolve();
        });
      });
      const results = await ledger.submit(work());
      await changed;
      await expectDoneOnce({ results, hits: 1 });
    });

    it('a server that is gone for a while', async () => {
      await server.standIn?.kill();
      const submitted = ledger.submit(work());
      await server.standIn?.restart();
      await expectDoneOnce({ results: await submitted, hits: 1 });
    });
  },
);

describe.skipIf(process.env.MONGODB_URI !== undefined)('when nothing helps', () => {
  it('a single server, which has no transactions, is told from a replica set', async () => {
    server.standIn?.faults.add({
      command: 'find',
      where: (body) => 'txnNumber' in body,
      effect: error(20, 'IllegalOperation', {
        message: 'Transaction numbers are only allowed on a replica set member or mongos',
      }),
    });
    const opening = openMongoLedger({ url: server.newDatabase(), baseCurrency: 'USD' });
    await expect(opening).rejects.toMatchObject({
      name: 'NoTransactions',
      message: expect.stringContaining('replica set'),
    });
  });

  it('a batch is answered unknown, keeps nothing, and the same ids are taken afterwards', async () => {
    const refused: Fault = {
      command: 'insert',
      times: 1,
      effect: error(121, 'DocumentValidationFailure', { labels: [] } as Partial<Fault['effect']>),
    };
    const operations = work();
    const { results } = await submitWith(refused, ...operations);
    expect(results.map((result) => (result.ok ? 'ok' : result.refusal.code))).toEqual(
      operations.map(() => 'unknown'),
    );
    expect(errors).toHaveLength(1);
    expect(await ledger.lastSeq()).toBe(2);
    await expectDoneOnce({ results: await ledger.submit(operations), hits: 1 });
  });

  it('past the deadline everything is answered unknown, and asked by id it says what happened', async () => {
    const slow = await openMongoLedger({
      url: server.newDatabase(),
      baseCurrency: 'USD',
      deadlineMs: 100,
      onError: () => undefined,
    });
    const hang = server.standIn?.faults.add({
      command: 'commitTransaction',
      effect: { kind: 'delay', ms: 300 },
    });
    const opening = make.open('wal_9');
    const [result] = await slow.submit([opening]);
    expect(result).toMatchObject({ ok: false, refusal: { code: 'unknown' } });
    await expect.poll(() => slow.outcome(opening.id)).toMatchObject({ ok: true });
    expect(hang?.hits).toBe(1);
    await slow.close();
  });
});

it('a process that died with its batch open holds the others up no longer than the server lets it', async () => {
  const own = await startMongoStandIn({ transactionLifetimeMs: 400 });
  const url = own.uri.replace('/?', '/credits?');
  const survivor = await openMongoLedger({ url, baseCurrency: 'USD' });
  const client = await MongoClient.connect(url);
  const dead = client.startSession();
  dead.startTransaction();
  const head = client.db().collection<{ _id: string }>('ledger_head');
  await head.updateOne({ _id: 'head' }, { $set: { writer: 'dead' } }, { session: dead });
  const [result] = await survivor.submit([make.open('wal_7')]);
  expect(result).toMatchObject({ ok: true, replayed: false });
  expect(survivor.writer.repeats).toBeGreaterThan(0);
  expect((await survivor.verify()).ok).toBe(true);
  await survivor.close();
  await client.close();
  await own.close();
});
