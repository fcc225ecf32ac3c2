import { printSpread } from '../statistics.js';
import type { Compared, GatewayBenchResult, GatewayCell } from './bench-gateway.js';

/** The result as tables for people: medians, with the least and the greatest in brackets. */
export function printGatewayBench(result: GatewayBenchResult): string {
  const { machine, open } = result;
  return [
    `${machine.cores} cores of ${machine.cpu}, ${machine.memoryGiB} GiB, Node ${machine.node}, ${result.durability}`,
    `${result.rounds} rounds of ${result.seconds} s a cell; median (least-greatest)`,
    '',
    line(['kind', 'callers', 'way', 'calls/s', 'p50 ms', 'p99 ms', 'CPU us/call']),
    ...result.cells.map(cellLine),
    '',
    'The gateway beside the bare proxy, same round:',
    line(['kind', 'callers', '', 'rate', 'p50 added ms', 'p99 added ms', 'CPU us added']),
    ...result.compared.map(comparedLine),
    '',
    `${open.streams} open streams: ${open.openRssMiB} MiB (${open.idleRssMiB} MiB before), ${open.cpuPercent} % of a core`,
    `peak memory of the gateway's process: ${result.gatewayPeakRssMiB} MiB`,
    result.balanced
      ? `${result.calls} calls charged: the ledger verifies, nothing is held, no credit is missing.`
      : 'VOID: the ledger does not say what the calls cost.',
  ].join('\n');
}

const widths = [8, 9, 12, 24, 20, 24, 0];
const line = (columns: readonly string[]) =>
  columns.map((text, at) => text.padEnd(widths[at] ?? 0)).join('');

function cellLine({ kind, callers, way, ...cell }: GatewayCell): string {
  const { callsPerSecond, p50Ms, p99Ms, cpuMicrosPerCall } = cell;
  const cpu = cpuMicrosPerCall === null ? '' : printSpread(cpuMicrosPerCall);
  const figures = [callsPerSecond, p50Ms, p99Ms].map(printSpread);
  return line([kind, String(callers), way, ...figures, cpu]);
}

function comparedLine({ kind, callers, ...compared }: Compared): string {
  const { rateRatio, p50AddedMs, p99AddedMs, cpuAddedMicros } = compared;
  const figures = [rateRatio, p50AddedMs, p99AddedMs, cpuAddedMicros].map(printSpread);
  return line([kind, String(callers), '', ...figures]);
}
