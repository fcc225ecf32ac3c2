import { MongoClient, MongoServerError } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MongoStandIn, startMongoStandIn } from './index.js';

let standIn: MongoStandIn;
let client: MongoClient;

beforeAll(async () => {
  standIn = await startMongoStandIn();
  client = await MongoClient.connect(standIn.uri);
});

afterAll(async () => {
  await client.close();
  await standIn.close();
});

test('the real driver sees a replica set with a primary', async () => {
  const hello = await client.db('admin').command({ hello: 1 });
  expect(hello).toMatchObject({ isWritablePrimary: true, setName: 'rs0', maxWireVersion: 9 });
  expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 });
});

test('two stand-ins in one process have their own data', async () => {
  const other = await startMongoStandIn();
  const otherClient = await MongoClient.connect(other.uri);
  try {
    await client.db('t').collection('own').insertOne({ here: true });
    expect(await otherClient.db('t').collection('own').countDocuments()).toBe(0);
  } finally {
    await otherClient.close();
    await other.close();
  }
});

test('what was written survives a kill and a restart on the same port', async () => {
  const things = client.db('t').collection<{ _id: string }>('things');
  await things.insertOne({ _id: 'kept' });
  await standIn.kill();
  await standIn.restart();
  expect(await things.findOne({ _id: 'kept' })).toEqual({ _id: 'kept' });
});

test('a command that is not known is refused by its name', async () => {
  const refused = client.db('t').command({ mapReduce: 'things' });
  await expect(refused).rejects.toMatchObject({ code: 59, codeName: 'CommandNotFound' });
});

test('a field that a command does not have is refused', async () => {
  const refused = client.db('t').command({ find: 'things', fliter: {} });
  await expect(refused).rejects.toThrow(MongoServerError);
  await expect(refused).rejects.toMatchObject({
    code: 40415,
    message: "BSON field 'find.fliter' is an unknown field.",
  });
});
