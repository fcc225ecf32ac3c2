import { type ClientSession, Int32, Long } from 'mongodb';
import { expect, test } from 'vitest';
import { describeServers } from './testing/targets.js';

/** Source: the retryable writes specification, and `retriedStmtIds` of the server's replies. */

describeServers('retryable writes', (target) => {
  /** Sends a command with a number of the test's own, past the driver's own retries. */
  const write = (session: ClientSession, txnNumber: number, command: object) =>
    target.db.command({ ...command, txnNumber: Long.fromNumber(txnNumber) }, { session });
  const newSession = () => target.client.startSession();

  test('the same number does it once, and answers what it answered', async () => {
    const session = newSession();
    const insert = { insert: 'once', documents: [{ _id: 1, n: 0 }] };
    expect(await write(session, 1, insert)).toMatchObject({ n: 1 });
    expect(await write(session, 1, insert)).toMatchObject({ n: 1, retriedStmtIds: [0] });
    const update = { update: 'once', updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }] };
    await write(session, 2, update);
    expect(await write(session, 2, update)).toMatchObject({ n: 1, nModified: 1 });
    const modify = {
      findAndModify: 'once',
      query: { _id: 1 },
      update: { $inc: { n: 1 } },
      new: true,
    };
    await write(session, 3, modify);
    expect(await write(session, 3, modify)).toMatchObject({ value: { n: 2 } });
    expect(await target.db.collection('once').findOne()).toEqual({ _id: 1, n: 2 });
  });

  test('a retry does only the statements that were not done', async () => {
    const session = newSession();
    const [first, second] = [{ _id: 'a' }, { _id: 'b' }];
    await write(session, 1, { insert: 'parts', documents: [first], stmtIds: [new Int32(0)] });
    const both = {
      insert: 'parts',
      documents: [first, second],
      stmtIds: [new Int32(0), new Int32(1)],
    };
    expect(await write(session, 1, both)).toMatchObject({ n: 2, retriedStmtIds: [0] });
    expect(await target.db.collection('parts').countDocuments()).toBe(2);
  });

  test('an older number is refused', async () => {
    const session = newSession();
    await write(session, 5, { insert: 'old', documents: [{}] });
    await expect(write(session, 4, { insert: 'old', documents: [{}] })).rejects.toMatchObject({
      code: 225,
    });
  });

  test('a number on a write to many documents, and on a command that is no write, is refused', async () => {
    const many = { update: 'old', updates: [{ q: {}, u: { $set: { a: 1 } }, multi: true }] };
    const answer = await write(newSession(), 1, many).catch((error) => error);
    expect(answer.code ?? answer.writeErrors?.[0].code).toBe(72);
    const session = newSession();
    await expect(write(session, 1, { find: 'old' })).rejects.toMatchObject({ ok: 0 });
  });
});
