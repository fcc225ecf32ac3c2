// `npm start`: installs and builds what is missing, then serves.
import { prepare } from './lib/prepare.mjs';
import { becomeProgram } from './lib/process.mjs';

const PARENT_CHECK_MS = 250;

/**
 * npm runs a script in a shell, and passes a signal on to that shell only. Some shells end without
 * telling their child; the server must then drain as if it had been told.
 */
function stopWithShell() {
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== shell) {
      clearInterval(timer);
      process.kill(process.pid, 'SIGTERM');
    }
  }, PARENT_CHECK_MS);
  timer.unref();
}

if (await prepare()) {
  if (process.env.npm_lifecycle_event !== undefined) {
    stopWithShell();
  }
  await becomeProgram('apps/api/dist/main.js', process.argv.slice(2));
} else {
  process.exitCode = 1;
}
