import { parseArgs } from 'node:util';
import { type VerifyOutcome, verifyExport, verifyLedger } from '../verify-ledger.js';

/** `npm run verify -- [--export FILE] [--json]`: checks the database, or an export without it. */
const usage = 'usage: npm run verify -- [--export FILE] [--json]';

async function verify(args: string[]): Promise<VerifyOutcome & { readonly json: boolean }> {
  const options = { json: { type: 'boolean' }, export: { type: 'string' } } as const;
  const { values } = parseArgs({ args, options });
  const json = values.json ?? false;
  const baseCurrency = process.env.BASE_CURRENCY || 'USD';
  const databaseUrl = process.env.DATABASE_URL || 'sqlite:./data/credits.db';
  const outcome =
    values.export === undefined
      ? await verifyLedger({ databaseUrl, baseCurrency, json })
      : await verifyExport({ file: values.export, baseCurrency, json });
  return { ...outcome, json };
}

try {
  const { code, text, json } = await verify(process.argv.slice(2));
  (code === 2 && !json ? process.stderr : process.stdout).write(`${text}\n`);
  process.exitCode = code;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exitCode = 2;
}
