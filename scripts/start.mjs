// `npm start`: installs and builds what is missing, then serves.
import { prepare } from './lib/prepare.mjs';
import { becomeProgram } from './lib/process.mjs';

if (await prepare()) {
  await becomeProgram('apps/api/dist/main.js', process.argv.slice(2));
} else {
  process.exitCode = 1;
}
