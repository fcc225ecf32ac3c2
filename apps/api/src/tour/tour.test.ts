import { expect, it } from 'vitest';
import { tourOnThrowawayServer } from './throwaway-server.js';
import { createBook } from './tour.js';

it('buys, calls, earns and refunds, and every number is as it must be', async () => {
  const lines: string[] = [];
  const right = await tourOnThrowawayServer((line) => lines.push(line));
  expect(lines.filter((line) => line.includes('WRONG'))).toEqual([]);
  expect(right).toBe(true);
  expect(lines).toContain('   ok     developer, pending (USD): 0.0014');
  expect(lines.at(-1)).toContain('Sound');
}, 60_000);

it('a number that differs is named, and the tour is not right', () => {
  const lines: string[] = [];
  const book = createBook((line) => lines.push(line));
  book.check('held', '0', '0');
  expect(book.allRight()).toBe(true);
  book.check('available', '99.4', '99.5');
  book.check('held', '0', '0');
  expect(book.allRight()).toBe(false);
  expect(lines[1]).toBe('   WRONG  available: 99.4, must be 99.5');
});
