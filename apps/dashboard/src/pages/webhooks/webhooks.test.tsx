import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../../api/organisation.js';
import { everything } from '../../testing/everything.js';
import { type FakeApi, installFakeApi, problem, reply } from '../../testing/fake-api.js';
import { me, page } from '../../testing/fixtures.js';
import { renderApp } from '../../testing/render-app.js';
import { delivery, endpoint, wholeDelivery } from '../../testing/webhook-fixtures.js';

let api: FakeApi;
const one = '/api/v1/webhook-endpoints/whe_one';

beforeEach(() => {
  pickOrganisation('org_one');
  api = installFakeApi(everything);
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const press = async (name: string | RegExp) =>
  userEvent.click(await screen.findByRole('button', { name }));

test('an endpoint is added with what it is told of, and its secret is shown once', async () => {
  api.answer('GET /api/v1/webhook-endpoints', page());
  api.answer('POST /api/v1/webhook-endpoints', () =>
    reply(201, { ...endpoint, secret: 'whsec_shown-once' }),
  );
  renderApp('/webhook-endpoints');
  await press('Add endpoint');
  const form = within(await screen.findByRole('form', { name: 'Add an endpoint' }));
  await userEvent.type(form.getByLabelText('Address'), 'hooks');
  await userEvent.click(form.getByRole('button', { name: 'Add endpoint' }));
  expect(await form.findByText(/Enter a full address/)).toBeDefined();
  await userEvent.clear(form.getByLabelText('Address'));
  await userEvent.type(form.getByLabelText('Address'), 'https://hooks.example.com/credits');
  await userEvent.click(form.getByLabelText('A call was charged'));
  await userEvent.click(form.getByRole('button', { name: 'Add endpoint' }));
  await screen.findByText('whsec_shown-once');
  expect(api.requests('POST /api/v1/webhook-endpoints')[0]?.body).toEqual({
    ...{ url: 'https://hooks.example.com/credits', description: '', eventTypes: ['usage.created'] },
  });
  await press('I have stored it');
  expect(screen.queryByText('whsec_shown-once')).toBeNull();
});

test('an address that is refused is explained where it was entered', async () => {
  api.answer('POST /api/v1/webhook-endpoints', () =>
    problem(400, 'upstream_not_allowed', 'The host 10.0.0.1 cannot be called.'),
  );
  renderApp('/webhook-endpoints');
  await press('Add endpoint');
  const form = within(await screen.findByRole('form', { name: 'Add an endpoint' }));
  await userEvent.type(form.getByLabelText('Address'), 'https://10.0.0.1');
  await userEvent.click(form.getByRole('button', { name: 'Add endpoint' }));
  expect((await form.findByRole('alert')).textContent).toContain('cannot be called');
});

test('a test event tells at once how it went', async () => {
  const attempts = [{ ...delivery.attempts[0], status: 204, error: null, durationMs: 31 }];
  api.answer(`POST ${one}/test`, { ...delivery, type: 'webhook.test', attempts });
  renderApp('/webhook-endpoints/whe_one');
  await press('Send test event');
  expect(await screen.findByText('It answered 204 after 31 ms.')).toBeDefined();
});

test('a delivery shows its body and its attempts, and can be sent again', async () => {
  api.answer(`POST ${one}/deliveries/whd_one/redeliver`, wholeDelivery);
  renderApp('/webhook-endpoints/whe_one');
  await press(/^Details of usage.created/);
  const dialog = within(await screen.findByRole('dialog', { name: 'Delivery' }));
  expect(await dialog.findByText('database is down')).toBeDefined();
  expect(dialog.getByText('msg_one')).toBeDefined();
  await userEvent.click(dialog.getByRole('button', { name: 'Send again now' }));
  expect(await dialog.findByText('Not delivered')).toBeDefined();
});

test('one that was disabled because it failed is brought back with what it missed', async () => {
  const failingSince = '2026-11-19T10:00:00.000Z';
  const since = '2026-11-24T10:00:00.000Z';
  api.answer(`GET ${one}`, {
    ...endpoint,
    ...{ enabled: false, disabledReason: 'failing', disabledAt: since, failingSince },
  });
  api.answer(`PATCH ${one}`, endpoint);
  const left = [true, false];
  api.answer(`POST ${one}/redeliver-failed`, () => ({ redelivered: 5, more: left.shift() }));
  renderApp('/webhook-endpoints/whe_one');
  expect(await screen.findByText(/Nothing could be delivered to it for five days/)).toBeDefined();
  await press('Enable and send what was missed');
  expect(await screen.findByText('Enabled; 10 deliveries are sent again.')).toBeDefined();
  expect(api.requests(`PATCH ${one}`)[0]?.body).toEqual({ enabled: true });
  expect(api.requests(`POST ${one}/redeliver-failed`)[0]?.body).toEqual({ since: failingSince });
});

test('the secret is rotated after a question, and the new one is shown once', async () => {
  api.answer(`POST ${one}/rotate`, { ...endpoint, secret: 'whsec_the-new-one' });
  renderApp('/webhook-endpoints/whe_one');
  await press('Rotate secret');
  const question = within(await screen.findByRole('dialog'));
  await userEvent.click(question.getByRole('button', { name: 'Rotate secret' }));
  expect(await screen.findByText('whsec_the-new-one')).toBeDefined();
});

test('who manages nothing is told who does', async () => {
  const organisations = [{ ...me.organisations[0], role: 'user' }];
  api.answer('GET /api/v1/me', { ...me, organisations });
  renderApp('/webhook-endpoints');
  expect(await screen.findByText('Your role does not see webhooks')).toBeDefined();
  expect(api.requests('GET /api/v1/webhook-endpoints')).toEqual([]);
});
