import { screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { everything } from '../../testing/everything.js';
import { type FakeApi, installFakeApi, reply } from '../../testing/fake-api.js';
import { renderApp } from '../../testing/render-app.js';

const REQUEST = 'POST /api/auth/request-password-reset';
const RESET = 'POST /api/auth/reset-password';
let api: FakeApi;

beforeEach(() => {
  api = installFakeApi(everything);
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

test('who forgot the password asks for a link with the address that was typed already', async () => {
  api.answer(REQUEST, { status: true });
  renderApp('/sign-in');
  await userEvent.type(await screen.findByLabelText('E-mail'), 'ada@example.com');
  await userEvent.click(screen.getByRole('link', { name: 'Forgot your password?' }));
  await screen.findByRole('heading', { name: 'Forgot your password?' });
  await press('Send the link');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('If ada@example.com has an account here');
  expect(api.requests(REQUEST)[0]?.body).toEqual({ email: 'ada@example.com' });
});

test('a new password is set with the token of the link, even one of figures alone', async () => {
  api.answer(RESET, { status: true });
  renderApp('/reset-password?token=123456789012345678901234');
  await userEvent.type(await screen.findByLabelText('New password'), 'short');
  await press('Set the password');
  expect((await screen.findByRole('alert')).textContent).toBe('Use at least 8 characters');
  expect(api.requests(RESET)).toHaveLength(0);
  await userEvent.type(screen.getByLabelText('New password'), ' no longer');
  await press('Set the password');
  await screen.findByRole('heading', { name: 'Your new password is set' });
  expect(api.requests(RESET)[0]?.body).toEqual({
    token: '123456789012345678901234',
    newPassword: 'short no longer',
  });
});

test('a link that is used up or missing its token says so and leads to another one', async () => {
  api.answer(RESET, () => reply(400, { code: 'INVALID_TOKEN', message: 'Invalid token' }));
  const { unmount } = renderApp('/reset-password?token=used');
  await userEvent.type(await screen.findByLabelText('New password'), 'long enough');
  await press('Set the password');
  await screen.findByRole('heading', { name: 'The link did not work' });
  unmount();
  renderApp('/reset-password');
  const again = await screen.findByRole('link', { name: 'Get another link' });
  expect(again.getAttribute('href')).toBe('/forgot-password');
});
