import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchLedger } from '../bench/ledger/bench-ledger.js';
import { printLedgerBench } from '../bench/ledger/report.js';

/**
 * `npm run bench -- ledger [--seconds N] [--json]`: exits 1 when a ledger did not verify, for the
 * figures are void then, and 2 when it could not run.
 */
const usage = 'usage: npm run bench -- ledger [--seconds N] [--json]';

async function bench(args: string[]): Promise<number> {
  const options = { seconds: { type: 'string', default: '2' }, json: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const seconds = Number(values.seconds);
  if (positionals.join(' ') !== 'ledger' || !(seconds > 0 && seconds <= 600)) {
    throw new Error(usage);
  }
  // Beside the data that a server here would write: that disk is measured.
  mkdirSync('data', { recursive: true });
  const result = await benchLedger({
    seconds,
    rounds: 5,
    callers: [1, 16, 64, 256, 1024],
    wallets: 1000,
    large: { wallets: 100_000, entries: 1_000_000 },
    folder: 'data',
    say: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${printLedgerBench(result)}\n`);
  if (values.json) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
  return result.verified ? 0 : 1;
}

try {
  process.exitCode = await bench(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
