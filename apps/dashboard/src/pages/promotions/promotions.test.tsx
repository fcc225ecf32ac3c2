import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../../api/organisation.js';
import { redemption, referral } from '../../testing/billing-fixtures.js';
import { everything } from '../../testing/everything.js';
import { type FakeApi, installFakeApi, problem, reply } from '../../testing/fake-api.js';
import { me } from '../../testing/fixtures.js';
import { renderApp } from '../../testing/render-app.js';

const REDEEM = 'POST /api/v1/wallet/promotions';
const CLAIM = 'POST /api/v1/referral/claims';
let api: FakeApi;

beforeEach(() => {
  pickOrganisation('org_one');
  sessionStorage.clear();
  api = installFakeApi(everything);
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

test('a code is redeemed in one spelling, and says what it brought and until when', async () => {
  api.answer(REDEEM, () => reply(201, redemption));
  renderApp('/promotions');
  await userEvent.type(await screen.findByLabelText('Promotional code'), ' lagos-26 ');
  await press('Redeem');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('100 credits are in your wallet, to be spent until 22 Feb');
  const [request] = api.requests(REDEEM);
  expect(request?.body).toEqual({ code: 'LAGOS-26' });
  expect(request?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/);
});

test('a lost answer and the same code again is the same redemption', async () => {
  api.answer(REDEEM, () => problem(503, 'ledger_unavailable', 'Resting.'));
  renderApp('/promotions');
  await userEvent.type(await screen.findByLabelText('Promotional code'), 'LAGOS26');
  await press('Redeem');
  await screen.findByText('The code was not redeemed');
  api.answer(REDEEM, () => reply(201, redemption));
  await press('Redeem');
  await screen.findByText(/are in your wallet/);
  const [first, second] = api.requests(REDEEM).map(({ headers }) => headers.get('Idempotency-Key'));
  expect(first).toBe(second);
});

test('what cannot be a code is not sent', async () => {
  renderApp('/promotions');
  await userEvent.type(await screen.findByLabelText('Promotional code'), 'a b');
  await press('Redeem');
  expect((await screen.findByRole('alert')).textContent).toContain('4 to 40 letters');
  expect(api.requests(REDEEM)).toHaveLength(0);
});

test('the buying page takes codes too, where they are asked for', async () => {
  api.answer(REDEEM, () => reply(201, redemption));
  renderApp('/buy');
  await press('Have a code?');
  await userEvent.type(await screen.findByLabelText('Promotional code'), 'LAGOS26');
  await press('Redeem');
  expect(await screen.findByText('Welcome to Lagos')).toBeDefined();
});

test('the referral link can be copied, and says what both sides get', async () => {
  const copied = vi.fn(() => Promise.resolve());
  vi.stubGlobal('navigator', Object.assign(navigator, { clipboard: { writeText: copied } }));
  renderApp('/promotions');
  await press('Copy link');
  expect(copied).toHaveBeenCalledWith(referral.link);
  const section = screen.getByRole('region', { name: 'Invite others' });
  expect(section.textContent).toContain('you both get 100 credits for 90 days');
});

test('who signed up with a link is offered it on the overview, and it is sent once accepted', async () => {
  api.answer('POST /api/auth/sign-up/email', { user: {} });
  api.answer(CLAIM, () => reply(201, { ...referral, canClaim: false }));
  const { unmount } = renderApp('/sign-up?referral=23456789');
  await screen.findByText('You were invited with the code 23456789');
  await userEvent.type(screen.getByLabelText('Name'), 'Bola');
  await userEvent.type(screen.getByLabelText('E-mail'), 'bola@example.com');
  await userEvent.type(screen.getByLabelText('Password'), 'correct horse');
  await press('Create account');
  await screen.findByRole('heading', { name: 'Check your e-mail' });
  unmount();
  renderApp('/');
  await press('Accept');
  await waitFor(() => expect(screen.queryByText(/You were invited/)).toBeNull());
  expect(api.requests(CLAIM).map(({ body }) => body)).toEqual([{ code: '23456789' }]);
  expect(localStorage.getItem('referral')).toBeNull();
});

test('an invitation that can no longer be named is not offered, nor one’s own', async () => {
  localStorage.setItem('referral', 'SOMEBODY');
  api.answer('GET /api/v1/referral', { ...referral, canClaim: false });
  const { unmount } = renderApp('/');
  await screen.findByText('Available credits');
  await waitFor(() => expect(api.requests('GET /api/v1/referral')).toHaveLength(1));
  expect(screen.queryByText(/You were invited/)).toBeNull();
  unmount();
  localStorage.setItem('referral', referral.code);
  api.answer('GET /api/v1/referral', referral);
  renderApp('/');
  await screen.findByText('Available credits');
  await waitFor(() => expect(api.requests('GET /api/v1/referral')).toHaveLength(2));
  expect(screen.queryByText(/You were invited/)).toBeNull();
});

test('a refusal of a referral says why', async () => {
  api.answer(CLAIM, () => problem(409, 'own_referral', 'This code is your own.'));
  renderApp('/promotions');
  await userEvent.type(await screen.findByLabelText('Their referral code'), 'ada23456');
  await press('Name them');
  expect((await screen.findByRole('alert')).textContent).toContain('This code is your own.');
});

test('who may not buy sees what was given, and neither form nor link', async () => {
  const organisations = [{ ...me.organisations[0], role: 'user' }];
  api.answer('GET /api/v1/me', { ...me, organisations });
  renderApp('/promotions');
  expect(await screen.findByText('Welcome to Lagos')).toBeDefined();
  expect(screen.queryByLabelText('Promotional code')).toBeNull();
  expect(api.requests('GET /api/v1/referral')).toHaveLength(0);
});
