import { parseArgs } from 'node:util';
import { migrate } from '../migrate.js';

/** `npm run migrate -- --from sqlite:./data/credits.db --to mongodb://host/credits`. */
async function run(): Promise<number> {
  let given: { from?: string | undefined; to?: string | undefined } = {};
  try {
    given = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } }).values;
  } catch {
    // Told below, as a missing one is.
  }
  const { from, to } = given;
  if (from === undefined || to === undefined) {
    process.stderr.write('usage: npm run migrate -- --from sqlite:FILE --to mongodb://HOST/NAME\n');
    return 2;
  }
  return migrate({ from, to, say: (line) => process.stdout.write(`${line}\n`) });
}

process.exitCode = await run();
