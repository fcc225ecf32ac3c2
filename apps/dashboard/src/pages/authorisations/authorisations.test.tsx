import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../../api/organisation.js';
import { everything } from '../../testing/everything.js';
import { type FakeApi, installFakeApi, problem } from '../../testing/fake-api.js';
import { listing, me, page } from '../../testing/fixtures.js';
import { authorisation, ownModule } from '../../testing/more-fixtures.js';
import { renderApp } from '../../testing/render-app.js';

let api: FakeApi;

beforeEach(() => {
  pickOrganisation('org_one');
  api = installFakeApi(everything);
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const route = 'POST /api/v1/spending-authorisations';

test('one is given from the page of a module, after cap and last day are set', async () => {
  renderApp('/marketplace/word-count');
  await userEvent.click(await screen.findByRole('link', { name: 'Let its publisher charge' }));
  const form = await screen.findByRole('form', { name: 'Give an authorisation' });
  const field = within(form);
  await vi.waitFor(() =>
    expect(field.getByLabelText<HTMLSelectElement>('Module').value).toBe(listing.id),
  );
  const submit = () => userEvent.click(field.getByRole('button', { name: 'Give authorisation' }));
  await submit();
  const alerts = (await field.findAllByRole('alert')).map(({ textContent }) => textContent);
  expect(alerts).toEqual([
    'Write a number with at most six places, such as 12.5, above zero',
    'Choose a day',
  ]);
  expect(api.requests(route)).toHaveLength(0);
  await userEvent.type(field.getByLabelText('Cap in credits'), '1,000.5');
  await userEvent.type(field.getByLabelText('Most for one charge'), '2');
  await userEvent.type(field.getByLabelText('Last day'), '2099-01-31');
  await userEvent.type(field.getByLabelText('Note to the publisher'), 'account 7');
  api.answer(route, () => problem(400, 'invalid_request', 'At most 366 days ahead.'));
  await submit();
  expect((await field.findByRole('alert')).textContent).toContain('At most 366 days ahead.');
  api.answer(route, authorisation);
  await submit();
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(api.requests(route).at(-1)?.body).toEqual({
    ...{ moduleId: listing.id, cap: { credits: '1000.5', period: 'month' }, perCharge: '2' },
    ...{ customerName: 'Ada Obi', note: 'account 7', expiresAt: expect.any(String) },
  });
});

test('the list shows what is used of the cap, and one is ended after asking once more', async () => {
  renderApp('/authorisations');
  const table = await screen.findByRole('table', { name: 'Authorisations' });
  expect(table.textContent).toContain('2.5 of 10 this month');
  expect(table.textContent).toContain('At most 1 a charge');
  const ended = { ...authorisation, state: 'ended', endedAt: authorisation.createdAt };
  api.answer('DELETE /api/v1/spending-authorisations/aut_one', ended);
  api.answer('GET /api/v1/spending-authorisations', page(ended));
  const name = 'End the authorisation for Word count';
  await userEvent.click(screen.getByRole('button', { name }));
  const dialog = await screen.findByRole('dialog');
  expect(api.requests('DELETE /api/v1/spending-authorisations/aut_one')).toHaveLength(0);
  await userEvent.click(within(dialog).getByRole('button', { name: 'End authorisation' }));
  await screen.findByText('Ended');
  expect(screen.queryByRole('button', { name })).toBeNull();
});

test('who does not bill can look, and neither gives nor ends', async () => {
  const [first, ...others] = me.organisations;
  api.answer('GET /api/v1/me', { ...me, organisations: [{ ...first, role: 'user' }, ...others] });
  renderApp('/authorisations');
  await screen.findByRole('table', { name: 'Authorisations' });
  expect(screen.queryByRole('button', { name: 'Give authorisation' })).toBeNull();
  expect(screen.queryByRole('button', { name: /^End/ })).toBeNull();
});

test('a publisher sees who gave one for a module', async () => {
  api.answer('GET /api/v1/modules', page({ ...ownModule, status: 'published' }));
  renderApp('/modules/mod_count');
  const table = await screen.findByRole('table', { name: 'Authorisations' });
  expect(table.textContent).toContain('Ada Obi');
  expect(table.textContent).toContain('aut_one');
});
