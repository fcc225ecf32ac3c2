#!/usr/bin/env node
import { run } from './run.js';

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Error('Stopped.')));

const { argv, env: environment, stdin, stdout, stderr } = process;
// A reader such as `head` that has seen enough is no failure.
stdout.on('error', () => process.exit(0));
process.exitCode = await run(argv.slice(2), {
  ...{ environment, stdin, stdout, stderr },
  signal: interrupted.signal,
});
