import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Frame, openFrame } from './frame.js';
import { createOutbox } from './outbox.js';

let frame: Frame;
let worked: string[];
let spoilt: number[];

beforeEach(async () => {
  [worked, spoilt] = [[], []];
  frame = await openFrame({
    answer({ method, path, raw }) {
      worked.push(`${method} ${path} ${raw}`);
      return { status: path === '/refused' ? 400 : 200, body: { ok: true } };
    },
    faultReply: (status) => ({ status, body: { error: status } }),
    spoilt: (_, reply) => spoilt.push(reply.status),
  });
});
afterEach(() => frame.close());

const post = (path: string, signal?: AbortSignal) =>
  fetch(frame.url + path, { method: 'POST', body: 'x', ...(signal && { signal }) });

it('answers and remembers what came', async () => {
  expect((await post('/a?b=1')).status).toBe(200);
  expect(frame.requests).toMatchObject([{ method: 'POST', path: '/a', query: 'b=1' }]);
});

it.each(['before', 'after'] as const)('spoils a call %s its work was done', async (when) => {
  frame.faults.add({ kind: 'answer', status: 500, when, on: 'POST /a' });
  expect((await post('/b')).status).toBe(200);
  expect((await post('/a')).status).toBe(500);
  expect([frame.faults.left, spoilt]).toEqual([0, when === 'after' ? [500] : []]);
  expect(worked).toEqual(when === 'after' ? ['POST /b x', 'POST /a x'] : ['POST /b x']);
  expect((await post('/a')).status).toBe(200);
});

it('cuts a line, and lets a caller wait for nothing', async () => {
  frame.faults.add({ kind: 'close', when: 'after' });
  await expect(post('/a')).rejects.toThrow();
  frame.faults.add({ kind: 'hang', when: 'before' });
  await expect(post('/a', AbortSignal.timeout(50))).rejects.toThrow();
  expect(worked).toEqual(['POST /a x']);
});

it('sends events until they are taken, in any order and number, and again on demand', async () => {
  const outbox = createOutbox({
    url: () => `${frame.url}/hook`,
    sign: (_, { secret = 'good' }) => ({ signature: secret }),
  });
  const event = (id: string) => ({ id, type: `type.${id}`, raw: Buffer.from(id) });
  outbox.push(event('1'));
  outbox.push(event('2'));
  frame.faults.add({ kind: 'answer', status: 503, when: 'before' });
  expect(await outbox.deliver({ types: ['type.1'] })).toEqual([503]);
  expect(await outbox.deliver({ reversed: true, copies: 2 })).toEqual([200, 200, 200, 200]);
  expect(worked.map((line) => line.at(-1))).toEqual(['2', '2', '1', '1']);
  expect(await outbox.deliver()).toEqual([]);
  expect(await outbox.replay('1', { secret: 'bad', tamper: () => Buffer.from('3') })).toEqual([
    200,
  ]);
  expect(worked.at(-1)).toBe('POST /hook 3');
  expect(frame.requests.at(-1)?.headers.signature).toBe('bad');
  await expect(outbox.replay('9')).rejects.toThrow('9');
});
