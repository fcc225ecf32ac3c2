import fc from 'fast-check';
import { expect, test } from 'vitest';
import { missingPlaces, placesMax } from './aligned-places.js';
import { amountParts, amountText, creditsText, moneyText, unitText } from './grouping.js';

test('an amount is grouped in threes and keeps every digit', () => {
  expect(amountText('1234567.891234')).toBe('1,234,567.891234');
  expect(amountText('100')).toBe('100');
  expect(amountText('1000')).toBe('1,000');
  expect(amountText('-12345.5')).toBe('−12,345.5');
  expect(amountText('0.000001')).toBe('0.000001');
});

test('whatever the amount, taking the grouping away gives exactly what the API sent', () => {
  const decimal = fc
    .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.stringMatching(/^\d{0,9}$/))
    .map(([negative, whole, places]) => `${negative ? '-' : ''}${whole}${places && `.${places}`}`);
  fc.assert(
    fc.property(decimal, (amount) => {
      const back = amountText(amount).replaceAll(',', '').replace('−', '-');
      expect(back).toBe(amount);
    }),
  );
});

test('places beyond the second are a part of their own, to be dimmed and never cut', () => {
  expect(amountParts('0.857143')).toEqual({
    sign: '',
    whole: '0',
    fraction: '.85',
    tail: '7143',
  });
});

test('amounts beyond what a float can hold are shown digit by digit', () => {
  expect(amountText('9007199254740993.000001')).toBe('9,007,199,254,740,993.000001');
});

test('money has its mark and its own places', () => {
  expect(moneyText({ amount: '8000.00', currency: 'NGN' })).toBe('₦8,000.00');
  expect(moneyText({ amount: '-0.003500003', currency: 'USD' })).toBe('−$0.003500003');
  expect(moneyText({ amount: '1200', currency: 'KES' })).toBe('KES\u00a01,200');
});

test('one credit is one credit', () => {
  expect(creditsText('1')).toBe('1 credit');
  expect(creditsText('1.5')).toBe('1.5 credits');
});

test('a text that is no decimal is shown as it came, not as a number', () => {
  expect(amountText('1e6')).toBe('1e6');
});

test('the points of a column stand one under the other', () => {
  const column = ['1000', '-0.5', '12.000001'];
  const places = placesMax(column);
  const widths = column.map((amount) => {
    const shown = amount + missingPlaces(amount, places);
    return shown.length - shown.indexOf('.');
  });
  expect(new Set(widths).size).toBe(1);
});

test('a unit stands in the plural unless there is exactly one', () => {
  expect([unitText('1', 'token'), unitText('10', 'token'), unitText('0', 'token')]).toEqual([
    'token',
    'tokens',
    'tokens',
  ]);
});
