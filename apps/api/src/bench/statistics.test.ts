import { expect, it } from 'vitest';
import { percentile, printSpread, spreadOf } from './statistics.js';

it('a median lies in the middle, whatever the order', () => {
  expect(spreadOf([900, 100, 300])).toEqual({ median: 300, min: 100, max: 900 });
  expect(spreadOf([1, 2, 3, 4]).median).toBe(2.5);
});

it('a percentile is the figure below which that share lies', () => {
  const sorted = Array.from({ length: 100 }, (_, at) => at);
  expect(percentile(sorted, 0.99)).toBe(99);
  expect(percentile(sorted, 0.5)).toBe(50);
  expect(percentile(sorted, 1)).toBe(99);
});

it('figures are printed with their spread', () => {
  expect(printSpread({ median: 12345, min: 0.5, max: 20000 })).toBe('12,345 (0.5-20,000)');
});
