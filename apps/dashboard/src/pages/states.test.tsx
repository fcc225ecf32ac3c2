import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../api/organisation.js';
import { everything } from '../testing/everything.js';
import { type FakeApi, installFakeApi, problem } from '../testing/fake-api.js';
import { me, page, wallet } from '../testing/fixtures.js';
import { renderApp } from '../testing/render-app.js';

let api: FakeApi;

beforeEach(() => {
  pickOrganisation('org_one');
  api = installFakeApi(everything);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  localStorage.clear();
});

const empty = page();

test.each([
  ['/marketplace', 'GET /api/v1/marketplace', 'No modules are published yet'],
  ['/purchases', 'GET /api/v1/purchases', 'No purchases yet'],
  ['/purchases?show=receipts', 'GET /api/v1/receipts', 'No receipts yet'],
  ['/promotions', 'GET /api/v1/wallet/promotions', 'No free credits yet'],
  ['/billing', 'GET /api/v1/payment-methods', 'No card is saved'],
  ['/statement', 'GET /api/v1/wallet/transactions', 'No entries yet'],
  ['/keys', 'GET /api/v1/api-keys', 'No keys yet'],
  ['/keys?show=connections', 'GET /api/v1/connections', 'No connections yet'],
  ['/authorisations', 'GET /api/v1/spending-authorisations', 'No authorisations yet'],
  ['/modules', 'GET /api/v1/modules', 'You publish nothing yet'],
  ['/webhook-endpoints', 'GET /api/v1/webhook-endpoints', 'No endpoints yet'],
  [
    '/webhook-endpoints/whe_one',
    'GET /api/v1/webhook-endpoints/whe_one/deliveries',
    'Nothing was sent yet',
  ],
  ['/earnings', 'GET /api/v1/earnings/entries', 'Nothing earned here yet'],
  ['/', 'GET /api/v1/wallet/transactions', 'Nothing has changed yet'],
])('%s says why it is empty', async (address, route, words) => {
  api.answer(route, empty);
  renderApp(address);
  expect(await screen.findByText(words)).toBeDefined();
});

test.each([
  ['/marketplace', 'GET /api/v1/marketplace'],
  ['/marketplace/word-count', 'GET /api/v1/marketplace/word-count'],
  ['/buy', 'GET /api/v1/packages'],
  ['/purchases', 'GET /api/v1/purchases'],
  ['/purchases/pur_one', 'GET /api/v1/purchases/pur_one'],
  ['/purchases/pur_one', 'GET /api/v1/receipts'],
  ['/purchases?show=receipts', 'GET /api/v1/receipts'],
  ['/promotions', 'GET /api/v1/wallet/promotions'],
  ['/promotions', 'GET /api/v1/referral'],
  ['/billing', 'GET /api/v1/wallet/auto-top-up'],
  ['/billing', 'GET /api/v1/billing-details'],
  ['/statement', 'GET /api/v1/wallet/transactions'],
  ['/usage/use_one', 'GET /api/v1/usage/use_one'],
  ['/keys', 'GET /api/v1/api-keys'],
  ['/authorisations', 'GET /api/v1/spending-authorisations'],
  ['/limits', 'GET /api/v1/wallet/limits'],
  ['/modules', 'GET /api/v1/modules'],
  ['/webhook-endpoints', 'GET /api/v1/webhook-endpoints'],
  ['/webhook-endpoints/whe_one', 'GET /api/v1/webhook-endpoints/whe_one'],
  ['/webhook-endpoints/whe_one', 'GET /api/v1/webhook-endpoints/whe_one/deliveries'],
  ['/earnings', 'GET /api/v1/earnings'],
  ['/members', 'GET /api/v1/organisations/org_one/members'],
])('%s shows what failed, what to quote, and recovers on request', async (address, route) => {
  api.answer(route, () => problem(503, 'ledger_unavailable', 'The ledger rests for a moment.'));
  renderApp(address);
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The ledger rests for a moment.');
  expect(alert.textContent).toContain('ledger_unavailable');
  expect(alert.textContent).toContain('req_42');
  api.answer(route, everything[route] ?? {});
  await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }));
  await vi.waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
});

test('an old balance that could not be refreshed is named as old', async () => {
  const { queryClient } = renderApp('/');
  await screen.findByText('Available credits');
  api.answer('GET /api/v1/wallet', () => problem(503, 'ledger_unavailable', 'Resting.'));
  await queryClient.invalidateQueries({ queryKey: ['org_one', 'wallet'] });
  expect(await screen.findByText(/may be out of date/)).toBeDefined();
});

test('the balance is a live region with every place of the amount', async () => {
  renderApp('/statement');
  const balance = await screen.findByRole('status', { name: 'Balance' });
  await vi.waitFor(() => expect(balance.textContent).toContain('1,098.142857 credits'));
});

test('debt is shown where it exists, in the header and on the overview', async () => {
  api.answer('GET /api/v1/wallet', { ...wallet, debt: '12.5' });
  renderApp('/');
  expect(await screen.findByText('This wallet owes credits')).toBeDefined();
  expect(screen.getByRole('status', { name: 'Balance' }).textContent).toContain('Debt 12.5');
  expect(screen.getByText(/the next purchase pays the debt first/)).toBeDefined();
});

test('a frozen wallet says so in the header and on the overview, and that nothing is lost', async () => {
  api.answer('GET /api/v1/wallet', { ...wallet, frozen: true });
  renderApp('/');
  expect(await screen.findByText('This wallet is frozen')).toBeDefined();
  expect(screen.getByText(/Every call is refused, and no credits are lost/)).toBeDefined();
  expect(screen.getByRole('status', { name: 'Balance' }).textContent).toContain('Frozen');
});

test('an end that lies decades ahead is no forecast: it is called far off', async () => {
  renderApp('/');
  expect(await screen.findByText('In over 2 years')).toBeDefined();
});

test('a server of sandbox payments says so on every page, another one does not', async () => {
  const { unmount } = renderApp('/statement');
  expect(await screen.findByText('TEST MODE')).toBeDefined();
  unmount();
  api.answer('GET /api/v1/me', { ...me, testMode: false });
  renderApp('/statement');
  await screen.findByRole('heading', { name: 'Statement' });
  expect(screen.queryByText('TEST MODE')).toBeNull();
});

test('who is not signed in is asked to, and is brought back afterwards', async () => {
  api.answer('GET /api/v1/me', () => problem(401, 'not_signed_in', 'Sign in.'));
  const { router } = renderApp('/usage?groupBy=day');
  await screen.findByRole('heading', { name: 'Sign in' });
  expect(router.state.location.search).toEqual({ next: '/usage?groupBy=day' });
});

test('the navigation follows the role', async () => {
  const { unmount } = renderApp('/limits');
  await screen.findByRole('link', { name: 'Earnings' });
  expect(screen.queryByRole('link', { name: 'Analytics' })).toBeNull();
  unmount();
  const person = { ...me.person, platformRole: 'product_manager' };
  const organisations = [{ ...me.organisations[0], role: 'user' }];
  api.answer('GET /api/v1/me', { ...me, person, organisations });
  renderApp('/limits');
  expect(await screen.findByRole('link', { name: 'Analytics' })).toBeDefined();
  expect(screen.queryByRole('link', { name: 'Earnings' })).toBeNull();
});

test('another organisation shows its own numbers, never the last one’s', async () => {
  api.answer('GET /api/v1/wallet', ({ headers }: { headers: Headers }) => ({
    ...wallet,
    available: headers.get('X-Organisation-Id') === 'org_two' ? '7' : '1098.142857',
  }));
  renderApp('/');
  await screen.findByText('Available credits');
  await userEvent.click(screen.getByRole('button', { name: /Organisation: Ada Obi/ }));
  await userEvent.click(await screen.findByRole('menuitemradio', { name: /Lagos Weather/ }));
  const balance = screen.getByRole('status', { name: 'Balance' });
  await vi.waitFor(() => expect(balance.textContent).toBe('7 credits'));
});

test('without a network a page says so instead of loading for ever', async () => {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  window.dispatchEvent(new Event('offline'));
  api.answer('GET /api/v1/wallet/limits', () => Promise.reject(new TypeError('Failed to fetch')));
  renderApp('/limits');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The server could not be reached');
  window.dispatchEvent(new Event('online'));
});
