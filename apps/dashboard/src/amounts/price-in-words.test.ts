import { expect, test } from 'vitest';
import { priceFinePrint, priceInWords } from './price-in-words.js';

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
