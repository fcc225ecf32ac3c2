import { expect, test } from 'vitest';
import { type Price, priceFinePrint, priceInWords } from './price-in-words.js';

test('a price is one plain sentence', () => {
  expect(priceInWords({ model: 'free' })).toBe('Free');
  expect(priceInWords({ model: 'per_call', credits: '0.25' })).toBe('0.25 credits for each call');
  expect(priceInWords({ model: 'per_token', markupBps: 2000, minimum: '0.01' })).toBe(
    "By the token, at the model's own price plus 20%",
  );
});

test('billable errors and minimums are never left out', () => {
  expect(priceFinePrint({ model: 'per_call', credits: '1', errorsBillable: true })).toContain(
    'error of the module costs the same',
  );
  expect(priceFinePrint({ model: 'per_token', markupBps: 0, minimum: '0.01' })).toContain(
    'At least 0.01 credits',
  );
});

const pages: Price = {
  ...{ model: 'per_unit', unit: 'page', quantity: { in: 'body', at: '/usage/pages' } },
  ...{ tiers: [{ upTo: null, credits: '0.1' }], minimum: '0.2', maximum: '1000' },
};

test('a price per unit says every tier, its bounds and what counts where nothing is said', () => {
  expect(priceInWords(pages)).toBe('0.1 credits for each page');
  expect(priceInWords({ ...pages, per: 1000 })).toBe('0.1 credits for every 1,000 pages');
  const tiers = [
    { upTo: 10, credits: '0' },
    { upTo: 1000, credits: '1' },
    { upTo: null, credits: '0.5' },
  ];
  expect(priceInWords({ ...pages, tiers })).toBe(
    'For each page: 0 credits up to 10, then 1 credit up to 1,000, then 0.5 credits',
  );
  expect(priceFinePrint(pages)).toBe(
    'At least 0.2 credits, at most 1,000 credits for each call. The count stands at /usage/pages of the reply; where it does not, it counts as 1 page. A call that fails costs nothing.',
  );
  const header = {
    ...pages,
    per: 10,
    minimum: '0',
    quantity: { in: 'header', at: 'x-pages' },
  } as const;
  expect(priceFinePrint(header)).toContain(
    'At most 1,000 credits for each call. A started block counts.',
  );
  expect(priceFinePrint(header)).toContain('in the header x-pages of the reply');
});
