import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../../api/organisation.js';
import { savingPackages } from '../../testing/billing-fixtures.js';
import { everything } from '../../testing/everything.js';
import { type FakeApi, installFakeApi, reply } from '../../testing/fake-api.js';
import { packages, purchase, wallet } from '../../testing/fixtures.js';
import { renderApp } from '../../testing/render-app.js';
import { leaveFor } from './checkout.js';
import { customTerms, quoteCustom } from './offers.js';

vi.mock('./checkout.js', async (original) => ({
  ...(await original<typeof import('./checkout.js')>()),
  leaveFor: vi.fn(),
}));

const BUY = 'POST /api/v1/purchases';
let api: FakeApi;

beforeEach(() => {
  pickOrganisation('org_one');
  sessionStorage.clear();
  vi.mocked(leaveFor).mockClear();
  api = installFakeApi(everything);
  api.answer(BUY, () => reply(201, { ...purchase, checkoutUrl: 'http://pay.test/1' }));
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const { custom } = packages;
if (custom === null) {
  throw new Error('the fixture sells custom amounts');
}

test.each([
  ['200', '1.00', '0', '200'],
  ['201', '1.01', '0', '201'],
  ['4,999', '25.00', '0', '4999'],
  ['9999', '50.00', '1999.8', '11998.8'],
  ['1000000', '5000.00', '400000', '1400000'],
])('%s credits cost $%s, rounded up once, with %s on top', (typed, amount, bonus, total) => {
  expect(quoteCustom(custom, typed, 'USD')).toMatchObject({
    ...{ kind: 'price', bonus, total },
    price: { amount, currency: 'USD' },
  });
});

test.each([
  ['', 'empty', undefined],
  ['199', 'wrong', 'At least 200 credits'],
  ['1000001', 'wrong', 'At most 1,000,000 credits at once'],
  ['250.5', 'wrong', 'Write a whole number of credits, such as 2500'],
  ['-300', 'wrong', 'At least 200 credits'],
  ['1e3', 'wrong', 'Write a whole number of credits, such as 2500'],
])('“%s” is %s', (typed, kind, message) => {
  expect(quoteCustom(custom, typed, 'USD')).toMatchObject({ kind, ...(message && { message }) });
});

test('limits and bonuses are said beforehand, in order', () => {
  expect(customTerms(custom)).toBe(
    '200 to 1,000,000 whole credits. You get 20% more from 5,000 on, 40% more from 10,000 on.',
  );
});

test('price and bonus follow what is typed, and exactly that is ordered', async () => {
  renderApp('/buy');
  await userEvent.click(await screen.findByRole('radio', { name: 'Custom amount' }));
  const pay = screen.getByRole('button', { name: 'Pay' });
  expect(pay).toHaveProperty('disabled', true);
  await userEvent.type(screen.getByLabelText('Credits to pay for'), '5,001');
  const sum = screen.getByRole('status', { name: 'What it comes to' });
  expect(sum.textContent).toBe('5,001 credits + 1,000.2 bonus = 6,001.2 credits for $25.01');
  await userEvent.click(screen.getByRole('radio', { name: 'NGN' }));
  expect(sum.textContent).toContain('for ₦40,008.00');
  await userEvent.click(screen.getByRole('button', { name: 'Pay ₦40,008.00' }));
  await waitFor(() => expect(leaveFor).toHaveBeenCalled());
  expect(api.requests(BUY)[0]?.body).toEqual({
    credits: '5001',
    currency: 'NGN',
    provider: 'sandbox',
  });
});

test('a number that is not on sale says why and cannot be paid', async () => {
  renderApp('/buy');
  await userEvent.click(await screen.findByRole('radio', { name: 'Custom amount' }));
  await userEvent.type(screen.getByLabelText('Credits to pay for'), '199');
  expect((await screen.findByRole('alert')).textContent).toBe('At least 200 credits');
  expect(screen.getByRole('button', { name: 'Pay' })).toHaveProperty('disabled', true);
});

test('who owes credits is told before buying that the debt is paid first', async () => {
  api.answer('GET /api/v1/wallet', { ...wallet, debt: '412.857143' });
  renderApp('/buy');
  const notice = await screen.findByText(/of what you buy pay the debt first/);
  expect(notice.textContent).toContain('412.857143 credits');
});

test('a package says how much of it is a bonus', async () => {
  renderApp('/buy');
  expect(
    await screen.findByRole('radio', {
      name: 'Pro Bundle: 5,500 credits for $20.00, 500 of them a bonus',
    }),
  ).toBeDefined();
  expect(screen.getByText('of them a bonus', { exact: false })).toBeDefined();
});

test('with packages alone on sale, no custom amount is offered; with none, only that', async () => {
  api.answer('GET /api/v1/packages', { ...packages, custom: null });
  const { unmount } = renderApp('/buy');
  await screen.findByRole('button', { name: 'Pay $5.00' });
  expect(screen.queryByRole('radio', { name: 'Custom amount' })).toBeNull();
  unmount();
  api.answer('GET /api/v1/packages', { ...packages, data: [] });
  renderApp('/buy');
  expect(await screen.findByLabelText('Credits to pay for')).toBeDefined();
});

test('a card is saved where the provider can and the buyer asks for it, never otherwise', async () => {
  api.answer('GET /api/v1/packages', savingPackages);
  renderApp('/buy');
  await userEvent.click(await screen.findByRole('button', { name: 'Pay $5.00' }));
  await waitFor(() => expect(leaveFor).toHaveBeenCalled());
  expect(api.requests(BUY)[0]?.body).not.toHaveProperty('saveMethod');
  await userEvent.click(screen.getByRole('radio', { name: 'Sandbox' }));
  expect(screen.queryByRole('checkbox')).toBeNull();
  await userEvent.click(screen.getByRole('radio', { name: 'Stripe' }));
  await userEvent.click(screen.getByLabelText('Save this card for automatic top-ups'));
  await userEvent.click(screen.getByRole('button', { name: 'Pay $5.00' }));
  await waitFor(() => expect(api.requests(BUY)).toHaveLength(2));
  expect(api.requests(BUY)[1]?.body).toMatchObject({ provider: 'stripe', saveMethod: true });
});
