import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './files.mjs';

/** @satisfies {Record<string, import('node:child_process').StdioOptions>} */
const STDIO = {
  stdout: ['ignore', 1, 2],
  stderr: ['ignore', 2, 2],
  captured: ['ignore', 'pipe', 'pipe'],
};

/**
 * @typedef {object} Outcome
 * @property {number} code the exit code; 1 where the program could not be started or was killed
 * @property {string} output what it printed, when it was captured
 */

/**
 * Runs a program at the root and waits for it. Never rejects: a program that cannot be started
 * counts as failed. What it prints is shown on standard output, or on standard error (for work
 * that comes before a command whose output others read), or captured.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ output?: 'stdout' | 'stderr' | 'captured', env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<Outcome>}
 */
export function runProgram(command, args, options = {}) {
  const { output: shownOn = 'stdout', env = process.env } = options;
  return new Promise((done) => {
    // Windows resolves `npm` to a .cmd file, which only a shell can start.
    const shell = process.platform === 'win32' && command === 'npm';
    const child = spawn(command, args, { cwd: ROOT, env, shell, stdio: STDIO[shownOn] });
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk;
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.on('error', (error) => done({ code: 1, output: `${output}${error.message}\n` }));
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });
}

/** @satisfies {Record<string, string>} */
const TOOLS = {
  attw: 'node_modules/@arethetypeswrong/cli/dist/index.js',
  biome: 'node_modules/@biomejs/biome/bin/biome',
  depcruise: 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
  knip: 'node_modules/knip/bin/knip.js',
  publint: 'node_modules/publint/src/cli.js',
  tsc: 'node_modules/typescript/bin/tsc',
  vite: 'node_modules/vite/bin/vite.js',
  vitest: 'node_modules/vitest/vitest.mjs',
};

/**
 * Runs an installed development tool with this Node, without a shell or npx between.
 *
 * @param {keyof typeof TOOLS} tool
 * @param {readonly string[]} args
 * @param {Parameters<typeof runProgram>[2]} [options]
 */
export function runTool(tool, args, options) {
  return runProgram(process.execPath, [TOOLS[tool], ...args], options);
}

/**
 * Carries on as `node file ...args`, in this process: signals, standard streams and the exit code
 * are the program's own, with no parent left between it and the terminal.
 *
 * @param {string} file
 * @param {readonly string[]} args
 */
export async function becomeProgram(file, args) {
  const path = resolve(ROOT, file);
  if (!existsSync(path)) {
    console.error(`There is no ${file}.`);
    process.exitCode = 2;
    return;
  }
  process.argv = [process.execPath, path, ...args];
  await import(pathToFileURL(path).href);
}
