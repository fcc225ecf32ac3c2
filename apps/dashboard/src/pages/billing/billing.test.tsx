import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../../api/organisation.js';
import {
  billingDetails,
  card,
  noTopUp,
  savingPackages,
  topUp,
} from '../../testing/billing-fixtures.js';
import { everything } from '../../testing/everything.js';
import { type FakeApi, installFakeApi, problem } from '../../testing/fake-api.js';
import { me, packages, page } from '../../testing/fixtures.js';
import { renderApp } from '../../testing/render-app.js';

const RULE = '/api/v1/wallet/auto-top-up';
let api: FakeApi;

beforeEach(() => {
  pickOrganisation('org_one');
  api = installFakeApi({ ...everything, 'GET /api/v1/packages': savingPackages });
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));
const type = async (label: string, text: string) => {
  const field = await screen.findByLabelText(label);
  await userEvent.clear(field);
  await userEvent.type(field, text);
};

test('top-ups are turned on only with the ticked consent, and exactly as they were agreed to', async () => {
  api.answer(`GET ${RULE}`, noTopUp);
  api.answer(`PUT ${RULE}`, topUp);
  renderApp('/billing');
  expect(await screen.findByText('It may be charged without asking me again.')).toBeDefined();
  await type('When fewer credits are left than', '100');
  await userEvent.selectOptions(screen.getByLabelText('Package'), 'pkg_pro');
  await type('At most a month', '50');
  await press('Turn on');
  expect((await screen.findByRole('alert')).textContent).toBe('Tick the box if you agree');
  expect(api.requests(`PUT ${RULE}`)).toHaveLength(0);
  await userEvent.click(screen.getByLabelText('I agree'));
  await press('Turn on');
  await waitFor(() => expect(api.requests(`PUT ${RULE}`)).toHaveLength(1));
  expect(api.requests(`PUT ${RULE}`)[0]?.body).toEqual({
    enabled: true,
    threshold: '100',
    refill: { kind: 'package', packageId: 'pkg_pro' },
    paymentMethodId: 'pm_one',
    monthlyCap: { amount: '50.00', currency: 'USD' },
    consentTextVersion: '2026-11',
  });
  expect(await screen.findByText('On')).toBeDefined();
  // Another change needs another consent.
  await waitFor(() => expect(screen.getByLabelText('I agree')).toHaveProperty('checked', false));
});

test('a number of credits shows what it costs each time; a balance is topped up to', async () => {
  api.answer(`PUT ${RULE}`, topUp);
  renderApp('/billing');
  await userEvent.selectOptions(await screen.findByLabelText('Buy'), 'credits');
  await type('Credits each time', '1001');
  expect(await screen.findByText('$5.01 each time')).toBeDefined();
  await userEvent.selectOptions(screen.getByLabelText('Buy'), 'target');
  await type('Up to this balance', '2,000');
  await userEvent.click(screen.getByLabelText('I agree'));
  await press('Save and agree');
  await waitFor(() => expect(api.requests(`PUT ${RULE}`)).toHaveLength(1));
  expect(api.requests(`PUT ${RULE}`)[0]?.body).toMatchObject({
    refill: { kind: 'target', credits: '2000' },
  });
});

test('what is missing is said at its field, and nothing is sent', async () => {
  api.answer(`GET ${RULE}`, noTopUp);
  renderApp('/billing');
  await userEvent.selectOptions(await screen.findByLabelText('Buy'), 'credits');
  await type('At most a month', '49.999');
  await press('Turn on');
  await screen.findAllByRole('alert');
  for (const label of [
    'When fewer credits are left than',
    'Credits each time',
    'At most a month',
  ]) {
    expect([label, screen.getByLabelText(label).getAttribute('aria-invalid')]).toEqual([
      label,
      'true',
    ]);
  }
  expect(api.requests(`PUT ${RULE}`)).toHaveLength(0);
});

test('what was spent this month is shown, and one click turns it off', async () => {
  api.answer(`PUT ${RULE}`, noTopUp);
  renderApp('/billing');
  const section = await screen.findByRole('region', { name: 'Automatic top-up' });
  await within(section).findByText('$15.00');
  expect(section.textContent).toContain('$15.00 of at most $50.00');
  await press('Turn off');
  expect(await screen.findByText('Off')).toBeDefined();
  expect(api.requests(`PUT ${RULE}`)[0]?.body).toEqual({ enabled: false });
});

test('a rule that rests says why, and leads to where a person can pay', async () => {
  const paused = {
    reason: 'authentication_required',
    at: card.createdAt,
    payUrl: 'https://pay.test/1',
  };
  api.answer(`GET ${RULE}`, { ...topUp, paused, openPurchaseId: 'pur_one' });
  renderApp('/billing');
  expect(await screen.findByText('Paused')).toBeDefined();
  expect(screen.getByText(/only you can confirm this payment/)).toBeDefined();
  const pay = screen.getByRole('link', { name: 'Pay it yourself' });
  expect(pay.getAttribute('href')).toBe('https://pay.test/1');
  const open = screen.getByRole('link', { name: 'See its purchase' });
  expect(open.getAttribute('href')).toBe('/purchases/pur_one');
});

test('a text that changed in the meantime is shown anew, and the refusal says so', async () => {
  api.answer(`PUT ${RULE}`, () => problem(409, 'consent_outdated', 'The text has changed.'));
  renderApp('/billing');
  await userEvent.click(await screen.findByLabelText('I agree'));
  const consentText = { version: '2027-01', text: 'Another text.' };
  api.answer(`GET ${RULE}`, { ...topUp, consentText });
  await press('Save and agree');
  expect(await screen.findByText('Another text.')).toBeDefined();
  expect(screen.getByText('The text has changed.')).toBeDefined();
  // Nobody has agreed to that one yet.
  expect(screen.getByLabelText('I agree')).toHaveProperty('checked', false);
});

test('a card is removed after it was asked whether, with what that stops', async () => {
  api.answer('DELETE /api/v1/payment-methods/pm_one', () => new Response(null, { status: 204 }));
  renderApp('/billing');
  await press('Remove Visa ending in 4242');
  const dialog = await screen.findByRole('dialog', { name: 'Remove Visa ending in 4242?' });
  expect(dialog.textContent).toContain('Automatic top-ups use it: they stop');
  expect(api.requests('DELETE /api/v1/payment-methods/pm_one')).toHaveLength(0);
  api.answer('GET /api/v1/payment-methods', page());
  await userEvent.click(within(dialog).getByRole('button', { name: 'Remove card' }));
  expect(await screen.findByText('No card is saved')).toBeDefined();
  expect(screen.getByText('It needs a saved card')).toBeDefined();
  // The server has not noticed yet; the page has.
  expect(screen.getByText('Paused')).toBeDefined();
  expect(screen.getByText('The card was removed. Choose another one.')).toBeDefined();
});

test('a server on which no card can be saved says so instead of sending people to buy', async () => {
  api.answer('GET /api/v1/payment-methods', page());
  api.answer('GET /api/v1/packages', packages);
  api.answer(`GET ${RULE}`, noTopUp);
  renderApp('/billing');
  const section = await screen.findByRole('region', { name: 'Automatic top-up' });
  expect(await within(section).findByText('Not possible on this server')).toBeDefined();
  expect(within(section).queryByRole('link', { name: 'Buy credits' })).toBeNull();
});

test('billing details are saved line by line, with receipts to an address or the buyer', async () => {
  api.answer('PUT /api/v1/billing-details', billingDetails);
  renderApp('/billing');
  await type('Address', '1 Marina Road\n\n  Lagos Island  ');
  await type('Receipts go to', 'books');
  await press('Save billing details');
  expect((await screen.findByRole('alert')).textContent).toContain('Enter an e-mail address');
  await type('Receipts go to', 'books@example.com');
  await press('Save billing details');
  await waitFor(() => expect(api.requests('PUT /api/v1/billing-details')).toHaveLength(1));
  expect(api.requests('PUT /api/v1/billing-details')[0]?.body).toEqual({
    legalName: 'Obi Trading Ltd',
    address: ['1 Marina Road', 'Lagos Island'],
    taxId: 'NG-1234',
    email: 'books@example.com',
  });
});

test('who may not buy sees no billing, and nothing of it is asked for', async () => {
  api.answer('GET /api/v1/me', {
    ...me,
    organisations: [{ ...me.organisations[0], role: 'user' }],
  });
  renderApp('/billing');
  expect(await screen.findByText('Your role does not see billing')).toBeDefined();
  expect(screen.queryByRole('link', { name: 'Billing' })).toBeNull();
  expect(api.requests('GET /api/v1/payment-methods')).toHaveLength(0);
});
