import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../../api/organisation.js';
import { adminMe } from '../../testing/admin-fixtures.js';
import { everythingForAdmins } from '../../testing/everything-for-admins.js';
import { type FakeApi, installFakeApi, problem } from '../../testing/fake-api.js';
import { page } from '../../testing/fixtures.js';
import { renderApp } from '../../testing/render-app.js';

let api: FakeApi;

beforeEach(() => {
  pickOrganisation('org_one');
  api = installFakeApi(everythingForAdmins);
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const pages = [
  ['/admin/orders', 'Orders', 'GET /api/v1/admin/purchases', 'No orders yet'],
  ['/admin/disputes', 'Disputes', 'GET /api/v1/admin/disputes', 'No open disputes'],
  ['/admin/disputes?show=closed', 'Disputes', 'GET /api/v1/admin/disputes', 'No closed disputes'],
  ['/admin/inbox', 'Inbox', 'GET /api/v1/admin/inbox', 'No events yet'],
  ['/admin/reconciliation', 'Reconciliation', 'GET /api/v1/admin/reconciliation', 'No reports yet'],
  ['/admin/packages', 'Packages', 'GET /api/v1/admin/packages', 'No packages yet'],
  ['/admin/promotions', 'Promotion codes', 'GET /api/v1/admin/promotions', 'No codes yet'],
  ['/admin/audit', 'Audit log', 'GET /api/v1/admin/audit', 'Nothing yet'],
] as const;

test.each(pages)('%s says why it is empty', async (address, _, route, words) => {
  api.answer(route, page());
  renderApp(address);
  expect(await screen.findByText(words)).toBeDefined();
});

const failing: readonly (readonly [string, string])[] = [
  ...pages.map(([address, , route]) => [address, route] as const),
  ['/admin/orders/pur_one', 'GET /api/v1/admin/purchases/pur_one'],
  ['/admin/inbox/evt_one', 'GET /api/v1/admin/inbox/evt_one'],
  ['/admin/reconciliation/2026-11-23', 'GET /api/v1/admin/reconciliation/2026-11-23'],
  ['/admin/adjustments', 'GET /api/v1/admin/organisations'],
];

test.each(failing)('%s shows what failed, and recovers on request', async (address, route) => {
  api.answer(route, () => problem(503, 'overloaded', 'Too much at once.'));
  renderApp(address);
  const [alert] = await screen.findAllByRole('alert');
  expect(alert?.textContent).toContain('Too much at once.');
  expect(alert?.textContent).toContain('req_42');
  api.answer(route, everythingForAdmins[route] ?? {});
  for (const one of screen.getAllByRole('alert')) {
    await userEvent.click(within(one).getByRole('button', { name: 'Try again' }));
  }
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
});

const titled: readonly (readonly [string, string])[] = [
  ...pages.map(([address, title]) => [address, title] as const),
  ['/admin/orders/pur_one', 'Order'],
  ['/admin/adjustments', 'Adjust a wallet'],
];

test.each(titled)(
  '%s is not for product managers: they see that, and nothing is asked',
  async (address, title) => {
    api.answer('GET /api/v1/me', {
      ...adminMe,
      person: { ...adminMe.person, platformRole: 'product_manager' },
    });
    renderApp(address);
    expect(await screen.findByRole('heading', { name: title })).toBeDefined();
    expect(screen.getByText("This page is for the platform's own people")).toBeDefined();
    expect(screen.queryByRole('link', { name: 'Orders' })).toBeNull();
    const asked = vi.mocked(fetch).mock.calls.map(([url]) => String(url));
    expect(asked.filter((url) => url.includes('/admin/'))).toEqual([]);
  },
);

test('the navigation counts events that failed too often', async () => {
  renderApp('/admin/audit');
  const link = await screen.findByRole('link', { name: /^Inbox/ });
  await waitFor(() => expect(link.textContent).toBe('Inbox: 1 failed too often'));
});
