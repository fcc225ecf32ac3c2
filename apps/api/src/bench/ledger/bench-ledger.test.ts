import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { benchLedger } from './bench-ledger.js';
import { printLedgerBench } from './report.js';

it('a small run measures every cell once a round, verifies its ledgers and leaves no file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'telex-bench-test-'));
  try {
    const lines: string[] = [];
    const result = await benchLedger({
      seconds: 0.1,
      rounds: 2,
      callers: [1, 8],
      wallets: 10,
      large: { wallets: 50, entries: 1_000 },
      folder,
      say: (line) => lines.push(line),
    });
    expect(result.verified).toBe(true);
    expect(result.cells.map(({ ledger, wallets, callers }) => [ledger, wallets, callers])).toEqual([
      ['fresh', 'spread', 1],
      ['fresh', 'spread', 8],
      ['fresh', 'one', 1],
      ['fresh', 'one', 8],
      ['large', 'spread', 8],
    ]);
    for (const { lifecyclesPerSecond, operationMs } of result.cells) {
      expect(lifecyclesPerSecond.min).toBeGreaterThan(0);
      expect(operationMs.p99.median).toBeGreaterThanOrEqual(operationMs.p50.median);
    }
    expect(result.large.entries).toBeGreaterThanOrEqual(1_000);
    expect(result.ratios.hotToSpread.median).toBeGreaterThan(0);
    expect(result.statement.pages.every(({ medianMs }) => medianMs > 0)).toBe(true);
    expect(lines.filter((line) => line.includes('verify'))).toHaveLength(3);
    expect(printLedgerBench(result)).toContain('sound');
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
