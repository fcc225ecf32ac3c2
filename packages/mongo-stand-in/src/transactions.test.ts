import { type ClientSession, MongoServerError } from 'mongodb';
import { expect, test } from 'vitest';
import { describeServers, type Target, withStandIn } from './testing/targets.js';

/**
 * Schedules of two transactions, A and B, over the accounts 1 and 2, which both hold 10. Sources:
 * "Production Considerations" and "Transactions: In-progress Transactions and Write Conflicts" of
 * the MongoDB manual: snapshot isolation, the first writer wins, the other fails at once.
 */
type Step =
  | `${'A' | 'B'} reads ${number} = ${number | 'nothing'}`
  | `${'A' | 'B'} writes ${number} := ${number}`
  | `${'A' | 'B'} inserts ${number} := ${number}`
  | `${'A' | 'B'} deletes ${number}`
  | `${'A' | 'B'} ${'writes' | 'inserts'} ${number} := ${number} -> ${112 | 11000}`
  | `${'A' | 'B'} deletes ${number} -> 112`
  | `${'A' | 'B'} ${'commits' | 'aborts'}`
  | `${'A' | 'B'} commits -> 251`
  | `all see ${string}`;

const schedules: Record<string, readonly Step[]> = {
  'own writes are visible inside, and only there': [
    'A writes 1 := 5',
    'A reads 1 = 5',
    'B reads 1 = 10',
    'all see 1=10 2=10',
    'A commits',
    'B commits',
    'all see 1=5 2=10',
  ],
  'an aborted transaction leaves nothing': [
    'A writes 1 := 5',
    'A inserts 3 := 7',
    'A deletes 2',
    'A reads 2 = nothing',
    'A aborts',
    'all see 1=10 2=10',
  ],
  'the snapshot is that of the first statement (no fuzzy read)': [
    'B reads 2 = 10',
    'A writes 1 := 5',
    'A commits',
    'B reads 1 = 10',
    'B commits',
    'all see 1=5 2=10',
  ],
  'what was inserted after the snapshot is not seen (no phantom)': [
    'B reads 1 = 10',
    'A inserts 3 := 7',
    'A commits',
    'B reads 3 = nothing',
    'B commits',
  ],
  'what was deleted after the snapshot is still seen': [
    'B reads 1 = 10',
    'A deletes 2',
    'A commits',
    'B reads 2 = 10',
    'B commits',
    'all see 1=10',
  ],
  'the second writer of a document fails at once while the first is open': [
    'A writes 1 := 5',
    'B writes 1 := 6 -> 112',
    'A commits',
    'B commits -> 251',
    'all see 1=5 2=10',
  ],
  'the second writer fails although the first has aborted since': [
    'A writes 1 := 5',
    'B writes 1 := 6 -> 112',
    'A aborts',
    'B commits -> 251',
    'all see 1=10 2=10',
  ],
  'a write after another has committed since the snapshot fails (no lost update)': [
    'B reads 1 = 10',
    'A writes 1 := 5',
    'A commits',
    'B writes 1 := 6 -> 112',
    'all see 1=5 2=10',
  ],
  'a write after the first has aborted succeeds': [
    'B reads 1 = 10',
    'A writes 1 := 5',
    'A aborts',
    'B writes 1 := 6',
    'B commits',
    'all see 1=6 2=10',
  ],
  'a deletion and a write of one document conflict': [
    'A deletes 1',
    'B writes 1 := 6 -> 112',
    'A commits',
    'all see 2=10',
  ],
  'a write and a deletion of one document conflict': [
    'A writes 1 := 5',
    'B deletes 1 -> 112',
    'A commits',
    'all see 1=5 2=10',
  ],
  'two insertions of one _id conflict while the first is open': [
    'A inserts 3 := 7',
    'B inserts 3 := 8 -> 112',
    'A commits',
    'all see 1=10 2=10 3=7',
  ],
  'an insertion of an _id that was committed since the snapshot conflicts': [
    'B reads 1 = 10',
    'A inserts 3 := 7',
    'A commits',
    'B inserts 3 := 8 -> 112',
    'all see 1=10 2=10 3=7',
  ],
  'an insertion of an _id that the snapshot has is a duplicate, and ends the transaction': [
    'A writes 2 := 9',
    'A inserts 1 := 7 -> 11000',
    'A commits -> 251',
    'all see 1=10 2=10',
  ],
  'different documents do not conflict': [
    'A writes 1 := 5',
    'B writes 2 := 6',
    'A commits',
    'B commits',
    'all see 1=5 2=6',
  ],
  'write skew is possible: reads alone do not conflict': [
    'A reads 2 = 10',
    'B reads 1 = 10',
    'A writes 1 := 0',
    'B writes 2 := 0',
    'A commits',
    'B commits',
    'all see 1=0 2=0',
  ],
};

interface Players {
  readonly target: Target;
  readonly name: string;
  readonly sessions: Record<'A' | 'B', ClientSession>;
}

async function play({ target, name, sessions }: Players, step: Step): Promise<void> {
  const accounts = target.db.collection<{ _id: number; v: number }>(name);
  const [action = '', code] = step.split(' -> ');
  const [who = '', verb = '', id = '', sign = '', value = ''] = action.split(' ');
  const session = sessions[who as 'A' | 'B'];
  const doc = { _id: Number(id), v: Number(value) };
  const run: Record<string, () => Promise<unknown>> = {
    reads: async () => {
      const found = await accounts.findOne({ _id: doc._id }, { session });
      expect(`${step.split(sign)[0]}${sign} ${found?.v ?? 'nothing'}`).toBe(step);
    },
    writes: () => accounts.updateOne({ _id: doc._id }, { $set: { v: doc.v } }, { session }),
    inserts: () => accounts.insertOne(doc, { session }),
    deletes: () => accounts.deleteOne({ _id: doc._id }, { session }),
    commits: () => session.commitTransaction(),
    aborts: () => session.abortTransaction(),
    see: async () => {
      const all = await accounts.find().sort({ _id: 1 }).toArray();
      expect(all.map(({ _id, v }) => `${_id}=${v}`).join(' ')).toBe(step.slice('all see '.length));
    },
  };
  const outcome = run[verb]?.();
  if (code === undefined) {
    await outcome;
    return;
  }
  const error = await outcome?.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  expect(error, step).toBeInstanceOf(MongoServerError);
  expect(error, step).toMatchObject({ code: Number(code) });
  expect((error as MongoServerError).hasErrorLabel('TransientTransactionError'), step).toBe(
    code !== '11000',
  );
}

describeServers('two transactions', (target) => {
  test.each(Object.entries(schedules))('%s', async (name, steps) => {
    const collection = `accounts ${Object.keys(schedules).indexOf(name)}`;
    await target.db.collection<{ _id: number; v: number }>(collection).insertMany(
      [
        { _id: 1, v: 10 },
        { _id: 2, v: 10 },
      ],
      { writeConcern: { w: 'majority' } },
    );
    const sessions = { A: target.client.startSession(), B: target.client.startSession() };
    const options = {
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority' },
    } as const;
    sessions.A.startTransaction(options);
    sessions.B.startTransaction(options);
    try {
      for (const step of steps) {
        await play({ target, name: collection, sessions }, step);
      }
    } finally {
      await sessions.A.endSession();
      await sessions.B.endSession();
    }
  });

  test('a value of a unique index conflicts while its insertion is open, and is a duplicate after', async () => {
    const people = target.db.collection('people');
    await people.createIndex({ email: 1 }, { unique: true });
    const [a, b] = [target.client.startSession(), target.client.startSession()];
    a.startTransaction();
    b.startTransaction();
    await people.insertOne({ email: 'ada' }, { session: a });
    await expect(people.insertOne({ email: 'ada' }, { session: b })).rejects.toMatchObject({
      code: 112,
    });
    await a.commitTransaction();
    await b.abortTransaction();
    b.startTransaction();
    await expect(people.insertOne({ email: 'ada' }, { session: b })).rejects.toMatchObject({
      code: 11_000,
      keyPattern: { email: 1 },
    });
    await Promise.all([a.endSession(), b.endSession()]);
  });

  test('a write outside of transactions waits for the one that is in its way', async () => {
    const things = target.db.collection<{ _id: number; v: string }>('waiting');
    await things.insertOne({ _id: 1, v: 'before' });
    const session = target.client.startSession();
    session.startTransaction();
    await things.updateOne({ _id: 1 }, { $set: { v: 'transaction' } }, { session });
    const late = things.findOneAndUpdate({ _id: 1 }, { $set: { v: 'after' } });
    await session.commitTransaction();
    expect(await late).toEqual({ _id: 1, v: 'transaction' });
    await session.endSession();
  });

  test('a write outside of transactions does not wait longer than maxTimeMS', async () => {
    const things = target.db.collection<{ _id: number; v: number }>('impatient');
    await things.insertOne({ _id: 1, v: 0 });
    const session = target.client.startSession();
    session.startTransaction();
    await things.updateOne({ _id: 1 }, { $set: { v: 1 } }, { session });
    await expect(
      things.findOneAndUpdate({ _id: 1 }, { $set: { v: 2 } }, { maxTimeMS: 30 }),
    ).rejects.toMatchObject({ code: 50 });
    await session.endSession();
  });

  test('a read concern is for the first statement, a write concern for the commit', async () => {
    const lsid = target.client.startSession();
    lsid.startTransaction();
    const command = { insert: 'concerns', documents: [{}], writeConcern: { w: 1 } };
    await expect(target.db.command(command, { session: lsid })).rejects.toThrow();
    await lsid.endSession();
    await expect(
      target.db.command({
        insert: 'concerns',
        documents: [{}],
        readConcern: { level: 'majority' },
      }),
    ).rejects.toMatchObject({ code: 72 });
  });

  test('count and listCollections do not run in a transaction', async () => {
    for (const command of [{ count: 'things' }, { listCollections: 1 }]) {
      const session = target.client.startSession();
      session.startTransaction();
      await expect(target.db.command(command, { session })).rejects.toMatchObject({ code: 263 });
      await session.endSession();
    }
  });

  test('a transaction that makes a collection keeps it to itself until the commit', async () => {
    const session = target.client.startSession();
    session.startTransaction();
    await target.db.collection('made').insertOne({ a: 1 }, { session });
    expect(await target.db.listCollections({ name: 'made' }).toArray()).toEqual([]);
    await session.commitTransaction();
    expect(await target.db.listCollections({ name: 'made' }).toArray()).toHaveLength(1);
    await session.endSession();
  });

  test('a commit may be sent again, and a statement after it is refused', async () => {
    const session = target.client.startSession();
    session.startTransaction();
    await target.db.collection('twice').insertOne({ a: 1 }, { session });
    await session.commitTransaction();
    await session.commitTransaction();
    expect(await target.db.collection('twice').countDocuments()).toBe(1);
    await session.endSession();
  });
});

test('before 4.4 a transaction cannot make a collection: 263', () =>
  withStandIn({ implicitCreationInTransaction: false }, async (_standIn, client) => {
    const work = client.withSession((session) =>
      session.withTransaction(() => client.db('t').collection('new').insertOne({}, { session })),
    );
    await expect(work).rejects.toMatchObject({ code: 263 });
  }));

test('an open transaction is aborted when its time is over, and those who waited go on', () =>
  withStandIn({ transactionLifetimeMs: 50 }, async (standIn, client) => {
    const things = client.db('t').collection<{ _id: number; v?: number }>('things');
    await things.insertOne({ _id: 1 });
    const session = client.startSession();
    session.startTransaction();
    await things.updateOne({ _id: 1 }, { $set: { v: 1 } }, { session });
    await things.updateOne({ _id: 1 }, { $set: { v: 2 } });
    expect(standIn.openTransactions).toBe(0);
    await expect(session.commitTransaction()).rejects.toMatchObject({ code: 251 });
    expect(await things.findOne()).toEqual({ _id: 1, v: 2 });
    await session.endSession();
  }));

test('a session that is ended takes its transaction with it', () =>
  withStandIn({}, async (standIn, client) => {
    const session = client.startSession();
    session.startTransaction();
    await client.db('t').collection('things').insertOne({}, { session });
    expect(standIn.openTransactions).toBe(1);
    await client.db('admin').command({ endSessions: [session.id] });
    expect(standIn.openTransactions).toBe(0);
    await session.endSession();
  }));
