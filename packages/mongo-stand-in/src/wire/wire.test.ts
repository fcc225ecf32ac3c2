import { connect, type Socket } from 'node:net';
import { deserialize, Long, serialize } from 'bson';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MongoStandIn, startMongoStandIn } from '../index.js';
import { crc32c } from './crc32c.js';

/** Source: OP_MSG.md and the wire protocol pages of the MongoDB manual. */

let standIn: MongoStandIn;

beforeAll(async () => {
  standIn = await startMongoStandIn();
});

afterAll(() => standIn.close());

function message(opCode: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + body.length, 0);
  header.writeInt32LE(7, 4);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function sequence(name: string, ...docs: object[]): Buffer {
  const content = Buffer.concat([Buffer.from(`${name}\0`), ...docs.map((doc) => serialize(doc))]);
  return Buffer.concat([Buffer.from([1]), int32(content.length + 4), content]);
}

const body = (doc: object) => Buffer.concat([Buffer.from([0]), serialize(doc)]);

/** Sends bytes and answers what comes back, or 'closed'. */
async function exchange(...chunks: Buffer[]): Promise<Buffer | 'closed'> {
  const { port } = new URL(standIn.uri);
  const socket: Socket = connect(Number(port), '127.0.0.1');
  try {
    return await new Promise<Buffer | 'closed'>((resolve) => {
      socket.on('data', resolve);
      socket.on('error', () => resolve('closed'));
      socket.on('close', () => resolve('closed'));
      socket.setNoDelay(true);
      for (const chunk of chunks) {
        socket.write(chunk);
      }
    });
  } finally {
    socket.destroy();
  }
}

function replyOf(answer: Buffer | 'closed', start: number) {
  return answer === 'closed' ? answer : deserialize(answer.subarray(start));
}

test('the checksum is CRC-32C', () => {
  // The check value of the Castagnoli polynomial.
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
});

test('a handshake by OP_QUERY is answered by OP_REPLY', async () => {
  const query = message(
    2004,
    int32(0),
    Buffer.from('admin.$cmd\0'),
    int32(0),
    int32(0xffffffff),
    serialize({ isMaster: 1, helloOk: true }),
  );
  const answer = await exchange(query);
  expect(replyOf(answer, 36)).toMatchObject({
    ismaster: true,
    helloOk: true,
    setName: 'rs0',
    ok: 1,
  });
  expect(answer !== 'closed' && [answer.readInt32LE(8), answer.readInt32LE(12)]).toEqual([7, 1]);
});

test('any other command by OP_QUERY is refused', async () => {
  const query = message(
    2004,
    int32(0),
    Buffer.from('t.$cmd\0'),
    int32(0),
    int32(0xffffffff),
    serialize({ insert: 'x' }),
  );
  expect(replyOf(await exchange(query), 36)).toMatchObject({ ok: 0, code: 352 });
});

test('document sequences become the arrays of the command, whichever section comes first', async () => {
  const insert = message(
    2013,
    int32(0),
    sequence('documents', { _id: 1 }, { _id: 2 }),
    body({ insert: 'sequences', $db: 't' }),
  );
  expect(replyOf(await exchange(insert), 21)).toMatchObject({ n: 2, ok: 1 });
});

test('a message in pieces is read as one, and a right checksum is accepted', async () => {
  const unchecked = Buffer.concat([int32(1), body({ ping: 1, $db: 'admin' })]);
  const whole = message(2013, unchecked, int32(0));
  whole.writeUInt32LE(crc32c(whole.subarray(0, -4)), whole.length - 4);
  const pieces = [whole.subarray(0, 3), whole.subarray(3, 20), whole.subarray(20)];
  expect(replyOf(await exchange(...pieces), 21)).toMatchObject({ ok: 1 });
});

test('a write with moreToCome is done, and not answered', async () => {
  const unanswered = message(
    2013,
    int32(2),
    body({ insert: 'silent', documents: [{ _id: 1 }], writeConcern: { w: 0 }, $db: 't' }),
  );
  const count = message(2013, int32(0), body({ count: 'silent', $db: 't' }));
  expect(replyOf(await exchange(unanswered, count), 21)).toMatchObject({ n: 1 });
});

test.each([
  ['a wrong checksum', message(2013, int32(1), body({ ping: 1, $db: 'admin' }), int32(1))],
  ['a compressed message', message(2012, int32(2013), int32(10), Buffer.from([2, 1, 2, 3]))],
  ['a flag that is not known', message(2013, int32(4), body({ ping: 1, $db: 'admin' }))],
  ['a section that is not known', message(2013, int32(0), Buffer.from([9]), serialize({}))],
  ['a document longer than its message', message(2013, int32(0), Buffer.from([0]), int32(500))],
  ['a message shorter than its header', Buffer.concat([int32(3), Buffer.alloc(12)])],
])('%s ends the connection', async (_name, bytes) => {
  expect(await exchange(bytes)).toBe('closed');
});

test('a number keeps its type over the wire', async () => {
  const insert = message(
    2013,
    int32(0),
    body({ insert: 'types', documents: [{ _id: 1, n: Long.fromNumber(1) }], $db: 't' }),
  );
  const find = message(
    2013,
    int32(0),
    body({ find: 'types', filter: { n: { $type: 'long' } }, $db: 't' }),
  );
  await exchange(insert);
  expect(replyOf(await exchange(find), 21)).toMatchObject({ cursor: { firstBatch: [{ _id: 1 }] } });
});
