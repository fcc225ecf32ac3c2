import { screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { everything } from '../../testing/everything.js';
import { type FakeApi, installFakeApi, problem, reply } from '../../testing/fake-api.js';
import { me } from '../../testing/fixtures.js';
import { renderApp } from '../../testing/render-app.js';

const SIGN_IN = 'POST /api/auth/sign-in/telex';
const LINK = 'GET /api/v1/me/telex';
let api: FakeApi;

beforeEach(() => {
  api = installFakeApi(everything);
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));
const type = async (label: string, text: string) =>
  userEvent.type(await screen.findByLabelText(label), text);

const linked = {
  ...{ telexUserId: 'u1', email: 'ada@telex.test', emailConfirmed: null, signInNeeded: false },
  ...{ linkedAt: '2026-11-20T10:00:00.000Z', refreshedAt: '2026-11-24T11:50:00.000Z' },
  ...{ closesAt: null, onlyWayIn: false },
};

test('where the server has Telex, the sign-in page offers it and signs in by it', async () => {
  api.answer(SIGN_IN, { token: 't' });
  renderApp('/sign-in');
  await press('Use a Telex account');
  await type('E-mail at Telex', 'ada@telex.test');
  await type('Password at Telex', 'secret');
  await press('Sign in with Telex');
  await screen.findByRole('heading', { name: 'Overview' });
  expect(api.requests(SIGN_IN)[0]?.body).toEqual({ email: 'ada@telex.test', password: 'secret' });
});

test('where it has none, nothing of Telex is offered', async () => {
  api.answer('GET /api/v1/sign-in-options', { telex: false });
  renderApp('/sign-in');
  await screen.findByRole('button', { name: 'Sign in' });
  expect(screen.queryByRole('button', { name: 'Use a Telex account' })).toBeNull();
});

test('who has an account with the address here is told how to link it', async () => {
  api.answer(SIGN_IN, () => problem(409, 'telex_link_needed', 'Sign in and link Telex.'));
  renderApp('/sign-in');
  await press('Use a Telex account');
  await type('E-mail at Telex', 'ada@telex.test');
  await type('Password at Telex', 'secret');
  await press('Sign in with Telex');
  expect((await screen.findByRole('alert')).textContent).toContain('Sign in and link Telex.');
});

test('the account page links Telex with the passwords of both, and unlinks it after a question', async () => {
  api.answer('POST /api/v1/me/telex', () => reply(201, { configured: true, linked }));
  renderApp('/account');
  await type('E-mail at Telex', 'ada@telex.test');
  await type('Password at Telex', 'theirs');
  await type('Your password here', 'ours');
  api.answer(LINK, { configured: true, linked });
  await press('Link Telex');
  await press('Unlink Telex');
  expect(api.requests('POST /api/v1/me/telex')[0]?.body).toEqual({
    ...{ email: 'ada@telex.test', password: 'theirs', currentPassword: 'ours' },
  });
  api.answer('DELETE /api/v1/me/telex', () => new Response(null, { status: 204 }));
  api.answer(LINK, { configured: true, linked: null });
  await press('Unlink');
  await screen.findByRole('button', { name: 'Link Telex' });
});

test('who came from Telex confirms the address by a mailed link and a press', async () => {
  const born = { ...linked, emailConfirmed: false, onlyWayIn: true };
  api.answer('GET /api/v1/me', { ...me, person: { ...me.person, emailVerified: false } });
  api.answer(LINK, { configured: true, linked: born });
  api.answer('POST /api/v1/me/telex/confirmation', {
    configured: true,
    linked: { ...born, emailConfirmed: true },
  });
  renderApp('/telex-email?token=123456789012345678901234');
  const how = await screen.findByRole('link', { name: 'How to confirm it' });
  await vi.waitFor(() => expect(how.getAttribute('href')).toBe('/account'));
  await press('Confirm this address');
  await screen.findByText('Your address is confirmed');
  expect(api.requests('POST /api/v1/me/telex/confirmation')[0]?.body).toEqual({
    token: '123456789012345678901234',
  });
});

test('a token that Telex refuses shows what happens when', async () => {
  const closesAt = '2026-11-24T13:00:00.000Z';
  api.answer(LINK, { configured: true, linked: { ...linked, signInNeeded: true, closesAt } });
  renderApp('/account');
  await screen.findByText('Sign in with Telex again');
});

test('members of an organisation from Telex are looked at here and changed there', async () => {
  const organisations = [{ ...me.organisations[0], managedBy: 'telex' }];
  api.answer('GET /api/v1/me', { ...me, organisations });
  renderApp('/members');
  await screen.findByText('Members and roles come from Telex');
  expect(screen.queryByRole('button', { name: 'Invite member' })).toBeNull();
  expect(screen.queryByRole('combobox')).toBeNull();
});
