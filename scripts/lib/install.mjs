import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './files.mjs';
import { runProgram } from './process.mjs';

/** @typedef {{ version?: string, optional?: boolean, link?: boolean }} LockedPackage */

/** Whether this Node is as new as `engines` in package.json asks; says so in one line where not. */
export function isNodeNewEnough() {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const needed = engines.node.replace('>=', '');
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [neededMajor, neededMinor] = needed.split('.').map(Number);
  const newEnough = major > neededMajor || (major === neededMajor && minor >= neededMinor);
  if (!newEnough) {
    console.error(`Node ${needed} or newer is needed; this is ${process.versions.node}.`);
  }
  return newEnough;
}

/**
 * Installs what package-lock.json names, unless it is there already. npm leaves the list of what
 * it installed in node_modules/.package-lock.json as its last act, so an install that was cut
 * short or that another lockfile asked for is done again, and one made by hand is kept.
 *
 * @returns {Promise<boolean>} whether everything is installed now
 */
export async function ensureInstalled() {
  if (isInstalled()) {
    return true;
  }
  console.error('> npm ci');
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const { code } = await runProgram('npm', args, { output: 'stderr' });
  return code === 0;
}

function isInstalled() {
  const record = join(ROOT, 'node_modules/.package-lock.json');
  if (!existsSync(record)) {
    return false;
  }
  const installed = packagesOf(record);
  const locked = packagesOf(join(ROOT, 'package-lock.json'));
  return Object.entries(locked).every(
    ([path, { version, optional }]) =>
      !path.includes('node_modules/') || optional || installed[path]?.version === version,
  );
}

/**
 * @param {string} lockfile
 * @returns {Record<string, LockedPackage>}
 */
function packagesOf(lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
}
