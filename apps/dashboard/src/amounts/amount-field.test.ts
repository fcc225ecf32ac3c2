import { expect, test } from 'vitest';
import { capField, positiveCapField, positiveCreditsField, tidyAmount } from './amount-field.js';

test('grouping marks, blanks and leading zeros are taken as people type them', () => {
  expect(tidyAmount(' 1,000.50 ')).toBe('1000.50');
  expect(tidyAmount('007')).toBe('7');
  expect(tidyAmount('0.5')).toBe('0.5');
});

test('an empty cap means no cap', () => {
  expect(capField.parse('')).toBeNull();
  expect(capField.parse('0')).toBe('0');
});

test.each(['1e3', '-1', '0.0000001', 'ten', '1.'])('%s is no amount', (text) => {
  expect(capField.safeParse(text).success).toBe(false);
});

test('where it must be above zero, zero is refused with words', () => {
  expect(positiveCreditsField.safeParse('0.000').error?.issues[0]?.message).toContain('above zero');
  expect(positiveCapField.safeParse('0').success).toBe(false);
  expect(positiveCreditsField.parse('1,000.5')).toBe('1000.5');
});
