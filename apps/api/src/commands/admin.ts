import { readConfig } from '../config.js';
import { makeFirstAdmin } from '../make-first-admin.js';

/** `npm run admin -- EMAIL`: makes that account the first platform admin. */
const [email, ...rest] = process.argv.slice(2);
if (email === undefined || rest.length > 0) {
  process.stderr.write('usage: npm run admin -- EMAIL\n');
  process.exitCode = 2;
} else {
  try {
    process.stdout.write(`${await makeFirstAdmin(readConfig(process.env), email)}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
