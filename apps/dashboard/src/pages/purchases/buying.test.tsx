import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../../api/organisation.js';
import { everything } from '../../testing/everything.js';
import { type FakeApi, installFakeApi, problem, reply } from '../../testing/fake-api.js';
import { purchase } from '../../testing/fixtures.js';
import { renderApp } from '../../testing/render-app.js';
import { isWebAddress, leaveFor } from './checkout.js';

vi.mock('./checkout.js', async (original) => ({
  ...(await original<typeof import('./checkout.js')>()),
  leaveFor: vi.fn(),
}));

const BUY = 'POST /api/v1/purchases';
const REFUND = 'POST /api/v1/purchases/pur_one/refunds';
let api: FakeApi;

beforeEach(() => {
  pickOrganisation('org_one');
  sessionStorage.clear();
  vi.mocked(leaveFor).mockClear();
  api = installFakeApi(everything);
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const started = { ...purchase, status: 'pending', checkoutUrl: 'http://pay.test/1' };
const keys = (route: string) =>
  api.requests(route).map(({ headers }) => headers.get('Idempotency-Key'));

test('the price follows the currency, and the button says exactly what is paid', async () => {
  renderApp('/buy');
  expect(await screen.findByRole('button', { name: 'Pay $5.00' })).toBeDefined();
  await userEvent.click(screen.getByRole('radio', { name: 'NGN' }));
  expect(await screen.findByRole('button', { name: 'Pay ₦8,000.00' })).toBeDefined();
  // The Pro Bundle has no price in naira, so it is not offered in naira.
  expect(screen.queryByRole('radio', { name: /Pro Bundle/ })).toBeNull();
});

test('paying leads to the checkout of the purchase that was made', async () => {
  api.answer(BUY, () => reply(201, started));
  renderApp('/buy');
  await userEvent.click(await screen.findByRole('radio', { name: /Pro Bundle/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Pay $20.00' }));
  await vi.waitFor(() => expect(leaveFor).toHaveBeenCalledWith('http://pay.test/1', 'pur_one'));
  expect(api.requests(BUY)[0]?.body).toEqual({
    packageId: 'pkg_pro',
    currency: 'USD',
    provider: 'sandbox',
  });
});

test('after a lost answer and a reload the same purchase is asked for again, not a second one', async () => {
  api.answer(BUY, () => problem(503, 'ledger_unavailable', 'Resting.'));
  const { unmount } = renderApp('/buy');
  await userEvent.click(await screen.findByRole('button', { name: 'Pay $5.00' }));
  await screen.findByText('The purchase was not started');
  unmount();
  api.answer(BUY, () => reply(201, started));
  renderApp('/buy');
  await userEvent.click(await screen.findByRole('button', { name: 'Pay $5.00' }));
  await vi.waitFor(() => expect(leaveFor).toHaveBeenCalled());
  const [first, second] = keys(BUY);
  expect(first).toBe(second);
});

test('a checkout address that is no web page is not opened', () => {
  expect(isWebAddress('javascript:alert(1)')).toBe(false);
  expect(isWebAddress('https://pay.test/1')).toBe(true);
  expect(isWebAddress(null)).toBe(false);
});

test('the refund dialog shows exact amounts, and asks for exactly those', async () => {
  api.answer(REFUND, () =>
    reply(201, {
      id: 'ref_one',
      amount: { amount: '4.99', currency: 'USD' },
      credits: '999.5',
      status: 'succeeded',
      createdAt: purchase.createdAt,
    }),
  );
  renderApp('/purchases/pur_one');
  await userEvent.click(await screen.findByRole('button', { name: 'Refund unspent credits' }));
  const dialog = await screen.findByRole('dialog', { name: 'Refund $4.99?' });
  expect(dialog.textContent).toContain('999.5 credits leave your wallet, and $4.99 go back');
  expect(api.requests(REFUND)).toHaveLength(0);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Refund $4.99' }));
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(api.requests(REFUND)[0]?.body).toEqual({ amount: { amount: '4.99', currency: 'USD' } });
  expect(keys(REFUND)[0]).toMatch(/^[0-9a-f]{32}$/);
});

test('a purchase that waits is asked about until it is settled', async () => {
  api.answer('GET /api/v1/purchases/pur_one', started);
  renderApp('/purchases/pur_one');
  expect(await screen.findByText('Waiting for your payment')).toBeDefined();
  expect(screen.getByRole('link', { name: 'Go to the payment page' })).toBeDefined();
  api.answer('GET /api/v1/purchases/pur_one', purchase);
  expect(
    await screen.findByText('1,000 credits are in your wallet', {}, { timeout: 5000 }),
  ).toBeDefined();
});
