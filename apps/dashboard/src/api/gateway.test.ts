import { afterEach, expect, test, vi } from 'vitest';
import { reply } from '../testing/fake-api.js';
import { agentMessage, agentText } from './agent-text.js';
import { callGateway, joinPath } from './gateway.js';

afterEach(() => vi.unstubAllGlobals());

const request = { path: '/gateway/a2a/x', method: 'POST', secret: 'tcr_test_1', body: '{}' };

test('the price of a call comes from the reply headers, exactly', async () => {
  const fetchStub = vi.fn(async (_: string, init: RequestInit) =>
    reply(
      200,
      { sent: new Headers(init.headers).get('Authorization') },
      {
        'X-Credits-Charged': '0.857143',
        'X-Credits-Balance': '99.142857',
        'X-Usage-Id': 'use_one',
      },
    ),
  );
  vi.stubGlobal('fetch', fetchStub);
  expect(await callGateway(request)).toMatchObject({
    credits: '0.857143',
    balance: '99.142857',
    usageId: 'use_one',
    json: { sent: 'Bearer tcr_test_1' },
  });
  expect(fetchStub.mock.calls[0]?.[1].credentials).toBe('omit');
});

test.each([
  ['problem+json', { code: 'insufficient_credits', detail: 'Buy credits first.' }],
  [
    'JSON-RPC',
    {
      error: {
        code: -32_000,
        message: 'Payment required',
        data: { code: 'insufficient_credits', detail: 'Buy credits first.' },
      },
    },
  ],
  [
    'the OpenAI shape',
    { error: { message: 'Buy credits first.', code: 'insufficient_credits', type: 'x' } },
  ],
  [
    'the Telex AI shape',
    { status: 'error', message: 'Buy credits first.', code: 'insufficient_credits' },
  ],
])('a refusal in %s is understood', async (_, body) => {
  vi.stubGlobal('fetch', async () => reply(402, body));
  await expect(callGateway(request)).rejects.toMatchObject({
    status: 402,
    code: 'insufficient_credits',
    detail: 'Buy credits first.',
  });
});

test("a module's own error is its answer, shown with what it cost", async () => {
  vi.stubGlobal('fetch', async () =>
    reply(500, { oops: true }, { 'X-Usage-Id': 'use_two', 'X-Credits-Charged': '0' }),
  );
  expect(await callGateway(request)).toMatchObject({ status: 500, credits: '0' });
});

test('a path joins its endpoint with one slash', () => {
  expect(joinPath('/gateway/http/x/*', '/a?b=1')).toBe('/gateway/http/x/a?b=1');
  expect(joinPath('/gateway/http/x', '')).toBe('/gateway/http/x/');
});

test('the words of an agent are found in messages, tasks and errors', () => {
  const parts = [{ kind: 'text', text: 'five' }];
  expect(agentText({ result: { kind: 'message', parts } })).toBe('five');
  expect(agentText({ result: { kind: 'task', artifacts: [{ parts }] } })).toBe('five');
  expect(agentText({ result: { kind: 'task', status: { message: { parts } } } })).toBe('five');
  expect(agentText({ error: { code: 1, message: 'No such task' } })).toBe('No such task');
  expect(agentText('nothing')).toBe('');
  expect(JSON.parse(agentMessage('hi', 'm1')).params.message.parts[0].text).toBe('hi');
});
