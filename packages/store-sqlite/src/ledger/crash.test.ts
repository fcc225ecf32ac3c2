import { expect, it } from 'vitest';
import { temporaryPath } from './test-ledger.js';
import { killWriters } from './testing/kill-runs.js';

/** `npm run simulate -- --kill 100` kills more often. */
const kills = 20;
const temporary = temporaryPath();

it(`loses nothing that it acknowledged, over ${kills} kills at random moments`, async () => {
  const report = await killWriters(temporary.path, kills);
  expect(report).toMatchObject({ kills, lost: [], problems: [] });
  expect(report.acknowledged).toBeGreaterThan(kills * 10);
  expect(report.entries).toBeGreaterThanOrEqual(report.acknowledged);
}, 120_000);
