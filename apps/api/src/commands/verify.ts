import { verifyLedger } from '../verify-ledger.js';

const [...given] = process.argv.slice(2);
const json = given.includes('--json');
const unknown = given.filter((argument) => argument !== '--json');
if (unknown.length > 0) {
  process.stderr.write(
    `unknown argument ${unknown.join(' ')}; usage: npm run verify -- [--json]\n`,
  );
  process.exitCode = 2;
} else {
  const { code, text } = await verifyLedger({
    databaseUrl: process.env.DATABASE_URL || 'sqlite:./data/credits.db',
    baseCurrency: process.env.BASE_CURRENCY || 'USD',
    json,
  });
  (code === 2 && !json ? process.stderr : process.stdout).write(`${text}\n`);
  process.exitCode = code;
}
