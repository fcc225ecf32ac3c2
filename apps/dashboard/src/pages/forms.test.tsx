import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../api/organisation.js';
import { everything } from '../testing/everything.js';
import { type FakeApi, installFakeApi, problem, reply } from '../testing/fake-api.js';
import { limits, me, newApiKey } from '../testing/fixtures.js';
import { ownModule } from '../testing/more-fixtures.js';
import { renderApp } from '../testing/render-app.js';
import { safePath } from './account/sign-in-page.js';

let api: FakeApi;

beforeEach(() => {
  pickOrganisation('org_one');
  api = installFakeApi(everything);
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

test('signing up checks name, address and password before anything is sent', async () => {
  renderApp('/sign-up');
  await userEvent.type(await screen.findByLabelText('E-mail'), 'ada');
  await userEvent.type(screen.getByLabelText('Password'), 'short');
  await press('Create account');
  const alerts = (await screen.findAllByRole('alert')).map(({ textContent }) => textContent);
  expect(alerts).toEqual([
    'Enter your name',
    'Enter a full e-mail address, such as ada@example.com',
    'Use at least 8 characters',
  ]);
  expect(screen.getByLabelText('Name').getAttribute('aria-invalid')).toBe('true');
  expect(api.requests('POST /api/auth/sign-up/email')).toHaveLength(0);
});

test('after signing up one is told where the link is', async () => {
  api.answer('POST /api/auth/sign-up/email', { user: {} });
  renderApp('/sign-up');
  await userEvent.type(await screen.findByLabelText('Name'), 'Ada');
  await userEvent.type(screen.getByLabelText('E-mail'), 'ada@example.com');
  await userEvent.type(screen.getByLabelText('Password'), 'correct horse');
  await press('Create account');
  await screen.findByRole('heading', { name: 'Check your e-mail' });
  expect(screen.getByText('ada@example.com')).toBeDefined();
  expect(screen.getByText('data/mail')).toBeDefined();
});

test('a wrong password says what better-auth says, with its code', async () => {
  api.answer('POST /api/auth/sign-in/email', () =>
    reply(401, { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'Invalid email or password' }),
  );
  renderApp('/sign-in');
  await userEvent.type(await screen.findByLabelText('E-mail'), 'ada@example.com');
  await userEvent.type(screen.getByLabelText('Password'), 'wrong');
  await press('Sign in');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('Invalid email or password');
  expect(alert.textContent).toContain('invalid_email_or_password');
});

test('after signing in one lands where one wanted to go, and never outside', () => {
  expect(safePath('/usage?groupBy=day')).toBe('/usage?groupBy=day');
  for (const bad of ['https://evil.test', '//evil.test', '/\\evil.test', undefined]) {
    expect(safePath(bad)).toBe('/');
  }
});

test('limits go out as they were typed, and empty ones as “no cap”', async () => {
  api.answer('PUT /api/v1/wallet/limits', limits);
  renderApp('/limits');
  const perDay = await screen.findByLabelText('Per day');
  await userEvent.type(perDay, '1,250.5');
  await userEvent.clear(screen.getByLabelText('Per call'));
  await press('Save limits');
  await vi.waitFor(() => expect(api.requests('PUT /api/v1/wallet/limits')).toHaveLength(1));
  expect(api.requests('PUT /api/v1/wallet/limits')[0]?.body).toEqual({
    timezone: 'Africa/Lagos',
    perCall: null,
    perDay: '1250.5',
    perMonth: '1000',
    modules: [],
  });
});

test('a limit that is no amount is refused beside its field', async () => {
  renderApp('/limits');
  await userEvent.type(await screen.findByLabelText('Per day'), '1e9');
  await press('Save limits');
  expect((await screen.findByRole('alert')).textContent).toContain('at most six places');
  expect(api.requests('PUT /api/v1/wallet/limits')).toHaveLength(0);
});

test('a new key is shown once, and is gone with the dialog', async () => {
  api.answer('POST /api/v1/api-keys', () => reply(201, newApiKey));
  renderApp('/keys');
  await press('Create key');
  const form = await screen.findByRole('dialog', { name: 'Create an API key' });
  await userEvent.type(within(form).getByLabelText('Name'), 'Server');
  await userEvent.type(within(form).getByLabelText('Cap in credits'), '0');
  await userEvent.click(within(form).getByRole('button', { name: 'Create key' }));
  expect((await within(form).findByRole('alert')).textContent).toContain('above zero');
  await userEvent.clear(within(form).getByLabelText('Cap in credits'));
  await userEvent.type(within(form).getByLabelText('Cap in credits'), '100');
  await userEvent.click(within(form).getByRole('button', { name: 'Create key' }));
  const shown = await screen.findByRole('dialog', { name: 'Your new key' });
  expect(shown.textContent).toContain(newApiKey.secret);
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('dialog', { name: 'Your new key' })).not.toBeNull();
  await press('I have stored it');
  await vi.waitFor(() => expect(document.body.textContent).not.toContain(newApiKey.secret));
  expect(api.requests('POST /api/v1/api-keys')[0]?.body).toEqual({
    name: 'Server',
    mode: 'live',
    scopes: ['gateway'],
    moduleIds: null,
    cap: { credits: '100', period: 'month' },
    expiresAt: null,
  });
});

test('a module is drafted with exactly the price that was typed', async () => {
  api.answer('POST /api/v1/modules', () => reply(201, ownModule));
  renderApp('/modules/new');
  await userEvent.type(await screen.findByLabelText('Short name in addresses'), 'No Spaces');
  await userEvent.type(screen.getByLabelText('Name'), 'Weather');
  await userEvent.type(screen.getByLabelText('Address of your service'), 'https://a.example.com');
  await userEvent.type(screen.getByLabelText('Credits for each call'), '0.000001');
  await press('Save draft');
  expect((await screen.findByRole('alert')).textContent).toContain('lower-case');
  const slug = screen.getByLabelText('Short name in addresses');
  await userEvent.clear(slug);
  await userEvent.type(slug, 'weather');
  await press('Save draft');
  await vi.waitFor(() => expect(api.requests('POST /api/v1/modules')).toHaveLength(1));
  expect(api.requests('POST /api/v1/modules')[0]?.body).toEqual({
    slug: 'weather',
    kind: 'a2a',
    name: 'Weather',
    description: '',
    upstreamUrl: 'https://a.example.com',
    timeLimitSeconds: 60,
    price: { model: 'per_call', credits: '0.000001', errorsBillable: false },
  });
});

test('a price per unit goes out with its tiers, and says beside a field what is wrong with it', async () => {
  api.answer('POST /api/v1/modules/mod_count/prices', () =>
    reply(201, { ...ownModule.prices[0], id: 'prc_new' }),
  );
  renderApp('/modules/mod_count');
  await press('Add price');
  const dialog = await screen.findByRole('dialog', { name: 'Add price' });
  const field = (label: string, at = 0) =>
    within(dialog).getAllByLabelText(label)[at] ?? expect.fail(label);
  const type = async (label: string, text: string, at = 0) => {
    await userEvent.clear(field(label, at));
    await userEvent.type(field(label, at), text);
  };
  await userEvent.selectOptions(field('Pricing'), 'per_unit');
  await type('Unit', 'page');
  await type('Where', 'usage');
  await type('Credits a block', '0.5');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Add a tier' }));
  await type('Up to unit', '1,000');
  await type('Credits a block', '0.3', 1);
  await type('Least for each call', '0.2');
  await type('Most for each call', '100');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Announce price' }));
  expect((await within(dialog).findByRole('alert')).textContent).toContain('JSON Pointer');
  expect(field('Where').getAttribute('aria-invalid')).toBe('true');
  await type('Where', '/usage/pages');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Announce price' }));
  await vi.waitFor(() =>
    expect(api.requests('POST /api/v1/modules/mod_count/prices')).toHaveLength(1),
  );
  expect(api.requests('POST /api/v1/modules/mod_count/prices')[0]?.body).toEqual({
    price: {
      ...{ model: 'per_unit', unit: 'page', quantity: { in: 'body', at: '/usage/pages' } },
      tiers: [
        { upTo: 1000, credits: '0.5' },
        { upTo: null, credits: '0.3' },
      ],
      ...{ per: 1, minimum: '0.2', maximum: '100', assumed: 1 },
    },
  });
});

test('a price that the rule refuses keeps what was typed and shows the rule', async () => {
  api.answer('POST /api/v1/modules/mod_count/prices', () =>
    problem(409, 'price_rise_too_soon', 'Rises start 14 days from now at the earliest.'),
  );
  renderApp('/modules/mod_count');
  await press('Add price');
  const dialog = await screen.findByRole('dialog', { name: 'Add price' });
  expect(dialog.textContent).toContain('14 days');
  const credits = within(dialog).getByLabelText('Credits for each call') as HTMLInputElement;
  await userEvent.clear(credits);
  await userEvent.type(credits, '2');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Announce price' }));
  expect((await within(dialog).findByRole('alert')).textContent).toContain('price_rise_too_soon');
  expect(credits.value).toBe('2');
});

test('an unconfirmed address is named on every page', async () => {
  api.answer('GET /api/v1/me', { ...me, person: { ...me.person, emailVerified: false } });
  renderApp('/members');
  expect(await screen.findByText('Your e-mail address is not confirmed yet')).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Invite member' })).toBeNull();
});
