// `node scripts/run.mjs FILE [ARGUMENT...]`: installs and builds what is missing, then runs FILE.
// Exits with 2 when FILE could not be run at all.
import { prepare } from './lib/prepare.mjs';
import { becomeProgram } from './lib/process.mjs';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node scripts/run.mjs FILE [ARGUMENT...]');
  process.exitCode = 2;
} else if (await prepare()) {
  await becomeProgram(file, args);
} else {
  process.exitCode = 2;
}
