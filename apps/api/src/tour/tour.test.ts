import { expect, it } from 'vitest';
import { createBook } from './book.js';
import { runTour } from './run-tour.js';
import { scenarios } from './scenarios/all.js';
import type { Scenario } from './scenarios/scenario.js';
import { playOnThrowawayServer, tourOnThrowawayServer } from './throwaway-server.js';

it('buys, calls, earns and refunds, and every number is as it must be', async () => {
  const lines: string[] = [];
  const right = await tourOnThrowawayServer((line) => lines.push(line));
  expect(lines.filter((line) => line.includes('WRONG'))).toEqual([]);
  expect(right).toBe(true);
  expect(lines).toContain('   ok     developer, pending (USD): 0.0014');
  expect(lines.at(-1)).toContain('Sound');
}, 60_000);

it('plays every scenario, every number is as it must be, and one that is wrong is told', async () => {
  const lines: string[] = [];
  const wrong: Scenario = {
    ...{ name: 'wrong', title: 'Nothing was bought' },
    play: async ({ book }) => book.check('credits', '0', '1'),
  };
  const right = await playOnThrowawayServer((line) => lines.push(line), [...scenarios, wrong]);
  expect(lines.filter((line) => line.includes('WRONG'))).toEqual([
    '   WRONG  credits: 0, must be 1',
  ]);
  expect(right).toBe(false);
  expect(lines.at(-1)).toContain('Sound');
}, 180_000);

it('lists what can be played, and knows no other name', async () => {
  const lines: string[] = [];
  expect(await runTour({ list: true }, (line) => lines.push(line))).toBe(0);
  expect(lines).toHaveLength(scenarios.length + 1);
  expect(await runTour({ scenario: 'unheard-of' }, () => undefined)).toBe(2);
});

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
