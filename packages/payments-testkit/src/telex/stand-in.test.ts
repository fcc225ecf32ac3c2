import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTelexStandIn, type TelexStandIn } from './stand-in.js';

let telex: TelexStandIn;

beforeAll(async () => {
  telex = await startTelexStandIn();
});
afterAll(() => telex.close());

async function call(method: string, url: string, options: { body?: unknown; token?: string } = {}) {
  const { body, token } = options;
  const reply = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: what comes is what the test looks at
  return { status: reply.status, body: (await reply.json()) as any };
}
const api = (method: string, path: string, options?: { body?: unknown; token?: string }) =>
  call(method, `${telex.apiBase}${path}`, options);

test('a sign-in gives a token that opens what is the user’s own, until it is ended', async () => {
  const ada = telex.addUser({ email: 'ada@telex.test', password: 'right' });
  const bob = telex.addUser({ email: 'bob@telex.test' });
  const acme = telex.addOrganisation(ada, 'Acme');
  const other = telex.addOrganisation(bob, 'Other');
  const wrong = await api('POST', '/auth/login', { body: { email: ada.email, password: 'wrong' } });
  expect(wrong).toMatchObject({ status: 401, body: { status: 'error', status_code: 401 } });
  const { body } = await api('POST', '/auth/login', {
    body: { email: ada.email, password: 'right' },
  });
  const token = body.data.access_token;
  expect(body.data.user).toMatchObject({ id: ada.id, email: ada.email });
  const listed = await api('GET', '/users/organisations', { token });
  expect(listed.body.data.map(({ id }: { id: string }) => id)).toEqual([acme.id]);
  const role = (userId: string, id: string) =>
    api('GET', `/users/${userId}/organisations/${id}/roles`, { token });
  expect((await role(ada.id, acme.id)).body.data.role_name).toBe('Administrator');
  expect((await role(ada.id, other.id)).status).toBe(404);
  expect((await role(bob.id, other.id)).status).toBe(404);
  await api('POST', '/auth/logout', { token });
  expect((await api('GET', '/users/organisations', { token })).status).toBe(401);
  expect((await api('POST', '/auth/logout')).status).toBe(401);
  expect(telex.violations).toEqual([]);
});

test('unknown and missing fields are refused', async () => {
  const login = (body: object) => api('POST', '/auth/login', { body });
  expect((await login({ email: 'ada@telex.test' })).status).toBe(422);
  expect((await login({ email: 'a', password: 'b', remember: true })).status).toBe(422);
  const channel = telex.addChannel();
  const message = { event_name: 'e', message: 'm', status: 'success', username: 'u' };
  const post = (body: object) => call('POST', telex.webhookUrl(channel), { body });
  expect((await post(message)).status).toBe(202);
  expect((await post({ ...message, status: 'warning' })).status).toBe(422);
  expect((await post({ ...message, extra: 1 })).status).toBe(422);
  expect(channel.messages).toEqual([message]);
  expect(telex.violations).toHaveLength(4);
});

test('a channel tells the address of its webhook to who has a token', async () => {
  const eve = telex.addUser({ email: 'eve@telex.test', password: 'right' });
  const login = { email: eve.email, password: 'right' };
  const { body } = await api('POST', '/auth/login', { body: login });
  const channel = telex.addChannel();
  const token = body.data.access_token;
  const told = await api('GET', `/webhooks/${channel.id}`, { token });
  expect(told.body.data.webhook_url).toBe(telex.webhookUrl(channel));
  expect((await api('GET', `/webhooks/${channel.id}`)).status).toBe(401);
});

test('faults answer with pages, broken JSON and nothing', async () => {
  telex.faults.add({ kind: 'text', when: 'before', text: '<html>', status: 502 });
  const reply = await fetch(`${telex.apiBase}/users/organisations`);
  expect([reply.status, await reply.text()]).toEqual([502, '<html>']);
});
