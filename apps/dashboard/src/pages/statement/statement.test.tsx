import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../../api/organisation.js';
import { saveFile } from '../../api/save-file.js';
import { everything } from '../../testing/everything.js';
import { type FakeApi, installFakeApi, type SeenRequest } from '../../testing/fake-api.js';
import { transaction } from '../../testing/fixtures.js';
import { renderApp } from '../../testing/render-app.js';
import { endOfDay, startOfDay } from '../../time/days.js';

vi.mock('../../api/save-file.js', () => ({ saveFile: vi.fn() }));

const LIST = 'GET /api/v1/wallet/transactions';
let api: FakeApi;

beforeEach(() => {
  pickOrganisation('org_one');
  vi.mocked(saveFile).mockClear();
  api = installFakeApi(everything);
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

test('each row has its change and the balance right after, with every place', async () => {
  renderApp('/statement');
  const table = await screen.findByRole('table', { name: 'Statement' });
  expect(within(table).getByText(/−1\.00/).textContent).toBe('−1.000001');
  expect(within(table).getByRole('link', { name: 'Call of Word count' })).toBeDefined();
});

test('filters of the address reach the API as moments of the viewer’s days', async () => {
  renderApp('/statement?from=2026-11-01&to=2026-11-24&type=capture&show=all');
  await screen.findByRole('table', { name: 'Statement' });
  const [request] = api.requests(LIST);
  expect(Object.fromEntries(request?.query ?? [])).toEqual({
    from: startOfDay('2026-11-01'),
    to: endOfDay('2026-11-24'),
    type: 'capture',
    show: 'all',
    limit: '50',
  });
});

test('a filter that makes no sense is left out instead of breaking the page', async () => {
  renderApp('/statement?from=yesterday&type=gift');
  await screen.findByRole('table', { name: 'Statement' });
  expect([...(api.requests(LIST)[0]?.query.keys() ?? [])]).toEqual(['limit']);
});

test('the next page starts where the last one ended', async () => {
  api.answer(LIST, ({ query }: SeenRequest) =>
    query.get('cursor') === 'more'
      ? { data: [{ ...transaction, id: 'use_old', description: 'An old call' }], nextCursor: null }
      : { data: [transaction], nextCursor: 'more' },
  );
  renderApp('/statement');
  await userEvent.click(await screen.findByRole('button', { name: 'Load more' }));
  expect(await screen.findByText('An old call')).toBeDefined();
  expect(screen.getByText('Call of Word count')).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
});

test('the CSV is the server’s, for the organisation and the filters on the page', async () => {
  api.answer(LIST, ({ headers }: SeenRequest) =>
    headers.get('Accept') === 'text/csv'
      ? new Response('id,credits\nuse_one,-1.000001\n')
      : { data: [transaction], nextCursor: null },
  );
  renderApp('/statement?type=capture');
  await screen.findByRole('table', { name: 'Statement' });
  await userEvent.click(screen.getByRole('button', { name: 'Download CSV' }));
  await vi.waitFor(() => expect(saveFile).toHaveBeenCalled());
  const [content, name] = vi.mocked(saveFile).mock.calls[0] ?? [];
  expect(name).toBe('statement.csv');
  expect(await content?.text()).toBe('id,credits\nuse_one,-1.000001\n');
  const asked = api.requests(LIST).at(-1);
  expect(asked?.query.get('type')).toBe('capture');
  expect(asked?.headers.get('X-Organisation-Id')).toBe('org_one');
});
