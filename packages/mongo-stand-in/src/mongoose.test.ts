import mongoose, { type Connection, Schema } from 'mongoose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MongoStandIn, startMongoStandIn } from './index.js';

const { Long } = mongoose.mongo;

interface Wallet {
  owner: string;
  amount: InstanceType<typeof Long>;
  version: number;
}

const walletSchema = new Schema<Wallet>(
  {
    owner: { type: String, required: true },
    amount: { type: Schema.Types.Mixed, required: true },
    version: { type: Number, required: true },
  },
  { versionKey: false, autoCreate: false },
).index({ owner: 1 }, { unique: true, name: 'by_owner' });

let standIn: MongoStandIn;
let connection: Connection;

beforeAll(async () => {
  standIn = await startMongoStandIn();
  connection = await mongoose.createConnection(standIn.uri, { dbName: 'm' }).asPromise();
});

afterAll(async () => {
  await connection.close();
  await standIn.close();
});

function model() {
  return connection.models.Wallet ?? connection.model<Wallet>('Wallet', walletSchema);
}

test('a model makes its indexes, keeps longs exactly, and refuses a second owner', async () => {
  const wallets = model();
  await wallets.createCollection();
  await wallets.syncIndexes();
  expect((await wallets.listIndexes()).map(({ name }) => name)).toEqual(['_id_', 'by_owner']);
  const amount = Long.fromString('9007199254740993');
  await wallets.create({ owner: 'ada', amount, version: 1 });
  const [stored] = await wallets.collection.find({}, { promoteLongs: false }).toArray();
  expect(String(stored?.amount)).toBe('9007199254740993');
  await expect(wallets.create({ owner: 'ada', amount, version: 1 })).rejects.toMatchObject({
    code: 11_000,
  });
});

test('connection.transaction undoes everything when its work throws', async () => {
  const wallets = model();
  await wallets.deleteMany({});
  const broken = connection.transaction(async (session) => {
    await wallets.create([{ owner: 'bob', amount: Long.fromNumber(1), version: 1 }], { session });
    throw new Error('not today');
  });
  await expect(broken).rejects.toThrow('not today');
  expect(await wallets.countDocuments()).toBe(0);
});

test('ten withdrawals at once from one wallet leave exactly what ten leave', async () => {
  const wallets = model();
  await wallets.deleteMany({});
  await wallets.create({ owner: 'eve', amount: Long.fromNumber(100), version: 1 });
  const withdraw = () =>
    connection.transaction(async (session) => {
      const filter = { owner: 'eve', amount: { $gte: Long.fromNumber(10) } };
      const change = { $inc: { amount: Long.fromNumber(-10), version: 1 } };
      return (await wallets.updateOne(filter, change, { session })).modifiedCount;
    });
  await Promise.all(Array.from({ length: 10 }, withdraw));
  const last = await wallets.collection.findOne({ owner: 'eve' });
  expect(last).toMatchObject({ amount: 0, version: 11 });
});

test('a validator that was declared with the collection holds for Mongoose, too', async () => {
  await connection.createCollection('strict', {
    validator: { $jsonSchema: { required: ['n'], properties: { n: { bsonType: 'long' } } } },
  });
  const Strict = connection.model(
    'Strict',
    new Schema<{ n: unknown }>({ n: Schema.Types.Mixed }),
    'strict',
  );
  await expect(Strict.create({ n: 1 })).rejects.toMatchObject({ code: 121 });
  await Strict.create({ n: Long.fromNumber(1) });
});
