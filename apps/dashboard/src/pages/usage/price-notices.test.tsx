import { screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../../api/organisation.js';
import { everything } from '../../testing/everything.js';
import { type FakeApi, installFakeApi } from '../../testing/fake-api.js';
import { listing, page, receipt } from '../../testing/fixtures.js';
import { priceNotice } from '../../testing/more-fixtures.js';
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

test.each(['/', '/usage'])('%s tells of a price rise: when, from what, to what', async (path) => {
  renderApp(path);
  const title = await screen.findByText(/The price of Word count rises on/);
  expect(title.textContent).toContain('2026');
  expect(document.body.textContent).toContain(
    'From “1 credit for each call” to “1.5 credits for each call”',
  );
});

test('a rise that was taken back is told, too', async () => {
  api.answer('GET /api/v1/price-notices', page({ ...priceNotice, kind: 'taken_back' }));
  renderApp('/usage');
  await screen.findByText(/The price of Word count does not rise on/);
});

test('the module page says when the price changes, from what to what', async () => {
  const { to: price, effectiveAt } = priceNotice;
  const nextPrice = { ...listing.price, id: 'prc_two', price, effectiveAt };
  api.answer('GET /api/v1/marketplace/word-count', { ...listing, nextPrice });
  renderApp('/marketplace/word-count');
  await screen.findByText(/The price changes on/);
  expect(document.body.textContent).toContain('to “1.5 credits for each call”');
});

test('the receipt says the quantity, its bounds, the rounding and the version of a model’s price', async () => {
  const price = {
    ...{ model: 'per_unit', unit: 'page', quantity: { in: 'body', at: '/pages' } },
    ...{ tiers: [{ upTo: null, credits: '0.5' }], minimum: '0.2', maximum: '5' },
  };
  api.answer('GET /api/v1/usage/use_one', {
    ...receipt,
    priceVersion: { ...receipt.priceVersion, price },
    metered: { quantity: '2.5', unit: 'page', estimated: false },
    modelPrice: {
      ...{ provider: 'openai', model: 'gpt-x', number: 3, since: '2026-11-24T10:00:00.000Z' },
      prices: { prompt: '1', completion: '1', request: '0', image: '0', cached: null },
    },
  });
  renderApp('/usage/use_one');
  await screen.findByText(/0.5 credits for each page/);
  const text = document.body.textContent;
  expect(text).toContain('At least 0.2 credits, at most 5 credits for each call.');
  expect(text).toContain('The reply said: 2.5 pages.');
  expect(text).toContain('Price 3 of the model gpt-x, since');
  expect(text).toContain('The sum is rounded up once, to 0.000001 credits.');
});
