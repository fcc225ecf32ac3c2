import { afterEach, expect, test, vi } from 'vitest';
import { attempt } from './attempts.js';
import { ApiProblem, noAnswer } from './problem.js';

const what = {
  organisationId: 'org_one',
  operation: 'purchase',
  body: { packageId: 'pkg_one', currency: 'USD' },
};
const refusal = (status: number, code = 'refused') => new ApiProblem(status, code, 'No.', 'req_1');

afterEach(() => {
  vi.restoreAllMocks();
  sessionStorage.clear();
});

/** Runs the attempt with an outcome and answers the key that went out. */
async function keyOf(outcome: unknown, of = what): Promise<string> {
  let used = '';
  await attempt(of, async (key) => {
    used = key;
    if (outcome !== undefined) {
      throw outcome;
    }
  }).catch(() => {});
  return used;
}

test('after a lost answer the same attempt goes out under the same key', async () => {
  expect(await keyOf(noAnswer())).toBe(await keyOf(undefined));
});

test('a reload of the page keeps the key of an attempt whose outcome is unknown', async () => {
  const before = await keyOf(noAnswer());
  vi.resetModules();
  const afterReload = await import('./attempts.js');
  let key = '';
  await afterReload.attempt(what, async (used) => {
    key = used;
  });
  expect(key).toBe(before);
});

test.each([
  ['success', undefined],
  ['a refusal', refusal(402, 'insufficient_credits')],
  ['a key used with another body', refusal(422, 'idempotency_key_reused')],
])('after %s the next attempt has a key of its own', async (_, outcome) => {
  expect(await keyOf(outcome)).not.toBe(await keyOf(undefined));
});

test.each([
  ['a server error', refusal(500)],
  ['a ledger that is not there', refusal(503, 'ledger_unavailable')],
  ['an attempt that is still running', refusal(409, 'idempotency_in_progress')],
  ['too many requests', refusal(429, 'rate_limited')],
  ['an ended session', refusal(401, 'not_signed_in')],
  ['a bug of ours', new TypeError('undefined is not a function')],
])('after %s the key is kept', async (_, outcome) => {
  expect(await keyOf(outcome)).toBe(await keyOf(undefined));
});

test('another body or another organisation is another attempt', async () => {
  const first = await keyOf(noAnswer());
  const other = await keyOf(noAnswer(), { ...what, body: { packageId: 'pkg_two' } as never });
  const stranger = await keyOf(noAnswer(), { ...what, organisationId: 'org_two' });
  expect(new Set([first, other, stranger]).size).toBe(3);
  expect(await keyOf(undefined)).toBe(first);
});

test('without session storage the key is kept for as long as the page is open', async () => {
  vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
    throw new DOMException('denied');
  });
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('denied');
  });
  expect(await keyOf(noAnswer())).toBe(await keyOf(undefined));
});
