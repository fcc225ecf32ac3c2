import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../../api/organisation.js';
import { everything } from '../../testing/everything.js';
import { type FakeApi, installFakeApi, reply } from '../../testing/fake-api.js';
import { page } from '../../testing/fixtures.js';
import { ownModule } from '../../testing/more-fixtures.js';
import { renderApp } from '../../testing/render-app.js';

const file = 'https://agents.example.com/.well-known/telex-credits.txt';
const publish = `POST /api/v1/modules/${ownModule.id}/publish`;
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
const region = async (name: string) => (await screen.findByRole('region', { name })).textContent;

/** The refusal of an address that is not proven, as the API sends it. */
function unproven(url: string, content: string) {
  const detail = `Show that the address is yours: serve the line ${content} at ${url}, then try again. It answered 404 instead of 200.`;
  return reply(409, {
    ...{ type: 'about:blank', title: 'Conflict', status: 409, code: 'ownership_not_proven' },
    ...{ detail, requestId: 'req_42', url, content },
  });
}

test('a draft says which line to serve where, and what the check found', async () => {
  const { content } = ownModule.ownership;
  api.answer(publish, () => unproven(file, content));
  renderApp(`/modules/${ownModule.id}`);
  expect(await region('File')).toBe(file);
  expect(await region('A line of it')).toBe(content);
  expect(screen.getByRole('button', { name: 'Copy address' })).toBeDefined();
  expect(screen.getByRole('button', { name: 'Copy line' })).toBeDefined();
  await press('Check and publish');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The address is not proven yet');
  expect(alert.textContent).toContain('It answered 404 instead of 200.');
  const published = {
    ...ownModule,
    ...{ status: 'published', publishedAt: '2026-11-25T10:00:00.000Z' },
    ownership: { ...ownModule.ownership, provenAt: '2026-11-25T10:00:00.000Z' },
  };
  api.answer(publish, published);
  api.answer('GET /api/v1/modules', page(published));
  await press('Check and publish');
  expect(await screen.findByText(/^Proven on 25 Nov 2026/)).toBeDefined();
  expect(screen.queryByRole('alert')).toBeNull();
  await press('Show the line');
  expect(await region('A line of it')).toBe(content);
});

test('an agent that does not answer is no question of the line', async () => {
  api.answer(publish, () =>
    reply(400, {
      ...{ type: 'about:blank', title: 'Bad request', status: 400, requestId: 'req_42' },
      ...{ code: 'upstream_not_answering', detail: 'Nothing answered.' },
    }),
  );
  renderApp(`/modules/${ownModule.id}`);
  await press('Check and publish');
  expect((await screen.findByRole('alert')).textContent).toContain('The check did not succeed');
});

test('a module from before proofs can be checked at any time', async () => {
  const old = { ...ownModule, status: 'published', publishedAt: '2026-11-02T00:00:00.000Z' };
  api.answer('GET /api/v1/modules', page(old));
  api.answer(publish, old);
  renderApp(`/modules/${ownModule.id}`);
  await press('Check');
  expect(api.requests(publish)).toHaveLength(1);
});

test('a move to another origin shows the line of that one', async () => {
  const next = 'https://new.example.com/.well-known/telex-credits.txt';
  api.answer(`PATCH /api/v1/modules/${ownModule.id}`, () => unproven(next, 'telex-credits=new'));
  renderApp(`/modules/${ownModule.id}`);
  await press('Save changes');
  const alert = await screen.findByRole('alert');
  expect(within(alert).getByRole('region', { name: 'File' }).textContent).toBe(next);
  expect(within(alert).getByRole('region', { name: 'A line of it' }).textContent).toBe(
    'telex-credits=new',
  );
});
