import { expect, test } from 'vitest';
import { isNegative, isZero, percentText, percentToBps, shareOf } from './sums.js';

test('zero is zero however it is written', () => {
  expect(['0', '0.00', '-0', '0.000000'].map(isZero)).toEqual([true, true, true, true]);
  expect(isZero('0.000001')).toBe(false);
  expect(isNegative('-0.000001')).toBe(true);
  expect(isNegative('-0')).toBe(false);
});

test('a share is between nothing and all', () => {
  expect(shareOf('25', '100')).toBe(0.25);
  expect(shareOf('150', '100')).toBe(1);
  expect(shareOf('1', '0')).toBe(0);
});

test('basis points become a percentage and come back', () => {
  expect(percentText(1250)).toBe('12.5%');
  expect(percentToBps('12.5')).toBe(1250);
  expect(() => percentToBps('12.555')).toThrow();
});
