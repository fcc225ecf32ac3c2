import { printSpread } from '../statistics.js';
import type { Cell, LedgerBenchResult } from './bench-ledger.js';

/** The result as a table for people: medians, with the least and the greatest in brackets. */
export function printLedgerBench(result: LedgerBenchResult): string {
  const { machine, ratios, large, statement } = result;
  return [
    `${machine.cores} cores of ${machine.cpu}, ${machine.memoryGiB} GiB, Node ${machine.node}, ${result.durability}`,
    `${result.rounds} rounds of ${result.seconds} s a cell; median (least-greatest)`,
    '',
    'ledger  wallets  callers  lifecycles/s           operation p50 / p99 ms              lifecycle p99 ms       CPU us/lifecycle',
    ...result.cells.map(row),
    '',
    `one wallet to spread, same round: ${printSpread(ratios.hotToSpread)}`,
    `${large.entries} existing entries to a fresh ledger, same round: ${printSpread(ratios.largeToFresh)}`,
    `start-up with ${large.wallets} wallets and ${large.entries} entries: ${printSpread(large.startMs)} ms`,
    `peak memory of the whole process: ${result.peakRssMiB} MiB`,
    `a page of a statement of ${statement.entries} entries, median (slowest):`,
    ...statement.pages.map(({ page, medianMs, maxMs }) => `  ${page}: ${medianMs} (${maxMs}) ms`),
    result.verified
      ? 'Every ledger was verified after it was measured: sound.'
      : 'VOID: a ledger did not verify.',
  ].join('\n');
}

function row({ ledger, wallets, callers, ...cell }: Cell): string {
  const columns: [string, number][] = [
    [ledger, 8],
    [wallets, 9],
    [String(callers), 9],
    [printSpread(cell.lifecyclesPerSecond), 23],
    [`${printSpread(cell.operationMs.p50)} / ${printSpread(cell.operationMs.p99)}`, 36],
    [printSpread(cell.lifecycleMs.p99), 23],
    [printSpread(cell.cpuMicrosPerLifecycle), 0],
  ];
  return columns.map(([text, width]) => text.padEnd(width)).join('');
}
