import { Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId } from 'mongodb';
import { beforeAll, expect, test } from 'vitest';
import { describeServers } from './testing/targets.js';

const day = (date: string) => new Date(`2026-01-${date}T00:00:00Z`);

const documents = [
  { _id: 'int', v: new Int32(2) },
  { _id: 'long', v: Long.fromString('9007199254740993') },
  { _id: 'double', v: new Double(2.5) },
  { _id: 'decimal', v: Decimal128.fromString('2.0') },
  { _id: 'text', v: 'two' },
  { _id: 'null', v: null },
  { _id: 'missing' },
  { _id: 'date', v: day('02') },
  { _id: 'bool', v: true },
  { _id: 'array', v: [1, 'two'] },
  { _id: 'nested', v: { a: 1, b: [{ c: 5 }, { c: 7 }] } },
];

/** Filters and the documents that they find; sources: the manual's pages of the operators. */
const filters: [string, object, string[]][] = [
  ['a number equals every type of the same value', { v: 2 }, ['decimal', 'int']],
  ['null finds missing fields, too', { v: null }, ['missing', 'null']],
  [
    '$ne null',
    { v: { $ne: null } },
    ['array', 'bool', 'date', 'decimal', 'double', 'int', 'long', 'nested', 'text'],
  ],
  [
    'a 64-bit number is compared exactly',
    { v: { $gt: Long.fromString('9007199254740992') } },
    ['long'],
  ],
  ['a range is within its kind of value', { v: { $gte: '' } }, ['array', 'text']],
  ['$lt of a number finds an element of an array', { v: { $lt: 2 } }, ['array']],
  ['a range of dates', { v: { $gte: day('01'), $lt: day('03') } }, ['date']],
  ['$in with a pattern', { v: { $in: [/^tw/, true] } }, ['array', 'bool', 'text']],
  ['$nin', { v: { $nin: [null, 2] }, _id: { $in: ['int', 'null', 'bool'] } }, ['bool']],
  ['$exists: false', { v: { $exists: false } }, ['missing']],
  ['$type of numbers', { v: { $type: ['int', 'long'] } }, ['array', 'int', 'long']],
  ['$type number', { v: { $type: 'number' } }, ['array', 'decimal', 'double', 'int', 'long']],
  ['a path into documents of an array', { 'v.b.c': 7 }, ['nested']],
  ['a path with an index', { 'v.b.0.c': 5 }, ['nested']],
  ['$elemMatch', { 'v.b': { $elemMatch: { c: { $gt: 5 } } } }, ['nested']],
  ['$size', { v: { $size: 2 } }, ['array']],
  ['$all', { v: { $all: [1, 'two'] } }, ['array']],
  ['an embedded document as it is', { v: { a: 1, b: [{ c: 5 }, { c: 7 }] } }, ['nested']],
  [
    '$or and $and',
    { $or: [{ v: 'two' }, { $and: [{ v: { $gt: 2 } }, { v: { $lt: 3 } }] }] },
    ['array', 'double', 'text'],
  ],
  ['$nor', { $nor: [{ v: { $exists: true } }] }, ['missing']],
  ['$not', { v: { $not: { $gt: 2 } }, _id: { $in: ['int', 'double', 'text'] } }, ['int', 'text']],
  ['$regex with options', { v: { $regex: '^TWO$', $options: 'i' } }, ['array', 'text']],
  ['$expr', { $expr: { $eq: ['$v.a', 1] } }, ['nested']],
];

describeServers('queries', (target) => {
  const all = () => target.db.collection<{ _id: string }>('values');

  beforeAll(async () => {
    await all().insertMany(documents);
  });

  test.each(filters)('%s', async (_name, filter, expected) => {
    const found = await all().find(filter).sort({ _id: 1 }).toArray();
    expect(found.map(({ _id }) => _id)).toEqual(expected);
  });

  test.each(filters)('%s, with an index', async (_name, filter, expected) => {
    await all().createIndex({ v: 1, _id: 1 });
    const found = await all().find(filter).sort({ _id: 1 }).toArray();
    expect(found.map(({ _id }) => _id)).toEqual(expected);
  });

  test('values of all kinds sort in the order of BSON', async () => {
    const ordered = [
      new MinKey(),
      null,
      -1,
      2.5,
      'a',
      { a: 1 },
      new ObjectId(),
      false,
      true,
      day('01'),
      /x/,
      new MaxKey(),
    ];
    const collection = target.db.collection<{ _id: number; v: unknown }>('kinds');
    await collection.insertMany(ordered.map((v, _id) => ({ _id, v })).reverse());
    const up = await collection.find().sort({ v: 1 }).toArray();
    expect(up.map(({ _id }) => _id)).toEqual([...ordered.keys()]);
    const down = await collection.find().sort({ v: -1 }).toArray();
    expect(down.map(({ _id }) => _id)).toEqual([...ordered.keys()].reverse());
  });

  test('a number keeps the type with which it was stored', async () => {
    const raw = await all()
      .find({ _id: { $in: ['int', 'long', 'double', 'decimal'] } }, { promoteValues: false })
      .sort({ _id: 1 })
      .toArray();
    expect(raw.map((doc) => (doc as unknown as { v: object }).v.constructor.name)).toEqual([
      'Decimal128',
      'Double',
      'Int32',
      'Long',
    ]);
  });

  test('sort, skip and limit make a page; a projection takes fields in or out', async () => {
    const page = await all()
      .find({ _id: { $in: ['bool', 'int', 'null', 'text'] } })
      .sort({ _id: -1 })
      .skip(1)
      .limit(2)
      .project({ _id: 1 })
      .toArray();
    expect(page).toEqual([{ _id: 'null' }, { _id: 'int' }]);
    expect(await all().findOne({ _id: 'nested' }, { projection: { _id: 0, 'v.b.c': 1 } })).toEqual({
      v: { b: [{ c: 5 }, { c: 7 }] },
    });
    expect(await all().findOne({ _id: 'nested' }, { projection: { 'v.b': 0 } })).toEqual({
      _id: 'nested',
      v: { a: 1 },
    });
  });

  test('a cursor hands out batches until there is nothing left', async () => {
    const batches: number[] = [];
    const cursor = all().find({}, { batchSize: 4 });
    for await (const _doc of cursor) {
      batches.push(cursor.bufferedCount());
    }
    expect(batches).toHaveLength(documents.length);
    const { cursor: opened } = await target.db.command(
      { find: 'values', batchSize: 1 },
      { promoteLongs: false },
    );
    const killed = await target.db.command({ killCursors: 'values', cursors: [opened.id] });
    expect(killed.cursorsKilled).toHaveLength(1);
    await expect(
      target.db.command({ getMore: opened.id, collection: 'values' }),
    ).rejects.toMatchObject({ code: 43 });
  });

  test('distinct gives each value once, and count counts', async () => {
    const values = await target.db
      .collection('values')
      .distinct('v', { _id: { $in: ['int', 'decimal', 'array'] as never[] } });
    expect(values).toHaveLength(3);
    expect(await all().countDocuments({ v: 2 })).toBe(2);
    expect(await all().countDocuments({}, { skip: 1, limit: 3 })).toBe(3);
    expect(await all().estimatedDocumentCount()).toBe(documents.length);
  });

  test('a pipeline groups, joins and unwinds', async () => {
    const { db } = target;
    await db.collection<{ _id: string; owner: string; n: Long }>('lots').insertMany([
      { _id: 'x', owner: 'ada', n: Long.fromNumber(3) },
      { _id: 'y', owner: 'ada', n: Long.fromString('9007199254740990') },
      { _id: 'z', owner: 'bob', n: Long.fromNumber(1) },
    ]);
    await db.collection<{ _id: string }>('owners').insertMany([{ _id: 'ada' }, { _id: 'bob' }]);
    const sums = await db
      .collection('lots')
      .aggregate(
        [
          { $match: { n: { $gt: 0 } } },
          { $group: { _id: '$owner', total: { $sum: '$n' }, lots: { $sum: 1 } } },
          { $sort: { _id: 1 } },
        ],
        { promoteLongs: false },
      )
      .toArray();
    expect(sums.map(({ total }) => String(total))).toEqual(['9007199254740993', '1']);
    const joined = await db
      .collection('owners')
      .aggregate([
        { $match: { _id: 'ada' as never } },
        { $lookup: { from: 'lots', localField: '_id', foreignField: 'owner', as: 'lots' } },
        { $unwind: '$lots' },
        { $sort: { 'lots._id': 1 } },
        { $project: { _id: 0, lot: '$lots._id' } },
      ])
      .toArray();
    expect(joined).toEqual([{ lot: 'x' }, { lot: 'y' }]);
    const first = await db
      .collection('owners')
      .aggregate([
        {
          $lookup: {
            from: 'lots',
            let: { id: '$_id' },
            pipeline: [
              { $match: { $expr: { $eq: ['$owner', '$$id'] } } },
              { $sort: { _id: 1 } },
              { $limit: 1 },
            ],
            as: 'lots',
          },
        },
        { $sort: { _id: 1 } },
        { $project: { 'lots._id': 1 } },
      ])
      .toArray();
    expect(first).toEqual([
      { _id: 'ada', lots: [{ _id: 'x' }] },
      { _id: 'bob', lots: [{ _id: 'z' }] },
    ]);
  });

  test.each([
    ['an unknown operator', { find: 'values', filter: { v: { $greater: 1 } } }, 2],
    ['an unknown top level operator', { find: 'values', filter: { $xor: [] } }, 2],
    ['an empty $or', { find: 'values', filter: { $or: [] } }, 2],
    ['$in without a list', { find: 'values', filter: { v: { $in: 1 } } }, 2],
    ['an unknown stage', { aggregate: 'values', pipeline: [{ $matches: {} }], cursor: {} }, 40_324],
    ['a pipeline without a cursor', { aggregate: 'values', pipeline: [] }, 9],
    ['an unknown command', { findAll: 'values' }, 59],
    ['a sort order of 2', { find: 'values', sort: { v: 2 } }, 15_975],
  ])('%s is refused', async (_name, command, code) => {
    await expect(target.db.command(command)).rejects.toMatchObject({ code });
  });
});
