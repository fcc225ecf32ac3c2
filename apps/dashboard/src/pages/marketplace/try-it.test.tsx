import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../../api/organisation.js';
import { everything } from '../../testing/everything.js';
import { type FakeApi, installFakeApi, reply } from '../../testing/fake-api.js';
import { apiKey, me, newApiKey } from '../../testing/fixtures.js';
import { renderApp } from '../../testing/render-app.js';
import { callPath, modelsPath } from './call-path.js';
import { modelsOf } from './try-chat.js';
import { chatText } from './try-reply.js';

const KEYS = 'POST /api/v1/api-keys';
const GATEWAY = 'POST /gateway/a2a/word-count';
let api: FakeApi;

beforeEach(() => {
  pickOrganisation('org_one');
  api = installFakeApi({
    ...everything,
    [KEYS]: () => reply(201, newApiKey),
    [`DELETE /api/v1/api-keys/${newApiKey.id}`]: apiKey,
    [GATEWAY]: () =>
      reply(
        200,
        { jsonrpc: '2.0', id: '1', result: { kind: 'message', parts: [{ text: '2 words' }] } },
        {
          'X-Credits-Charged': '0.25',
          'X-Credits-Balance': '1097.892857',
          'X-Usage-Id': 'use_one',
        },
      ),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

async function sendMessage(): Promise<void> {
  await userEvent.type(await screen.findByLabelText('Message'), 'two words');
  await userEvent.click(screen.getByRole('button', { name: 'Send message' }));
}

test('a trial makes one short-lived key with a cap for this module, and shows what it cost', async () => {
  const sentAt = Date.now();
  renderApp('/marketplace/word-count');
  await sendMessage();
  const answer = await screen.findByRole('region', { name: 'Reply' });
  expect(answer.textContent).toContain('2 words');
  expect(answer.textContent).toContain('0.25 credits');
  expect(answer.textContent).toContain('1,097.892857 credits');
  expect(within(answer).getByRole('link', { name: 'Open the receipt' }).getAttribute('href')).toBe(
    '/usage/use_one',
  );
  const [made] = api.requests(KEYS).map(({ body }) => body as Record<string, unknown>);
  expect(made).toMatchObject({
    scopes: ['gateway'],
    cap: { credits: '10', period: 'total' },
    moduleIds: ['mod_count'],
  });
  const minutes = (Date.parse(String(made?.expiresAt)) - sentAt) / 60_000;
  expect(minutes).toBeGreaterThan(14);
  expect(minutes).toBeLessThan(16);

  await userEvent.click(screen.getByRole('button', { name: 'Send message' }));
  await vi.waitFor(() => expect(api.requests(GATEWAY)).toHaveLength(2));
  expect(api.requests(KEYS)).toHaveLength(1);
  expect(api.requests(GATEWAY)[0]?.headers.get('Authorization')).toBe(`Bearer ${newApiKey.secret}`);

  const stored = JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);
  expect(stored).not.toContain(newApiKey.secret);
  await userEvent.click(screen.getByRole('button', { name: 'Revoke trial key' }));
  await screen.findByText(/Sending makes a trial key/);
});

test('who may not make keys is told whom to ask', async () => {
  api.answer('GET /api/v1/me', {
    ...me,
    organisations: [{ ...me.organisations[0], role: 'user' }],
  });
  renderApp('/marketplace/word-count');
  expect(await screen.findByText('Your role cannot make keys')).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Send message' })).toBeNull();
});

test("the AI chat's base has a route for chats and one for models", () => {
  const listing = { kind: 'telexai', endpoint: '/gateway/telexai' } as const;
  expect(callPath(listing)).toBe('/gateway/telexai/chat');
  expect(modelsPath(listing)).toBe('/gateway/telexai/models');
  expect(callPath({ kind: 'telexai', endpoint: '/gateway/telexai/chat' })).toBe(
    '/gateway/telexai/chat',
  );
});

test('models and words of Telex AI are read from its envelope', () => {
  expect(modelsOf({ data: { data: [{ id: 'm/1', name: 'One' }, { nothing: true }] } })).toEqual([
    { id: 'm/1', name: 'One' },
  ]);
  expect(modelsOf('no')).toEqual([]);
  expect(chatText({ data: { Messages: { role: 'assistant', content: 'Hi' } } })).toBe('Hi');
});
