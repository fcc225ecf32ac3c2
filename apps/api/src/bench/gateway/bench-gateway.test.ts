import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { benchGateway } from './bench-gateway.js';
import { printGatewayBench } from './report.js';

it('a small run measures every way, accounts for every credit and leaves no file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'telex-bench-test-'));
  try {
    const lines: string[] = [];
    const result = await benchGateway({
      ...{ seconds: 0.2, rounds: 2, callers: [1, 4] },
      open: { streams: 20, seconds: 0.2 },
      ...{ folder, say: (line: string) => lines.push(line) },
    });
    expect(result.balanced).toBe(true);
    expect(lines.at(-1)).toContain('no credit missing');
    expect(result.cells).toHaveLength(12);
    for (const { callsPerSecond, p50Ms, p99Ms } of result.cells) {
      expect(callsPerSecond.min).toBeGreaterThan(0);
      expect(p99Ms.median).toBeGreaterThanOrEqual(p50Ms.median);
    }
    expect(result.compared.map(({ kind, callers }) => [kind, callers])).toEqual([
      ['json', 1],
      ['json', 4],
      ['stream', 1],
      ['stream', 4],
    ]);
    // The gateway does all that the bare proxy does, and more.
    expect(result.compared.every(({ cpuAddedMicros }) => cpuAddedMicros.median > 0)).toBe(true);
    expect(result.open).toMatchObject({ streams: 20 });
    expect(printGatewayBench(result)).toContain('no credit is missing');
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);
