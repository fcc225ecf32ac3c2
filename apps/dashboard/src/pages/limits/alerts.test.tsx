import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { everything } from '../../testing/everything.js';
import { type FakeApi, installFakeApi, problem } from '../../testing/fake-api.js';
import { me, walletAlerts } from '../../testing/fixtures.js';
import { renderApp } from '../../testing/render-app.js';

const SET = 'PUT /api/v1/wallet/alerts';
let api: FakeApi;

beforeEach(() => {
  api = installFakeApi(everything);
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const section = () => screen.findByRole('region', { name: 'Low-credit alerts' });
const press = async (name: string) =>
  userEvent.click(await within(await section()).findByRole('button', { name }));

test('thresholds and channels are shown with how they are doing, and saved together', async () => {
  api.answer(SET, { ...walletAlerts, thresholds: ['50', '500'] });
  renderApp('/limits');
  const second = await screen.findByLabelText('Second warning below');
  expect(screen.getByLabelText<HTMLInputElement>('First warning below').value).toBe('500');
  const alerts = within(await section());
  alerts.getByText(/Telex answered with status 404/);
  await userEvent.clear(second);
  await userEvent.type(second, '50');
  await press('Save alerts');
  await vi.waitFor(() =>
    expect(api.requests(SET)[0]?.body).toEqual({
      ...{ thresholds: ['500', '50'], email: true, webhook: false, telexChannel: {} },
    }),
  );
});

test('a new channel is sent by its address, and a refusal is shown', async () => {
  api.answer(SET, () => problem(400, 'telex_channel_not_allowed', 'Copy it from the channel.'));
  renderApp('/limits');
  await userEvent.type(await screen.findByLabelText('Incoming webhook of the channel'), 'nonsense');
  await press('Save alerts');
  await within(await section()).findByText('Copy it from the channel.');
  expect(api.requests(SET)[0]?.body).toMatchObject({ telexChannel: { url: 'nonsense' } });
});

test('a threshold that is no number is refused before it is sent', async () => {
  renderApp('/limits');
  await userEvent.type(await screen.findByLabelText('First warning below'), 'many');
  await press('Save alerts');
  await within(await section()).findByRole('alert');
  expect(api.requests(SET)).toHaveLength(0);
});

test('a test says whether it got through', async () => {
  const TEST = 'POST /api/v1/wallet/alerts/test';
  api.answer(TEST, { sent: false, problem: 'Telex could not be reached.' });
  renderApp('/limits');
  await press('Send a test: Telex channel');
  expect((await within(await section()).findByRole('alert')).textContent).toContain(
    'Telex could not be reached.',
  );
  expect(api.requests(TEST)[0]?.body).toEqual({ channel: 'telexChannel' });
});

test('who may not change alerts looks at them', async () => {
  const organisations = [{ ...me.organisations[0], role: 'user' }];
  api.answer('GET /api/v1/me', { ...me, organisations });
  renderApp('/limits');
  await screen.findByLabelText('First warning below');
  expect(within(await section()).queryAllByRole('button')).toEqual([]);
});
