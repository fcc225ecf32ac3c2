import { Long } from 'mongodb';
import { expect, test } from 'vitest';
import { describeServers } from './testing/targets.js';

describeServers('indexes and validators', (target) => {
  test('a unique index over two fields allows each pair once', async () => {
    const pairs = target.db.collection('pairs');
    await pairs.createIndex({ a: 1, b: 1 }, { unique: true });
    await pairs.insertMany([{ a: 1, b: 1 }, { a: 1, b: 2 }, { a: 1 }]);
    await expect(pairs.insertOne({ a: 1, b: 2 })).rejects.toMatchObject({
      code: 11_000,
      keyPattern: { a: 1, b: 1 },
      keyValue: { a: 1, b: 2 },
    });
    await expect(pairs.insertOne({ a: 1 })).rejects.toMatchObject({ keyValue: { a: 1, b: null } });
    await expect(pairs.updateOne({ b: 1 }, { $set: { b: 2 } })).rejects.toMatchObject({
      code: 11_000,
    });
    expect(await pairs.countDocuments()).toBe(3);
  });

  test('a sparse index lets documents without its field be', async () => {
    const sparse = target.db.collection('sparse');
    await sparse.createIndex({ a: 1 }, { unique: true, sparse: true });
    await sparse.insertMany([{}, {}, { a: 1 }]);
    await expect(sparse.insertOne({ a: 1 })).rejects.toMatchObject({ code: 11_000 });
  });

  test('a partial index holds what its filter says, and an update can move a document into it', async () => {
    const partial = target.db.collection<{ _id: number; a: string | null }>('partial');
    await partial.createIndex(
      { a: 1 },
      { unique: true, partialFilterExpression: { a: { $type: 'string' } } },
    );
    await partial.insertMany([
      { _id: 1, a: null },
      { _id: 2, a: null },
      { _id: 3, a: 'x' },
    ]);
    await expect(partial.updateOne({ _id: 1 }, { $set: { a: 'x' } })).rejects.toMatchObject({
      code: 11_000,
    });
    await partial.deleteOne({ _id: 3 });
    expect(await partial.updateOne({ _id: 1 }, { $set: { a: 'x' } })).toMatchObject({
      modifiedCount: 1,
    });
  });

  test('an array counts by its elements', async () => {
    const tags = target.db.collection('tags');
    await tags.createIndex({ tag: 1 }, { unique: true });
    await tags.insertOne({ tag: ['a', 'b'] });
    await expect(tags.insertOne({ tag: 'b' })).rejects.toMatchObject({ code: 11_000 });
  });

  test('a unique index is not made over duplicates', async () => {
    const twice = target.db.collection('twice');
    await twice.insertMany([{ a: 1 }, { a: 1 }]);
    await expect(twice.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({
      code: 11_000,
    });
    expect(await twice.indexes()).toHaveLength(1);
  });

  test('making an index again is nothing; another under its name or key is refused', async () => {
    const again = target.db.collection('again');
    await again.createIndex({ a: 1 }, { name: 'by_a' });
    await again.createIndex({ a: 1 }, { name: 'by_a' });
    await expect(again.createIndex({ b: 1 }, { name: 'by_a' })).rejects.toMatchObject({ code: 86 });
    await expect(again.createIndex({ a: 1 }, { name: 'other' })).rejects.toMatchObject({
      code: 85,
    });
    await expect(
      again.createIndex({ a: 1 }, { name: 'by_a', expireAfterSeconds: 5 }),
    ).rejects.toMatchObject({ code: 85 });
    await again.createIndex(
      { a: 1 },
      { name: 'some_a', partialFilterExpression: { a: { $gt: 5 } } },
    );
    expect((await again.indexes()).map(({ name }) => name).sort()).toEqual([
      '_id_',
      'by_a',
      'some_a',
    ]);
    await again.dropIndex('by_a');
    await expect(again.dropIndex('by_a')).rejects.toMatchObject({ code: 27 });
  });

  test.each([
    ['an option that there is not', { key: { a: 1 }, name: 'x', uniqe: true }, 197],
    [
      'sparse and partial at once',
      { key: { a: 1 }, name: 'x', sparse: true, partialFilterExpression: { a: 1 } },
      67,
    ],
    [
      'a partial filter with $ne',
      { key: { a: 1 }, name: 'x', partialFilterExpression: { a: { $ne: 1 } } },
      67,
    ],
    ['a direction of 0', { key: { a: 0 }, name: 'x' }, 67],
  ])('%s is refused', async (_name, index, code) => {
    const command = { createIndexes: 'refused', indexes: [index] };
    await expect(target.db.command(command)).rejects.toMatchObject({ code });
  });

  test('a document that its validator does not take is refused with 121', async () => {
    const validator = {
      $jsonSchema: {
        bsonType: 'object',
        required: ['_id', 'amount', 'kind'],
        properties: {
          _id: { bsonType: 'int' },
          amount: { bsonType: 'long', minimum: 0 },
          kind: { enum: ['paid', 'promotional'] },
        },
        additionalProperties: false,
      },
    };
    const { db } = target;
    await db.createCollection('checked', { validator });
    const insert = (doc: { _id: number }) =>
      db.collection<{ _id: number }>('checked').insertOne(doc);
    const good = { _id: 1, amount: Long.fromNumber(5), kind: 'paid' };
    await insert(good);
    const bad = [
      { ...good, _id: 2, amount: 5 },
      { ...good, _id: 2, amount: Long.fromNumber(-1) },
      { ...good, _id: 2, kind: 'stolen' },
      { ...good, _id: 2, extra: 1 },
      { _id: 2, amount: Long.fromNumber(5) },
    ];
    for (const doc of bad) {
      await expect(insert(doc)).rejects.toMatchObject({ code: 121 });
    }
    const checked = db.collection<{ _id: number }>('checked');
    await expect(checked.updateOne({ _id: 1 }, { $set: { kind: 'x' } })).rejects.toMatchObject({
      code: 121,
    });
    await checked.insertOne({ _id: 3 }, { bypassDocumentValidation: true });
    await db.command({ collMod: 'checked', validationLevel: 'moderate' });
    await checked.updateOne({ _id: 3 }, { $set: { note: 'was bad, stays bad' } });
    await db.command({ collMod: 'checked', validator: {} });
    await insert({ _id: 4 });
  });

  test('a collection is made once, and dropped', async () => {
    const { db } = target;
    await db.createCollection('once', { validator: { a: { $exists: true } } });
    await expect(db.createCollection('once')).rejects.toMatchObject({ code: 48 });
    const [listed] = await db.listCollections({ name: 'once' }).toArray();
    expect(listed).toMatchObject({ options: { validator: { a: { $exists: true } } } });
    expect(await db.collection('once').drop()).toBe(true);
    expect(await db.listCollections({ name: 'once' }).toArray()).toEqual([]);
  });

  test.each(['', '.a', 'a$b', 'system.x'])('the collection name %j is refused', async (name) => {
    const command = { insert: name, documents: [{}] };
    await expect(target.db.command(command)).rejects.toMatchObject({ ok: 0 });
  });
});
