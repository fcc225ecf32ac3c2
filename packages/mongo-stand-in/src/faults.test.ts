import { Long, MongoNetworkError } from 'mongodb';
import { expect, test } from 'vitest';
import { withStandIn } from './testing/targets.js';

interface Account {
  _id: number;
  n: number;
}

test.each(['before', 'after'] as const)(
  'a connection that is lost %s a write was done: the driver repeats it, and it is done once',
  (when) =>
    withStandIn({}, async (standIn, client) => {
      const accounts = client.db('t').collection<Account>('accounts');
      await accounts.insertOne({ _id: 1, n: 0 });
      const fault = standIn.faults.add({ command: 'update', effect: { kind: 'drop', when } });
      await accounts.updateOne({ _id: 1 }, { $inc: { n: 1 } });
      expect(fault.hits).toBe(1);
      expect(await accounts.findOne()).toEqual({ _id: 1, n: 1 });
    }),
);

test('without the driver’s repetition the loss is told', () =>
  withStandIn({}, async (standIn, client) => {
    standIn.faults.add({ command: 'insert', times: 2, effect: { kind: 'drop', when: 'after' } });
    await expect(client.db('t').collection('things').insertOne({})).rejects.toThrow(
      MongoNetworkError,
    );
    expect(await client.db('t').collection('things').countDocuments()).toBe(1);
  }));

test('only the n-th command that matches is met', () =>
  withStandIn({}, async (standIn, client) => {
    const things = client.db('t').collection('things');
    standIn.faults.add({
      command: 'insert',
      where: ({ insert }) => insert === 'things',
      skip: 1,
      effect: { kind: 'error', code: 8000, message: 'not this one' },
    });
    await client.db('t').collection('others').insertOne({});
    await things.insertOne({});
    await expect(things.insertOne({})).rejects.toMatchObject({ code: 8000 });
    await things.insertOne({});
    expect(await things.countDocuments()).toBe(2);
  }));

test('a commit that was done although its connection was lost is found to be done', () =>
  withStandIn({}, async (standIn, client) => {
    standIn.faults.add({ command: 'commitTransaction', effect: { kind: 'drop', when: 'after' } });
    let attempts = 0;
    await client.withSession((session) =>
      session.withTransaction(async () => {
        attempts += 1;
        await client.db('t').collection('things').insertOne({}, { session });
      }),
    );
    expect(attempts).toBe(1);
    expect(await client.db('t').collection('things').countDocuments()).toBe(1);
  }));

test.each([
  [true, 1],
  [false, 0],
])(
  'an unknown result of a commit (done: %s) reaches the caller by its label',
  (applied, expected) =>
    withStandIn({}, async (standIn, client) => {
      standIn.faults.add({
        command: 'commitTransaction',
        effect: { kind: 'error', code: 50, codeName: 'MaxTimeMSExpired', applied },
      });
      const session = client.startSession();
      session.startTransaction();
      await client.db('t').collection('things').insertOne({}, { session });
      const error = await session.commitTransaction().catch((thrown) => thrown);
      expect(error.hasErrorLabel('UnknownTransactionCommitResult')).toBe(true);
      expect(await client.db('t').collection('things').countDocuments()).toBe(expected);
      await session.endSession();
    }),
);

test('a forced write conflict makes withTransaction try again', () =>
  withStandIn({}, async (standIn, client) => {
    standIn.faults.add({
      command: 'insert',
      effect: { kind: 'error', code: 112, codeName: 'WriteConflict' },
    });
    let attempts = 0;
    await client.withSession((session) =>
      session.withTransaction(async () => {
        attempts += 1;
        await client.db('t').collection('things').insertOne({}, { session });
      }),
    );
    expect(attempts).toBe(2);
    expect(await client.db('t').collection('things').countDocuments()).toBe(1);
    expect(standIn.openTransactions).toBe(0);
  }));

test('a change of primary aborts what is open, and the driver goes on with the new one', () =>
  withStandIn({}, async (standIn, client) => {
    const accounts = client.db('t').collection<Account>('accounts');
    await accounts.insertOne({ _id: 1, n: 0 });
    const session = client.startSession();
    session.startTransaction();
    await accounts.updateOne({ _id: 1 }, { $inc: { n: 5 } }, { session });
    standIn.changePrimary();
    const error = await accounts
      .updateOne({ _id: 1 }, { $inc: { n: 5 } }, { session })
      .catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 10_107 });
    expect(error.hasErrorLabel('TransientTransactionError')).toBe(true);
    await accounts.updateOne({ _id: 1 }, { $inc: { n: 1 } });
    expect(await accounts.findOne()).toEqual({ _id: 1, n: 1 });
    await session.endSession();
  }));

test('a kill in the middle of a transaction leaves nothing of it, and what was acknowledged stays', () =>
  withStandIn({}, async (standIn, client) => {
    const accounts = client.db('t').collection<Account>('accounts');
    await accounts.insertOne({ _id: 1, n: 1 });
    const session = client.startSession();
    session.startTransaction();
    await accounts.insertOne({ _id: 2, n: 2 }, { session });
    await standIn.kill();
    await standIn.restart();
    const error = await session.commitTransaction().catch((thrown) => thrown);
    expect(error.hasErrorLabel('TransientTransactionError')).toBe(true);
    expect(await accounts.find().toArray()).toEqual([{ _id: 1, n: 1 }]);
    await session.endSession();
  }));

test('a write is repeated over a kill and a restart, and is done once', () =>
  withStandIn({}, async (standIn, client) => {
    const accounts = client.db('t').collection<Account>('accounts');
    await accounts.insertOne({ _id: 1, n: 0 });
    const session = client.startSession();
    const increment = {
      update: 'accounts',
      updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }],
      txnNumber: Long.fromNumber(100),
    };
    await client.db('t').command(increment, { session });
    await standIn.kill();
    await standIn.restart();
    // A read finds the new connection; the driver repeats reads, but not commands that it is given.
    await accounts.findOne();
    const again = await client.db('t').command(increment, { session });
    expect(again).toMatchObject({ n: 1, nModified: 1, retriedStmtIds: [0] });
    expect(await accounts.findOne()).toEqual({ _id: 1, n: 1 });
    await session.endSession();
  }));

test('a session that is not used for its time is forgotten, and its transaction aborted', async () => {
  let now = 0;
  await withStandIn({ clock: () => now, sessionTimeoutMs: 60_000 }, async (standIn, client) => {
    const session = client.startSession();
    session.startTransaction();
    await client.db('t').collection('things').insertOne({}, { session });
    now = 60_001;
    await client.db('t').collection('others').insertOne({});
    expect(standIn.openTransactions).toBe(0);
    await expect(session.commitTransaction()).rejects.toMatchObject({ code: 251 });
    await session.endSession();
  });
});

test('a command waits for as long as a test wants', () =>
  withStandIn({}, async (standIn, client) => {
    const order: string[] = [];
    let release = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    standIn.faults.add({ command: 'insert', effect: { kind: 'delay', until } });
    const things = client.db('t').collection('things');
    const slow = things.insertOne({}).then(() => order.push('insert'));
    await things.countDocuments();
    order.push('count');
    release();
    await slow;
    expect(order).toEqual(['count', 'insert']);
  }));

test('a write concern that the set cannot satisfy is answered beside the result', () =>
  withStandIn({ members: 3 }, async (standIn, client) => {
    const insert = { insert: 'things', documents: [{}], writeConcern: { w: 4 } };
    expect(
      await client
        .db('t')
        .command(insert)
        .catch((error) => error.result),
    ).toMatchObject({
      n: 1,
      writeConcernError: { code: 100 },
    });
    standIn.faults.add({ command: 'insert', effect: { kind: 'write-concern-error', code: 64 } });
    const late = client
      .db('t')
      .collection('things')
      .insertOne({}, { writeConcern: { w: 'majority' } });
    await expect(late).rejects.toMatchObject({ code: 64 });
    expect(await client.db('t').collection('things').countDocuments()).toBe(2);
  }));

test('bulkWrite over collections is there from 8.0 on', async () => {
  const models = [
    { name: 'insertOne', namespace: 't.a', document: { _id: 1 as never, n: Long.fromNumber(1) } },
    {
      name: 'updateOne',
      namespace: 't.b',
      filter: { _id: 1 as never },
      update: { $set: { n: 2 } },
      upsert: true,
    },
    { name: 'deleteOne', namespace: 't.a', filter: { _id: 9 as never } },
    { name: 'insertOne', namespace: 't.a', document: { _id: 1 as never } },
  ] as const;
  await withStandIn({ wireVersion: 25 }, async (_standIn, client) => {
    const done = await client.bulkWrite(models.slice(0, 3));
    expect(done).toMatchObject({ insertedCount: 1, upsertedCount: 1, deletedCount: 0 });
    const failed = await client.bulkWrite(models.slice(3)).catch((error) => error);
    expect([...failed.writeErrors.values()]).toMatchObject([{ code: 11_000 }]);
  });
  await withStandIn({}, async (_standIn, client) => {
    await expect(client.bulkWrite(models.slice(0, 1))).rejects.toThrow();
  });
});
