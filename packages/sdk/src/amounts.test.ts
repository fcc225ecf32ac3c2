import { expect, it } from 'vitest';
import { addCredits, compareCredits, subtractCredits } from './amounts.js';

it('adds, subtracts and compares to the last micro-credit, beyond what numbers can', () => {
  expect(addCredits('0.1', '0.2')).toBe('0.3');
  expect(addCredits('9999999999999.999999', '0.000001')).toBe('10000000000000');
  expect(addCredits()).toBe('0');
  expect(subtractCredits('1', '1.000001')).toBe('-0.000001');
  expect(['10', '9', '-1', '9.5'].sort(compareCredits)).toEqual(['-1', '9', '9.5', '10']);
  expect(compareCredits('1.10', '1.1')).toBe(0);
});

it('what is no exact amount is refused, never rounded', () => {
  for (const text of ['', '1e3', '1.', '.5', '1,5', '0.0000001', 'NaN', ' 1', '01']) {
    expect(() => addCredits(text), text).toThrow(/decimal string/);
  }
});
