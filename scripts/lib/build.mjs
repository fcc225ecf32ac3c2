import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { listFiles, ROOT } from './files.mjs';
import { runTool } from './process.mjs';

const STAMP = join(ROOT, 'apps/api/dist/.build-stamp');
const OUTPUTS = ['apps/api/dist/main.js', 'apps/dashboard/dist/index.html'];
const SOURCE_FOLDERS = ['packages', 'apps'];
const ROOT_INPUTS = ['package-lock.json', 'tsconfig.base.json', 'tsconfig.json'];

/** The API reference's script: served by the API itself, never from a CDN. */
const SCALAR = {
  from: 'node_modules/@scalar/api-reference/dist/browser/standalone.js',
  to: 'apps/api/dist/public/scalar.js',
};

/**
 * Builds when a source is newer than what was built last.
 *
 * @returns {Promise<boolean>} whether an up-to-date build is there now
 */
export async function ensureBuilt() {
  const outputsThere = OUTPUTS.every((path) => existsSync(join(ROOT, path)));
  if (outputsThere && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint()) {
    return true;
  }
  return build();
}

/**
 * Compiles every workspace and bundles the dashboard, and remembers of which sources.
 *
 * @returns {Promise<boolean>} whether both succeeded
 */
export async function build() {
  const before = fingerprint();
  const compiled = await step('tsc -b', () => compile('stderr'));
  const bundled = await step('vite build', () => bundleDashboard('stderr'));
  if (compiled && bundled) {
    writeFileSync(STAMP, before);
  }
  return compiled && bundled;
}

/**
 * Type-checks and compiles all workspaces, and puts the API's static files beside its code.
 *
 * @param {'stderr' | 'captured'} output
 */
export async function compile(output) {
  const outcome = await runTool('tsc', ['-b', '--pretty', 'false'], { output });
  mkdirSync(dirname(join(ROOT, SCALAR.to)), { recursive: true });
  copyFileSync(join(ROOT, SCALAR.from), join(ROOT, SCALAR.to));
  return outcome;
}

/**
 * Bundles the dashboard into apps/dashboard/dist.
 *
 * @param {'stderr' | 'captured'} output
 */
export function bundleDashboard(output) {
  const config = 'apps/dashboard/vite.config.ts';
  const args = ['build', 'apps/dashboard', '--config', config, '--logLevel', 'warn'];
  return runTool('vite', args, { output });
}

/**
 * @param {string} name
 * @param {() => Promise<{ code: number }>} work
 */
async function step(name, work) {
  const start = performance.now();
  console.error(`> ${name}`);
  const { code } = await work();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.error(`  ${code === 0 ? 'done' : 'FAILED'} in ${seconds} s`);
  return code === 0;
}

/** Changes whenever a source file is added, removed or written; reads no contents. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const path of [...ROOT_INPUTS, ...SOURCE_FOLDERS.flatMap((folder) => listFiles(folder))]) {
    const { mtimeMs, size } = statSync(join(ROOT, path));
    hash.update(`${path}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest('hex');
}
