import { Double, Int32, Long } from 'mongodb';
import { expect, test } from 'vitest';
import { describeServers } from './testing/targets.js';

interface Thing {
  _id: string;
  [field: string]: unknown;
}

/** A document, an update, and what becomes of it; sources: the manual's pages of the operators. */
const updates: [string, object, object, object][] = [
  ['$set makes the documents on its way', {}, { $set: { 'a.b': 1 } }, { a: { b: 1 } }],
  ['$set of an element', { a: [1, 2] }, { $set: { 'a.1': 5, 'a.3': 7 } }, { a: [1, 5, null, 7] }],
  [
    '$unset of a field and of an element',
    { a: 1, b: [1, 2] },
    { $unset: { a: '', 'b.0': '' } },
    { b: [null, 2] },
  ],
  ['$inc of a missing field', {}, { $inc: { n: 3 } }, { n: 3 }],
  [
    '$inc of an int by a long is a long',
    { n: new Int32(1) },
    { $inc: { n: Long.fromString('9007199254740992') } },
    { n: Long.fromString('9007199254740993') },
  ],
  [
    '$inc of an int beyond 32 bits is a long',
    { n: new Int32(2_147_483_647) },
    { $inc: { n: new Int32(1) } },
    { n: Long.fromNumber(2_147_483_648) },
  ],
  [
    '$inc by a double is a double',
    { n: new Int32(1) },
    { $inc: { n: new Double(0.5) } },
    { n: new Double(1.5) },
  ],
  ['$mul of a missing field is zero', {}, { $mul: { n: 5 } }, { n: 0 }],
  [
    '$min and $max',
    { low: 3, high: 3 },
    { $min: { low: 2 }, $max: { high: 2 } },
    { low: 2, high: 3 },
  ],
  [
    '$push, one and many, with $slice',
    { a: [1], b: [1, 2] },
    { $push: { a: 2, b: { $each: [3, 4], $slice: -3 } } },
    { a: [1, 2], b: [2, 3, 4] },
  ],
  ['$addToSet', { a: [1] }, { $addToSet: { a: { $each: [1, 2] } } }, { a: [1, 2] }],
  [
    '$pull by value, by a condition and by a filter',
    { a: [1, 2, 1], b: [1, 5], c: [{ x: 1, y: 2 }, { x: 2 }] },
    { $pull: { a: 1, b: { $gt: 3 }, c: { x: 1 } } },
    { a: [2], b: [1], c: [{ x: 2 }] },
  ],
  ['$pop', { a: [1, 2, 3], b: [1, 2] }, { $pop: { a: 1, b: -1 } }, { a: [1, 2], b: [2] }],
  ['$setOnInsert does nothing to what is there', { a: 1 }, { $setOnInsert: { a: 2 } }, { a: 1 }],
];

const refusals: [string, object, object, number][] = [
  ['an unknown operator', {}, { $increment: { n: 1 } }, 9],
  ['two changes of one path', {}, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
  ['a change of a path and of a part of it', {}, { $set: { a: 1, 'a.b': 1 } }, 40],
  ['a field inside of a number', { a: 1 }, { $set: { 'a.b': 1 } }, 28],
  ['$inc of a text', { a: 'x' }, { $inc: { a: 1 } }, 14],
  ['$inc by a text', { a: 1 }, { $inc: { a: 'x' } }, 14],
  ['$inc beyond 64 bits', { n: Long.MAX_VALUE }, { $inc: { n: Long.fromNumber(1) } }, 2],
  ['$push to a number', { a: 1 }, { $push: { a: 1 } }, 2],
  ['another _id', {}, { $set: { _id: 'other' } }, 66],
];

describeServers('updates', (target) => {
  const things = () => target.db.collection<Thing>('things');

  test.each(updates)('%s', async (name, before, update, after) => {
    await things().insertOne({ _id: name, ...before });
    await things().updateOne({ _id: name }, update);
    const stored = await things().findOne({ _id: name }, { promoteLongs: false });
    expect(stored).toEqual({ _id: name, ...plain(after) });
  });

  test.each(refusals)(
    '%s is refused, and nothing is changed',
    async (name, before, update, code) => {
      await things().insertOne({ _id: name, ...before });
      await expect(things().updateOne({ _id: name }, update)).rejects.toMatchObject({ code });
      expect(await things().findOne({ _id: name }, { promoteLongs: false })).toEqual({
        _id: name,
        ...before,
      });
    },
  );

  test('an update that changes nothing counts as matched, not as modified', async () => {
    await things().insertOne({ _id: 'same', a: 1 });
    expect(await things().updateOne({ _id: 'same' }, { $set: { a: 1 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 0,
    });
    expect(
      await things().updateOne({ _id: 'same' }, { $set: { a: Long.fromNumber(1) } }),
    ).toMatchObject({ modifiedCount: 1 });
  });

  test('a replacement keeps the _id, and may not change it', async () => {
    await things().insertOne({ _id: 'whole', a: 1, b: 2 });
    await things().replaceOne({ _id: 'whole' }, { c: 3 });
    expect(await things().findOne({ _id: 'whole' })).toEqual({ _id: 'whole', c: 3 });
    const replace = { update: 'things', updates: [{ q: { _id: 'whole' }, u: { _id: 'other' } }] };
    expect(await target.db.command(replace)).toMatchObject({ n: 0, writeErrors: [{ code: 66 }] });
  });

  test('an upsert starts from what its filter says by equality', async () => {
    const { upsertedId } = await things().updateOne(
      { _id: 'new', kind: { $eq: 'x' }, n: { $gt: 5 }, $and: [{ 'a.b': 1 }] },
      { $set: { c: 3 }, $setOnInsert: { d: 4 } },
      { upsert: true },
    );
    expect(upsertedId).toBe('new');
    expect(await things().findOne({ _id: 'new' })).toEqual({
      _id: 'new',
      kind: 'x',
      a: { b: 1 },
      c: 3,
      d: 4,
    });
  });

  test('findOneAndUpdate gives the document before or after, and takes the first of the sort', async () => {
    const more = (n: number): object => ({ $inc: { n } });
    await things().insertMany([
      { _id: 'f1', g: 1, n: 1 },
      { _id: 'f2', g: 1, n: 2 },
    ]);
    expect(await things().findOneAndUpdate({ g: 1 }, more(10), { sort: { n: -1 } })).toEqual({
      _id: 'f2',
      g: 1,
      n: 2,
    });
    expect(
      await things().findOneAndUpdate({ _id: 'f2' }, more(1), {
        returnDocument: 'after',
        projection: { n: 1, _id: 0 },
      }),
    ).toEqual({ n: 13 });
    expect(await things().findOneAndDelete({ g: 1 }, { sort: { n: 1 } })).toMatchObject({
      _id: 'f1',
    });
    expect(await things().findOneAndUpdate({ _id: 'none' }, { $set: { a: 1 } })).toBeNull();
  });

  test('an ordered batch stops at the first error, an unordered one goes on', async () => {
    const batch = [{ _id: 'b1' }, { _id: 'b1' }, { _id: 'b2' }];
    await expect(things().insertMany(batch)).rejects.toMatchObject({
      code: 11_000,
      result: { insertedCount: 1 },
    });
    await things().deleteMany({ _id: { $in: ['b1', 'b2'] } });
    await expect(things().insertMany(batch, { ordered: false })).rejects.toMatchObject({
      code: 11_000,
      result: { insertedCount: 2 },
      writeErrors: [{ err: { index: 1, code: 11_000 } }],
    });
  });

  test('updateMany and deleteMany count what they did', async () => {
    await things().insertMany([
      { _id: 'm1', m: 1 },
      { _id: 'm2', m: 1 },
      { _id: 'm3', m: 2 },
    ]);
    expect(await things().updateMany({ m: { $gte: 1 } }, { $set: { m: 2 } })).toMatchObject({
      matchedCount: 3,
      modifiedCount: 2,
    });
    expect(await things().deleteMany({ m: 2 })).toMatchObject({ deletedCount: 3 });
  });

  test('a document has at most 16 MiB', async () => {
    const tooMuch = 'x'.repeat(16 * 1024 * 1024);
    await things().insertOne({ _id: 'big' });
    const grow = things().updateOne({ _id: 'big' }, { $set: { tooMuch } });
    await expect(grow).rejects.toMatchObject({ code: 17_419 });
    const insert = { insert: 'things', documents: [{ _id: 'bigger', tooMuch }] };
    expect(await target.db.command(insert)).toMatchObject({ n: 0, writeErrors: [{ code: 2 }] });
    expect(await things().countDocuments({ _id: /^big/ })).toBe(1);
  });

  test('a field of a statement that is not known is refused', async () => {
    const update = { update: 'things', updates: [{ q: {}, u: { $set: { a: 1 } }, upsrt: true }] };
    await expect(target.db.command(update)).rejects.toMatchObject({ code: 40_415 });
  });
});

/** What a read gives back: whole numbers of 32 bits and doubles as JavaScript's own. */
function plain(doc: object): object {
  return Object.fromEntries(
    Object.entries(doc).map(([field, value]) => [
      field,
      value instanceof Int32 || value instanceof Double ? value.value : value,
    ]),
  );
}
