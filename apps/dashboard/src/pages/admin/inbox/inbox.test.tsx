import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../../../api/organisation.js';
import { deadEvent } from '../../../testing/admin-fixtures.js';
import { everythingForAdmins } from '../../../testing/everything-for-admins.js';
import { type FakeApi, installFakeApi } from '../../../testing/fake-api.js';
import { renderApp } from '../../../testing/render-app.js';

const REPLAY = 'POST /api/v1/admin/inbox/evt_one/replay';
let api: FakeApi;

beforeEach(() => {
  pickOrganisation('org_one');
  api = installFakeApi(everythingForAdmins);
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

test('dead letters are named before the list, and lead to themselves', async () => {
  const { router } = renderApp('/admin/inbox');
  expect(await screen.findByText('1 event failed too often')).toBeDefined();
  await userEvent.click(screen.getByRole('link', { name: 'Show them' }));
  await waitFor(() => expect(router.state.location.search).toEqual({ state: 'dead' }));
  await waitFor(() => expect(screen.queryByText('1 event failed too often')).toBeNull());
});

test('an event is worked again only after asking, and says how that ended', async () => {
  api.answer(REPLAY, { ...deadEvent, state: 'done', reason: null });
  renderApp('/admin/inbox/evt_one');
  await userEvent.click(await screen.findByRole('button', { name: 'Work it again' }));
  const dialog = await screen.findByRole('dialog', { name: 'Work this event again?' });
  expect(api.requests(REPLAY)).toHaveLength(0);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Work it again' }));
  const result = await screen.findByRole('status', { name: 'Result' });
  await waitFor(() => expect(result.textContent).toContain('Worked again: Done'));
});

test('the payload is there when it is asked for', async () => {
  renderApp('/admin/inbox/evt_one');
  const open = await screen.findByRole('button', { name: /^Payload/ });
  expect(screen.queryByRole('region', { name: 'Payload' })).toBeNull();
  await userEvent.click(open);
  const payload = await screen.findByRole('region', { name: 'Payload' });
  expect(payload.textContent).toContain('"id": "evt_1Qabc"');
});

test('a day’s report shows both sides exactly and every difference in words', async () => {
  renderApp('/admin/reconciliation/2026-11-23');
  const sums = await screen.findByRole('table', { name: 'Sums' });
  expect(sums.textContent).toContain('$45.00');
  expect(sums.textContent).toContain('$40.00');
  expect(sums.textContent).toContain('Differ');
  expect(screen.getByText(/belongs to no purchase of ours/)).toBeDefined();
  expect(screen.getByText('Paystack could not be asked; it is tried again')).toBeDefined();
});
