import { screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../api/organisation.js';
import { everything } from '../testing/everything.js';
import { type FakeApi, installFakeApi } from '../testing/fake-api.js';
import { wallet } from '../testing/fixtures.js';
import { renderApp } from '../testing/render-app.js';

let api: FakeApi;
let stream: ReadableStreamDefaultController<Uint8Array>;

beforeEach(() => {
  pickOrganisation('org_one');
  api = installFakeApi({
    ...everything,
    'GET /api/v1/events': () =>
      new Response(
        new ReadableStream<Uint8Array>({
          start: (controller) => {
            stream = controller;
          },
        }),
      ),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const send = (text: string) => stream.enqueue(new TextEncoder().encode(text));

test('an event of the stream brings the new balance without a reload', async () => {
  renderApp('/limits');
  const balance = await screen.findByRole('status', { name: 'Balance' });
  await vi.waitFor(() => expect(balance.textContent).toContain('1,098.142857'));
  api.answer('GET /api/v1/wallet', { ...wallet, available: '1098' });
  send('id: 1\nevent: wallet.updated\ndata: {}\n\n');
  await vi.waitFor(() => expect(balance.textContent).toBe('1,098 credits'), { timeout: 3000 });
});

test('a burst of events asks for the wallet once', async () => {
  renderApp('/limits');
  const balance = await screen.findByRole('status', { name: 'Balance' });
  await vi.waitFor(() => expect(balance.textContent).toContain('1,098.142857'));
  const before = api.requests('GET /api/v1/wallet').length;
  api.answer('GET /api/v1/wallet', { ...wallet, available: '5' });
  send('event: usage.created\ndata: {}\n\nevent: wallet.updated\ndata: {}\n\n'.repeat(50));
  await vi.waitFor(() => expect(balance.textContent).toBe('5 credits'), { timeout: 3000 });
  expect(api.requests('GET /api/v1/wallet').length).toBe(before + 1);
});

test('an event of a kind that this page does not know harms nothing', async () => {
  renderApp('/limits');
  await screen.findByRole('heading', { name: 'Limits' });
  send('event: something.new\ndata: {}\n\n');
  send('event: wallet.updated\ndata: {}\n\n');
  await vi.waitFor(() =>
    expect(screen.getByRole('status', { name: 'Balance' }).textContent).toContain('1,098'),
  );
});
