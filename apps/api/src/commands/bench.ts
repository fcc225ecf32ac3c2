import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchGateway } from '../bench/gateway/bench-gateway.js';
import { printGatewayBench } from '../bench/gateway/report.js';
import { benchLedger } from '../bench/ledger/bench-ledger.js';
import { printLedgerBench } from '../bench/ledger/report.js';

/**
 * `npm run bench -- ledger|gateway [--seconds N] [--json]`: exits 1 when a ledger did not verify or a
 * balance differs, for the figures are void then, and 2 when it could not run.
 */
const usage = 'usage: npm run bench -- ledger|gateway [--seconds N] [--json]';

/** What every benchmark is told. */
interface Common {
  readonly seconds: number;
  readonly rounds: number;
  readonly folder: string;
  readonly say: (line: string) => void;
}

interface Done {
  readonly result: object;
  readonly text: string;
  readonly valid: boolean;
}

async function ledger(common: Common): Promise<Done> {
  const result = await benchLedger({
    ...common,
    callers: [1, 16, 64, 256, 1024],
    wallets: 1000,
    large: { wallets: 100_000, entries: 1_000_000 },
  });
  return { result, text: printLedgerBench(result), valid: result.verified };
}

async function gateway(common: Common): Promise<Done> {
  const result = await benchGateway({
    ...common,
    callers: [1, 16, 64, 256],
    open: { streams: 1000, seconds: 5 },
  });
  return { result, text: printGatewayBench(result), valid: result.balanced };
}

async function bench(args: string[]): Promise<number> {
  const options = { seconds: { type: 'string', default: '2' }, json: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const seconds = Number(values.seconds);
  const run = new Map([
    ['ledger', ledger],
    ['gateway', gateway],
  ]).get(positionals.join(' '));
  if (run === undefined || !(seconds > 0 && seconds <= 600)) {
    throw new Error(usage);
  }
  // Beside the data that a server here would write: that disk is measured.
  mkdirSync('data', { recursive: true });
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const { result, text, valid } = await run({ seconds, rounds: 5, folder: 'data', say });
  process.stdout.write(`${text}\n`);
  if (values.json) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
  return valid ? 0 : 1;
}

try {
  process.exitCode = await bench(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
